/** The entry `omemo-calls/xmpp-js`: calls on the stream of an xmpp.js client. */
export { CALL_FEATURES } from '../client/call-features.ts';
export type { CatchUpFault } from '../client/catch-up.ts';
export type { ClientStream, StreamListener } from '../client/client-stream.ts';
export { connectCalls } from '../client/connect-calls.ts';
export type { CallConnection, ConnectCallsOptions, ConnectionFault } from '../client/connect-calls.ts';
export { xmppJsStream } from './stream.ts';
export type { XmppJsClient } from './stream.ts';
export type { CreateElement } from '../client/written-element.ts';
