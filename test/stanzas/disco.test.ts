import { expect, test } from 'vitest';
import { capsText } from '../../src/stanzas/disco.ts';

test('the hash of what we can do is the one of the specification [XEP-0115 #ver-gen-simple]', () => {
  const identity = { category: 'client', type: 'pc', name: 'Exodus 0.9.1' };
  const features = ['caps', 'disco#info', 'disco#items', 'muc'].map((name) => `http://jabber.org/protocol/${name}`);
  expect(capsText({ identity, features })).toBe(
    'client/pc//Exodus 0.9.1<http://jabber.org/protocol/caps<http://jabber.org/protocol/disco#info<' +
      'http://jabber.org/protocol/disco#items<http://jabber.org/protocol/muc<',
  );
});
