/** The entry `omemo-calls/stanza-js`: calls on the stream of a StanzaJS client. */
export { CALL_FEATURES } from '../client/call-features.ts';
export type { CatchUpFault } from '../client/catch-up.ts';
export type { ClientStream, StreamListener } from '../client/client-stream.ts';
export { connectCalls } from '../client/connect-calls.ts';
export type { CallConnection, ConnectCallsOptions, ConnectionFault } from '../client/connect-calls.ts';
export { stanzaJsStream } from './stream.ts';
export type { StanzaJsClient } from './stream.ts';
