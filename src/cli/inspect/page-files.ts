/** The files of the inspector's page, as they were built. Read once: nothing that a request says becomes a path. */
import { readdirSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { err, ok } from '../../base/result.ts';
import type { Result } from '../../base/result.ts';

export interface PageFile {
  readonly type: string;
  readonly content: Uint8Array;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};

/** Beside this file as it is published, and from its source in a checkout. */
const PLACES = ['../../../inspector/', '../../../dist/inspector/'];

/** Every file by the path it is asked for with; or how to come by them. */
export function readPage(places: readonly string[] = PLACES): Result<ReadonlyMap<string, PageFile>, string> {
  for (const place of places) {
    const folder = new URL(place, import.meta.url);
    const files = filesIn(folder);
    if (files.has('/index.html')) return ok(new Map([...files, ['/', files.get('/index.html') as PageFile]]));
  }
  return err('the page of the inspector is not built: npm run build');
}

function filesIn(folder: URL): Map<string, PageFile> {
  const files = new Map<string, PageFile>();
  let names: readonly string[] = [];
  try {
    names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  } catch {
    // There is none here.
  }
  for (const name of names) {
    const type = TYPES[extname(name)];
    const path = name.replaceAll('\\', '/');
    if (type !== undefined) files.set(`/${path}`, { type, content: readFileSync(new URL(path, folder)) });
  }
  return files;
}
