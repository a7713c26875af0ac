/**
 * Reads what the archive kept while we were away, page by page. The call manager gets each message as it comes, and
 * tells of the calls that were missed when the last page has ended.
 *
 * Spec: XEP-0313 1.1.3 #query #query-paging #sync.
 */
import type { Result } from '../../base/result.ts';
import { err, ok } from '../../base/result.ts';
import { readArchiveEnd, writeArchiveQuery } from '../../stanzas/archive.ts';
import { readIqPayload } from '../../stanzas/stanza.ts';
import type { OwnRequests, RequestFault } from './own-requests.ts';

/** Messages a page. Servers have 50 to 250 as their own bound. */
const PAGE = 100;
/** Pages at one time: 20,000 messages. Whoever was away for longer misses the calls of the newest, and is told so. */
const MOST_PAGES = 200;

/** `endless`: there was more than anybody reads. `malformed`: the answer of the archive was no answer. */
export type CatchUpFault = RequestFault | 'endless' | 'malformed';

export async function catchUp(
  requests: OwnRequests,
  queryId: string,
  sinceMs: number,
): Promise<Result<void, CatchUpFault>> {
  let afterId: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const answer = await requests.ask('set', writeArchiveQuery({ queryId, sinceMs, afterId, most: PAGE }));
    if (!answer.ok) return answer;
    const payload = readIqPayload(answer.value);
    const end = payload.ok ? readArchiveEnd(payload.value) : payload;
    if (!end.ok) return err('malformed');
    const { complete, lastId } = end.value;
    if (complete) return ok(undefined);
    // A page without an end, that says that it is not the last, would be asked for again and again.
    if (lastId === undefined || lastId === afterId) return err('malformed');
    afterId = lastId;
  }
  return err('endless');
}
