/** Events that XState makes itself, in words: `xstate.after.60000.lamp.on` is said as `after 60 s`. */

const WORDS: ReadonlyMap<string, string> = new Map([
  ['xstate.init', 'begins'],
  ['xstate.stop', 'is stopped'],
]);

/** The type of an event as it is said to people. What is not XState's own stays as it is. */
export function sayEvent(type: string): string {
  const known = WORDS.get(type);
  if (known !== undefined) return known;
  const [, what = '', about = ''] =
    /^xstate\.(after|done\.(?:actor|state)|error\.actor|snapshot)\.(.+)$/.exec(type) ?? [];
  if (what === '') return type;
  if (what === 'after') return `after ${sayDelay(about.slice(0, Math.max(0, about.indexOf('.'))) || about)}`;
  if (what === 'snapshot') return `news of ${about}`;
  return what === 'error.actor' ? `${about} fails` : `${about} is done`;
}

/** Milliseconds, or the name of a delay. */
function sayDelay(delay: string): string {
  if (!/^\d+$/.test(delay)) return delay;
  const ms = Number(delay);
  return ms < 1_000 ? `${ms} ms` : `${ms / 1_000} s`;
}
