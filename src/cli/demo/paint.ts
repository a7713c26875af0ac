/**
 * The colours of the demonstration, by what they mean. Without colours nothing is lost: every meaning is in the words
 * too.
 */
import { createColors } from 'picocolors';
import type { Tone } from '../../stage/span.ts';

export type Paint = (text: string, tone: Tone) => string;

export function createPaint(colours: boolean): Paint {
  const { red, dim, green, magenta, cyan, yellow, bold } = createColors(colours);
  const tones: Readonly<Record<Tone, (text: string) => string>> = {
    bad: (text) => bold(red(text)),
    faint: dim,
    good: green,
    juliet: magenta,
    plain: (text) => text,
    romeo: cyan,
    server: yellow,
    title: bold,
  };
  return (text, tone) => tones[tone](text);
}
