/** Puts the page together. */
import { render } from 'lit-html';
import { parseBareJid } from 'omemo-calls';
import type { Actions, SignIn } from './actions.ts';
import { Calls } from './calls.ts';
import { findServer } from './find-server.ts';
import { createMedia } from './media.ts';
import { pageView, titleOf } from './page-view.ts';
import { openSession } from './session.ts';
import type { Credentials, Session, SignInProblem } from './session.ts';
import { AT_FIRST, Page } from './state.ts';
import type { PageState } from './state.ts';
import { TraceFile } from './trace-file.ts';

/** How often a tab asks whether the other one is gone, in milliseconds. */
const ASK_AGAIN_MS = 1_000;

const PROBLEM_WORDS: Readonly<Record<Exclude<SignInProblem, 'inUse'>, string>> = {
  refused: 'The server does not accept this address and password.',
  storage:
    'This browser does not let the page keep keys, or what was kept is damaged. A private window may be the reason.',
  unreachable: 'The server cannot be reached. Is its WebSocket address right?',
};

const root = document.getElementById('app');
if (root === null) throw new Error('bug: index.html has no #app');

let session: Session | undefined;
/** Counts the attempts to sign in: one that was given up does nothing any more. */
let attempts = 0;

const page = new Page(draw);
const media = createMedia(page);
const traceFile = new TraceFile();
const calls = new Calls(page, media, () => session);

const actions: Actions = {
  signIn: (given) => void signIn(given),
  signOut: () => void signOut(),
  stopWaiting: () => void signOut(),
  setPolicy: (policy) => page.update({ policy }),
  callAddress: (address) => {
    const account = parseBareJid(address);
    if (account === undefined) page.update({ problem: `${address} is no address.` });
    else calls.call(account, ['audio']);
  },
  call: (account, kinds) => calls.call(account, kinds),
  answer: () => calls.answer(),
  hangUp: () => calls.hangUp(),
  dismiss: () => calls.dismiss(),
  addVideo: () => calls.addVideo(),
  answerOffer: (takes) => calls.answerOffer(takes),
  move: (follows) => calls.move(follows),
  mute: (kind) => calls.mute(kind),
  restartIce: () => calls.restartIce(),
  decide: (key, level) => void calls.decide(key, level),
  saveTrace: () => traceFile.save(),
  name: (account) => calls.name(account),
};

function draw(state: PageState): void {
  if (root === null) return;
  render(pageView(state, actions), root);
  document.title = titleOf(state, actions);
}

async function signIn({ address, password, url }: SignIn): Promise<void> {
  const account = parseBareJid(address);
  if (account === undefined) return page.update({ problem: 'An address looks like juliet@example.org.' });
  attempts += 1;
  const attempt = attempts;
  page.update({ screen: 'signingIn', problem: undefined });
  const domain = account.slice(account.indexOf('@') + 1);
  const credentials: Credentials = { account, password, url: url === '' ? await findServer(domain) : url };
  await open(credentials, attempt);
}

async function open(credentials: Credentials, attempt: number): Promise<void> {
  const report = calls.report.bind(calls);
  const returned = (): void => calls.restartIce();
  const opened = await openSession(credentials, {
    ...{ page, media: media.media, report, returned },
    trace: (entry) => traceFile.add(entry),
  });
  if (attempt !== attempts) {
    if (typeof opened !== 'string') await opened.close();
    return;
  }
  if (opened === 'inUse') {
    page.update({ screen: 'elsewhere' });
    setTimeout(() => {
      if (attempt === attempts) void open(credentials, attempt);
    }, ASK_AGAIN_MS);
  } else if (typeof opened === 'string') page.update({ screen: 'signIn', problem: PROBLEM_WORDS[opened] });
  else {
    session = opened;
    const { ownDevice, ownIdentityKey } = opened.omemo;
    page.update({ screen: 'in', own: { ...ownDevice, identityKey: ownIdentityKey } });
  }
}

async function signOut(): Promise<void> {
  attempts += 1;
  const ending = session;
  session = undefined;
  if (page.state.call !== undefined && page.state.call.stage !== 'ended' && ending !== undefined) {
    ending.manager.hangUp(page.state.call.key);
  }
  await ending?.close();
  page.update({ ...AT_FIRST, policy: page.state.policy });
}

// Time goes on without any event.
setInterval(() => {
  if (page.state.call?.stage === 'talking') page.update({ nowMs: Date.now() });
}, 500);
addEventListener('online', () => {
  session?.reconnect();
  calls.restartIce();
});
// A tab that is closed tells the server so, and does not leave its contacts with a dead call.
addEventListener('pagehide', () => void session?.close());
draw(page.state);
