/**
 * The page itself: from where its messages come. From the server that served it, where the address says the token; from
 * the page that opened it or holds it in a frame; from a file that is opened or dropped here. Nothing else is asked.
 */
import { isObject, parseJson } from '../../base/json.ts';
import { readLines } from '../read-lines.ts';
import { readMessage } from '../read-message.ts';
import { listenToApplication } from './application.ts';
import { createInspector } from './inspector.ts';

const host = document.querySelector<HTMLElement>('#inspector');
if (host === null) throw new Error('the page has no place for the inspector');
const input = document.querySelector<HTMLInputElement>('#file');
const inspector = createInspector(host, () => input?.click());

/** A saved trace takes the place of whatever was there. */
async function openFile(file: File): Promise<void> {
  const read = readLines(await file.text());
  if (!read.ok) return inspector.tell(`${file.name}: ${read.error}`, 'bad');
  inspector.model.clear();
  for (const message of read.value) inspector.add(message);
  inspector.tell(file.name);
}

function take(value: unknown): void {
  const read = readMessage(value);
  if (!read.ok) inspector.tell(`a message that is none: ${read.error}`, 'bad');
  else if (read.value !== undefined) inspector.add(read.value);
}

input?.addEventListener('change', () => {
  const [file] = input.files ?? [];
  if (file !== undefined) void openFile(file);
  input.value = '';
});
document.addEventListener('dragover', (event) => event.preventDefault());
document.addEventListener('drop', (event) => {
  event.preventDefault();
  const [file] = event.dataTransfer?.files ?? [];
  if (file !== undefined) void openFile(file);
});

/** Behind the `#`, where it is sent to nobody and stands in no log. */
const token = new URLSearchParams(location.hash.slice(1)).get('token');
const isOpened = listenToApplication(inspector, token !== null);
if (token !== null) listen(token);
else if (!isOpened) inspector.tell('Open the address that the program printed, with what stands behind #; or a trace.');
// Neither a token put into the address of an open page, nor an application that opens this one anew under an address
// with a #, loads it again.
window.addEventListener('popstate', () => location.reload());

function listen(secret: string): void {
  const address = new URL('watch', location.href);
  address.protocol = 'ws:';
  address.hash = '';
  address.searchParams.set('token', secret);
  const socket = new WebSocket(address);
  socket.addEventListener('message', ({ data }) => {
    const value = parseJson(String(data));
    const title = isObject(value) ? value['title'] : undefined;
    if (typeof title === 'string') inspector.tell(title);
    else take(value);
  });
  socket.addEventListener('close', ({ code }) => {
    if (code === 1008)
      inspector.tell('The server does not know this page: open the address that it has printed.', 'bad');
    else inspector.tell('The program has ended; what it did is still here.');
  });
}
