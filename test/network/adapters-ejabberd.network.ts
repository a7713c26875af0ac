/** The adapters for client libraries on ejabberd. */
import { testAdapters } from './adapters.ts';
import { startEjabberd } from './ejabberd.ts';

testAdapters(startEjabberd);
