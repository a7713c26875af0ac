/** The playground in Chromium, with real media: a call that a server listens to, and what there is for everybody. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { axeFaults } from './axe.ts';
import { PICTURES, callAndTake, device, expectText, playsVideo, talks, usePlayground } from './playground-page.ts';

const { open } = usePlayground();

describe('the server', () => {
  test('that strips the device sees and hears both, and both are told so', async () => {
    const page = await open('#server=strip-device');
    await callAndTake(page);
    await page.locator('.tapes video').nth(1).waitFor();
    await playsVideo(page, '.tapes video');
    for (const name of ['romeo', 'juliet']) {
      await expectText(device(page, name).locator('.verdict'), 'Nobody vouches for this call');
    }
    await page.screenshot({ path: join(PICTURES, 'tapped.png'), fullPage: true });
    await device(page, 'juliet').getByRole('button', { name: 'Hang up' }).click();
    await expectText(device(page, 'romeo').locator('.stage'), 'Juliet hung up. (');
  });
});

describe('the page', () => {
  test('has names and contrast for everybody, in both themes, with and without a call', async () => {
    const page = await open('');
    await callAndTake(page);
    await talks(page, 'juliet');
    // Media of an honest call, and both charts lit where both calls are.
    await expectText(device(page, 'juliet').locator('.certificates'), 'the same');
    await playsVideo(page, '.screen video');
    await page.waitForFunction(
      () => document.querySelectorAll('.chart .here[data-state="established.active"]').length === 2,
    );
    for (const theme of ['light', 'dark']) {
      await page.evaluate((chosen) => (document.documentElement.dataset['theme'] = chosen), theme);
      expect(await axeFaults(page)).toEqual([]);
      await page.screenshot({ path: join(PICTURES, `${theme}.png`) });
    }
  });
});
