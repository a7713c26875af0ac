/** What a link to the playground says: a story, or who has which policy and what the server does. */
import type { Policy } from '../../../machines/context.ts';
import { INPUT_WORDS } from '../../../machines/context.ts';
import { switchNamed } from '../world/switches.ts';
import { storyNamed } from './stories.ts';

export interface Link {
  readonly story: string | undefined;
  readonly switches: readonly string[];
  readonly romeo: Policy;
  readonly juliet: Policy;
}

/** Whatever it does not know it leaves out: links get cut and retyped. */
export function readLink(hash: string): Link {
  const words = new URLSearchParams(hash.replace(/^#/, ''));
  const story = words.get('story') ?? '';
  const switches = (words.get('server') ?? '').split(' ').filter((id) => switchNamed(id) !== undefined);
  return {
    story: storyNamed(story) === undefined ? undefined : story,
    switches: [...new Set(switches)],
    romeo: policyIn(words.get('romeo')),
    juliet: policyIn(words.get('juliet')),
  };
}

/** The shortest link that says the same. */
export function writeLink({ story, switches, romeo, juliet }: Link): string {
  if (story !== undefined) return `#${String(new URLSearchParams({ story }))}`;
  const words = new URLSearchParams();
  if (switches.length > 0) words.set('server', switches.join(' '));
  if (romeo !== 'opportunistic') words.set('romeo', romeo);
  if (juliet !== 'opportunistic') words.set('juliet', juliet);
  return `#${String(words)}`;
}

function policyIn(word: string | null): Policy {
  return INPUT_WORDS.policy.find((policy) => policy === word) ?? 'opportunistic';
}
