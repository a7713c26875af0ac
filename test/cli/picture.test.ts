/**
 * The picture, line by line. Certificates of stand-in engines are numbered in the order of their making; the server's
 * is first.
 */
import { expect, test } from 'vitest';
import { runCli } from './run-cli.ts';

test('draws who sends what to whom, what the server makes of it, and who finds it out', async () => {
  const { out } = await runCli(['demo', '--attack', 'swap-fingerprint']);
  expect(`\n${out.slice(out.indexOf('romeo      '), out.indexOf('\nno call'))}`).toBe(`
romeo                               server                               juliet
OMEMO device 111                                               OMEMO device 222
  │ Public keys of my OMEMO device 111 │                                    │
  ├───────────────────────────────────▶│                                    │
  │ My OMEMO devices: 111              │                                    │
  ├───────────────────────────────────▶│                                    │
  │                                    │ Public keys of my OMEMO device 222 │
  │                                    │◀───────────────────────────────────┤
  │                                    │              My OMEMO devices: 222 │
  │                                    │◀───────────────────────────────────┤
  │                                    │                                    │
  │ May I call you? Audio.             │                                    │
  ├────────────────────────────────────┼───────────────────────────────────▶│
  │                                    │                It is ringing here. │
  │◀───────────────────────────────────┼────────────────────────────────────┤
  │                                   I'll take it. My OMEMO device is 222. │
  │◀───────────────────────────────────┼────────────────────────────────────┤
  │ The public keys of her 222?        │                                    │
  ├───────────────────────────────────▶│                                    │
  │   Here: 100 one-time keys and more │                                    │
  │◀───────────────────────────────────┤                                    │
  │ Offer: audio. Certificate:         │                                    │
  │ 02:02:02:02…02:02  encrypted for device 222 of juliet                   │
  ├───────────────────────────────────▶│                                    │
  │         [ the server puts its own certificate into the offer ]          │
  │                                    │ Offer: audio. Certificate:         │
  │                                    │ 01:01:01:01…01:01  IN CLEAR        │
  │                                    ├───────────────────────────────────▶│
  │                                    │      * in clear: 01:01:01:01…01:01 │
  │                                    │        Answer: audio. Certificate: │
  │                                    │        03:03:03:03…03:03  IN CLEAR │
  │                                    │◀───────────────────────────────────┤
  │         [ the server puts its own certificate into the answer ]         │
  │        Answer: audio. Certificate: │                                    │
  │        01:01:01:01…01:01  IN CLEAR │                                    │
  │◀───────────────────────────────────┤                                    │
  │ * REFUSED: I offered encrypted, and the answer came in clear            │
  │ I end this: security-error.        │                                    │
  ├────────────────────────────────────┼───────────────────────────────────▶│
`);
});

test('shows what passes as it was sent, and what each side decrypts and then sees in use', async () => {
  const { out } = await runCli(['demo']);
  expect(out).toContain(`
  │ Offer: audio. Certificate:         │                                    │
  │ 01:01:01:01…01:01  encrypted for device 222 of juliet                   │
  ├────────────────────────────────────┼───────────────────────────────────▶│
  │                                    │     * decrypted: 01:01:01:01…01:01 │
`);
  expect(out).toContain(`
  │ * decrypted: 02:02:02:02…02:02     │                                    │
  │                             * media runs on 01:01:01:01…01:01: the same │
  │ * media runs on 02:02:02:02…02:02: the same                             │
  │ I hang up.                         │                                    │
  ├────────────────────────────────────┼───────────────────────────────────▶│
`);
});

test('does not show what an encrypted certificate holds where the server, which cannot know, sends it', async () => {
  const { out } = await runCli(['demo', '--attack', 'mixed-contents']);
  expect(out).toContain(`
  │     [ the server puts its own certificate into the second content ]     │
  │                                    │ Offer: audio, video. Certificate:  │
  │                               audio: encrypted for device 222 of juliet │
  │                                    │ video: 01:01:01:01…01:01  IN CLEAR │
  │                                    ├───────────────────────────────────▶│
  │                  * REFUSED: a certificate in clear among encrypted ones │
`);
});
