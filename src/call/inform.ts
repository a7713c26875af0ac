/**
 * What the user's side lets the peer know in passing, and what speaks against it.
 *
 * Spec: XEP-0167 1.2.3 #info-hold #info-mute.
 */
import { UsageError } from '../base/errors.ts';
import type { ContentName } from '../stanzas/identifiers.ts';
import type { MediaKind } from '../stanzas/rtp.ts';
import type { RtpInfo } from '../stanzas/rtp-info.ts';
import type { Call } from './call.ts';
import type { MuteOptions } from './options.ts';

/** A content of a call, by the name that its descriptions give it. Browsers count: the first is `0`. */
export interface CallContent {
  readonly contentName: ContentName;
  readonly media: MediaKind;
}

/** What a call has; empty before anything was offered. A content of an application unknown here is left out. */
export function contentsOf({ data }: Call): readonly CallContent[] {
  return data.contents.flatMap(({ name, description }) =>
    description === undefined ? [] : { contentName: name, media: description.media },
  );
}

/** @throws UsageError `noSession`; `noSuchContent` */
export function informOfMute(call: Call, { contentName, muted }: MuteOptions): void {
  requireSession(call);
  const content = call.data.contents.find(({ name }) => name === contentName);
  if (content === undefined) throw new UsageError('noSuchContent', 'the call has no content of that name');
  const { creator, name } = content;
  inform(call, { kind: muted ? 'mute' : 'unmute', content: { creator, contentName: name } });
}

/** @throws UsageError `noSession` */
export function informOfHold(call: Call, kind: 'hold' | 'unhold'): void {
  requireSession(call);
  inform(call, { kind });
}

function requireSession(call: Call): void {
  if (!call.expects('local.inform')) throw new UsageError('noSession', 'nothing has been offered in this call yet');
}

function inform(call: Call, info: RtpInfo): void {
  call.dispatch({ event: { type: 'local.inform' }, info });
}
