/** Shows a stream in a video element of a template. */
import { directive, Directive, PartType } from 'lit-html/directive.js';
import type { ElementPart, PartInfo } from 'lit-html/directive.js';
import { noChange } from 'lit-html';

class PlayStream extends Directive {
  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.ELEMENT) throw new Error('bug: a stream is played by an element');
  }

  render(_stream: MediaStream, _isLoud: boolean): symbol {
    return noChange;
  }

  override update({ element }: ElementPart, [stream, isLoud]: [MediaStream, boolean]): symbol {
    const video = element as HTMLVideoElement;
    video.muted = !isLoud;
    if (video.srcObject !== stream) {
      video.srcObject = stream;
      void video.play().catch(() => undefined);
    }
    return noChange;
  }
}

export const playStream = directive(PlayStream);
