/** Publications, requests, answers and notifications of a node. */
import fc from 'fast-check';
import type { PublishOption } from '../../src/stanzas/publish-options.ts';
import type {
  PubsubEvent,
  PubsubItem,
  PubsubItems,
  PubsubItemsRequest,
  PubsubPublish,
} from '../../src/stanzas/pubsub.ts';
import { extension } from './extension.ts';
import { absent, lineText } from './text.ts';

const item: fc.Arbitrary<PubsubItem> = fc.record({ itemId: absent(lineText(12)), payload: absent(extension) });
const option: fc.Arbitrary<PublishOption> = fc.record({
  name: lineText(12).filter((name) => name !== 'FORM_TYPE'),
  value: lineText(12),
});

export const pubsubPublish: fc.Arbitrary<PubsubPublish> = fc.record({
  node: lineText(20),
  item,
  options: fc.uniqueArray(option, { selector: ({ name }) => name, maxLength: 3 }),
});

export const pubsubItemsRequest: fc.Arbitrary<PubsubItemsRequest> = fc.record({
  node: lineText(20),
  itemId: absent(lineText(12)),
  mostItems: absent(fc.integer({ min: 1, max: 256 })),
});

export const pubsubItems: fc.Arbitrary<PubsubItems> = fc.record({
  node: lineText(20),
  items: fc.array(item, { maxLength: 3 }),
});

export const pubsubEvent: fc.Arbitrary<PubsubEvent> = fc.oneof(
  fc.constant({ kind: 'other' as const }),
  pubsubItems.map((items) => ({ kind: 'items' as const, ...items })),
);
