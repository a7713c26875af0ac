/**
 * `npm run inspector`: the command `inspect`, which here also shows what `npm run explore -- --story` and
 * `npm run fuzz` have left as files.
 */
import { processIo } from '../../src/cli/io.ts';
import { show } from './show.ts';

process.exitCode = await show(process.argv.slice(2), processIo());
