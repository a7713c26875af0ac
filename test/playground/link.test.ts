/** Links into the playground. */
import { describe, expect, test } from 'vitest';
import { readLink, writeLink } from '../../docs/playground/stories/link.ts';
import type { Link } from '../../docs/playground/stories/link.ts';
import { STORIES } from '../../docs/playground/stories/stories.ts';
import { SWITCHES } from '../../docs/playground/world/switches.ts';

const NOTHING: Link = { story: undefined, switches: [], romeo: 'opportunistic', juliet: 'opportunistic' };

describe('a link', () => {
  test.each(STORIES)('to the story “$title”', ({ id }) => {
    expect(writeLink({ ...NOTHING, story: id })).toBe(`#story=${id}`);
    expect(readLink(`#story=${id}`)).toEqual({ ...NOTHING, story: id });
  });

  test('to every switch and both policies comes back as it was', () => {
    const link: Link = { ...NOTHING, switches: SWITCHES.map(({ id }) => id), romeo: 'require', juliet: 'expect' };
    expect(readLink(writeLink(link))).toEqual(link);
  });

  test.each(['', '#', '#story=none', '#server=none%20%00', '#romeo=never&juliet=', '#%E0%A4%A', 'story'])(
    'that says nothing we know (%s) is no link',
    (hash) => {
      expect(readLink(hash)).toEqual(NOTHING);
    },
  );

  test('says a switch once', () => {
    expect(readLink('#server=replay+replay').switches).toEqual(['replay']);
  });
});
