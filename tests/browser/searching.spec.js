// Finding what was written: the search in every way, and the feeds that a page offers, read as a feed reader does.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { holdAll, holds } from './checks.js';
import { launchChromium } from './chromium.js';
import { startDemo } from './program.js';
import { WAYS, asReader } from './reader.js';

const KINDS = ['/search', '/search?q=river', '/search?q=weir+board', '/search?q=zzzz', '/search?q=%3F%21'];

let browser;
let program;

before(async () => {
  [browser, program] = await Promise.all([launchChromium(), startDemo()]);
});

after(async () => {
  await browser?.close();
  await program?.stop();
});

for (const way of WAYS) {
  test(`every page of the search holds: ${way.name}`, () => (
    asReader(browser, program.address, way, (page, witness) => holdAll(page, witness, KINDS))
  ));
}

for (const script of [true, false]) {
  const how = script ? 'with script' : 'without script';

  test(`a word leads to the post that has it, ${how}`, () => (
    asReader(browser, program.address, { script, width: 390 }, async (page) => {
      await page.goto('/');
      await page.getByRole('link', { name: 'Search', exact: true }).click();
      await search(page, 'weir');
      assert.equal(await page.getByRole('main').getByRole('status').innerText(), '1 post has all of these words.');
      await page.getByRole('link', { name: 'The river is two days late' }).click();
      await page.getByRole('heading', { level: 1, name: 'The river is two days late' }).waitFor();
    })
  ));

  test(`a page that is not found looks for what was meant, ${how}`, () => (
    asReader(browser, program.address, { script }, async (page, witness) => {
      await page.goto('/wier');
      await search(page, 'weirdly <b>absent</b>');
      assert.match(await page.getByRole('main').getByRole('status').innerText(), /^No post has all of these words/);
      assert.equal(await page.getByRole('searchbox').inputValue(), 'weirdly <b>absent</b>');
      await holds(page, witness, 'a search for markup');
    })
  ));
}

test('the feeds that pages offer are well-formed and lead back to posts', () => (
  asReader(browser, program.address, {}, async (page) => {
    for (const from of ['/', '/tags/beans']) {
      await page.goto(from);
      const offered = await page.locator('[type="application/atom+xml"]').evaluateAll((links) => links.map((link) => link.href));
      assert.ok(offered.length > 0, `${from} offers no feed`);
      for (const address of new Set(offered)) {
        const [fault, entries] = await page.evaluate(readFeed, address);
        assert.equal(fault, null, address);
        assert.ok(entries > 0, `${address} has no entries`);
      }
    }
  })
));

/** In the browser: what is wrong with a feed as XML, and the number of its entries. */
async function readFeed(address) {
  const parsed = new DOMParser().parseFromString(await (await fetch(address)).text(), 'text/xml');
  return [parsed.querySelector('parsererror')?.textContent ?? null, parsed.querySelectorAll('entry link[href]').length];
}

async function search(page, words) {
  const field = page.getByRole('searchbox');
  await field.fill(words);
  await Promise.all([page.waitForEvent('load'), field.press('Enter')]);
}
