// Reading the sample blog: every kind of page in every way, and the way of a reader through them with the keyboard too.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { holdAll, holds } from './checks.js';
import { launchChromium } from './chromium.js';
import { startDemo } from './program.js';
import { WAYS, asReader } from './reader.js';

const KINDS = [
  '/',
  '/2025/12/please-costs-two-es', // a table, notes, code, a quote, a picture and another language
  '/2025/09/mint-does-not-ask', // from right to left
  '/2025/06/slug-night', // closed to comments
  '/tags/beans',
  '/authors/ada',
  '/archive',
  '/2025/',
  '/2025/10/',
  '/about',
  '/nowhere',
];

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
  test(`every kind of page to read holds: ${way.name}`, () => (
    asReader(browser, program.address, way, (page, witness) => holdAll(page, witness, KINDS))
  ));
}

test('every post of the archive holds on a phone', () => (
  asReader(browser, program.address, { width: 390 }, async (page, witness) => {
    const addresses = await archived(page);
    assert.ok(addresses.length > 10, `only ${addresses.length} posts are in the archive`);
    await holdAll(page, witness, addresses);
  })
));

for (const script of [true, false]) {
  const how = script ? 'with script' : 'without script';
  const read = (name, visit) => test(`${name}, ${how}`, () => asReader(browser, program.address, { script }, visit));

  read('a reader goes from the home page to a post, its tag, its author and its month', async (page) => {
    await page.goto('/');
    const post = page.getByRole('article').filter({ hasText: 'First frost' });
    await post.getByRole('link', { name: 'First frost' }).click();
    await onPage(page, 'First frost');
    await page.getByRole('link', { name: 'notebook' }).click();
    await onPage(page, 'notebook');
    await page.goBack();
    await page.getByRole('main').getByRole('link', { name: 'Camelia' }).first().click();
    await onPage(page, 'Camelia');
    await page.getByRole('link', { name: 'Archive' }).click();
    await page.getByRole('link', { name: 'November' }).last().click();
    await onPage(page, 'Posts from November 2025');
    await page.getByRole('link', { name: 'First frost' }).click();
    await onPage(page, 'First frost');
  });

  read('a reader goes from post to post', async (page) => {
    await page.goto('/2025/11/first-frost');
    await page.locator('nav.onward a[rel="prev"]').click();
    await onPage(page, 'A barometer is not a clock');
    await page.locator('nav.onward a[rel="next"]').click();
    await onPage(page, 'First frost');
  });

  read('an address that is not there says so and offers a search', async (page, witness) => {
    await page.goto('/nowhere');
    assert.equal(witness.document.status(), 404);
    await onPage(page, 'There is nothing here');
    assert.ok(await page.getByRole('searchbox').isVisible());
  });
}

for (const script of [true, false]) {
  const how = script ? 'with script' : 'without script';

  test(`a note stands beside the text where there is room, ${how}`, () => (
    asReader(browser, program.address, { script }, async (page) => {
      await page.goto('/2025/12/please-costs-two-es');
      assert.ok(await page.locator('#note-1').isVisible());
    })
  ));

  test(`a note opens on a phone and closes again, ${how}`, () => (
    asReader(browser, program.address, { script, width: 390 }, async (page, witness) => {
      await page.goto('/2025/12/please-costs-two-es');
      const note = page.locator('#note-1');
      assert.ok(!(await note.isVisible()), 'the note is open before it is asked for');
      await page.getByRole('button', { name: 'Note 1' }).press('Enter');
      await note.waitFor({ state: 'visible' });
      await holds(page, witness, 'an open note');
      await page.keyboard.press('Escape');
      await note.waitFor({ state: 'hidden' });
    })
  ));
}

test('the keyboard skips to the text', () => asReader(browser, program.address, {}, async (page, witness) => {
  await page.goto('/');
  await page.keyboard.press('Tab');
  await holds(page, witness, 'the skip link');
  assert.equal(await page.evaluate(() => document.activeElement.className), 'skip');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'main');
}));

/** The addresses of all posts, by way of the years of the archive. */
async function archived(page) {
  const hrefs = (links) => links.map((link) => link.getAttribute('href'));
  await page.goto('/archive');
  const years = await page.locator('h2.year-title a[href]').evaluateAll(hrefs);
  const posts = [];
  for (const year of years) {
    await page.goto(year);
    posts.push(...await page.locator('ul.dated a').evaluateAll(hrefs));
  }
  return posts;
}

async function onPage(page, heading) {
  await page.getByRole('heading', { level: 1, name: heading, exact: true }).waitFor();
}
