/** The adapters for client libraries on Prosody. */
import { testAdapters } from './adapters.ts';
import { startProsody } from './prosody.ts';

testAdapters(startProsody);
