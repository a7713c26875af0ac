/** Words with a meaning beside them, which a terminal shows as a colour and a page as it likes. */

export type Tone = 'bad' | 'faint' | 'good' | 'juliet' | 'plain' | 'romeo' | 'server' | 'title';

/** A piece of text in one tone. */
export interface Span {
  readonly text: string;
  readonly tone: Tone;
}
