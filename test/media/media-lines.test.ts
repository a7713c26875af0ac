/** Contents and the sections of SDP they are in, as far as two engines that agree do not show it. */
import { describe, expect, test } from 'vitest';
import { bundleOwner, closeLines, NO_LINES, readLines, withContents, writeLines } from '../../src/media/media-lines.ts';
import type { ContentName } from '../../src/stanzas/identifiers.ts';
import { CHROMIUM_OFFER } from './chromium-offer.ts';
import { bundleOf, contentOf } from './descriptions.ts';

const names = (...all: readonly string[]) => all as readonly ContentName[];
const two = bundleOf(contentOf('a', 'audio'), contentOf('v', 'video'));
const lines = withContents(NO_LINES, two);

describe('bundleOwner', () => {
  test('is what the group begins with, and what the sections begin with: whoever offered last', () => {
    const swapped = { ...two, groups: [{ semantics: 'BUNDLE', contentNames: names('v', 'a') }] };
    expect(bundleOwner(lines, two, names('a'))?.name).toBe('a');
    expect(bundleOwner(lines, two, names('v'))).toBeUndefined();
    expect(bundleOwner(lines, swapped, names('v'))?.name).toBe('v');
    expect(bundleOwner(lines, swapped, names('a'))?.name).toBe('a');
  });

  test('is nothing where none of a bundle goes on, or there is none', () => {
    expect(bundleOwner(lines, two, names('a', 'v'))).toBeUndefined();
    expect(bundleOwner(lines, { ...two, groups: [] }, names('a'))).toBeUndefined();
    const lipSync = { ...two, groups: [{ semantics: 'LS', contentNames: names('a', 'v') }] };
    expect(bundleOwner(lines, lipSync, names('a'))).toBeUndefined();
  });
});

describe('writeLines', () => {
  test('names the silent section in the bundle and in no other group', () => {
    const groups = ['LS', 'BUNDLE'].map((semantics) => ({ semantics, contentNames: names('v') }));
    const closed = closeLines(lines, names('a'), [two.contents[0]!]);
    const text = writeLines(closed, { contents: [two.contents[1]!], groups }, 'initiator');
    expect(text.ok && text.value).toMatch(/a=group:LS v\r\na=group:BUNDLE a v\r\n[^]*a=mid:a\r\na=inactive/);
  });
});

describe('readLines', () => {
  const read = readLines(CHROMIUM_OFFER, 'initiator', NO_LINES);
  const before = read.ok ? read.value.lines : NO_LINES;

  test.each([
    ['lost a section', CHROMIUM_OFFER.slice(0, CHROMIUM_OFFER.indexOf('m=video')).replace('BUNDLE 0 1', 'BUNDLE 0')],
    ['closed one that goes on', CHROMIUM_OFFER.replace('m=video 9', 'm=video 0')],
    ['gave one another mid', CHROMIUM_OFFER.replace('a=mid:1', 'a=mid:7')],
    ['gave one another medium', CHROMIUM_OFFER.replace('m=video 9', 'm=audio 9')],
  ])('refuses the text of an engine that %s', (_, text) => {
    expect(before.order).toEqual(['0', '1']);
    expect(readLines(text, 'initiator', before)).toEqual({ ok: false, error: { kind: 'sectionsDiffer' } });
  });

  test('refuses a text in which the silent section is closed, or a new one', () => {
    const silent = read.ok ? read.value.description.contents.slice(0, 1) : [];
    const closed = CHROMIUM_OFFER.replace('m=audio 9', 'm=audio 0');
    const after = closeLines(before, names('0'), silent);
    expect(readLines(CHROMIUM_OFFER, 'initiator', after)).toMatchObject({ ok: true });
    expect(readLines(closed, 'initiator', after)).toEqual({ ok: false, error: { kind: 'sectionsDiffer' } });
    expect(readLines(closed, 'initiator', NO_LINES)).toEqual({ ok: false, error: { kind: 'rejectedSection' } });
  });
});
