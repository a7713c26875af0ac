/** The entry `omemo-calls/strophe`: calls on the stream of a Strophe connection. */
export { CALL_FEATURES } from '../client/call-features.ts';
export type { CatchUpFault } from '../client/catch-up.ts';
export type { ClientStream, StreamListener } from '../client/client-stream.ts';
export { connectCalls } from '../client/connect-calls.ts';
export type { CallConnection, ConnectCallsOptions, ConnectionFault } from '../client/connect-calls.ts';
export { stropheStream } from './stream.ts';
export type { StropheConnection, StropheStream } from './stream.ts';
