// Moderating: the dashboard and the queue of the sample blog, with script and without.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { holdAll, holds } from './checks.js';
import { launchChromium } from './chromium.js';
import { logIn, submit } from './owner.js';
import { startDemo } from './program.js';
import { WAYS, asReader } from './reader.js';

const KINDS = [
  '/admin',
  '/admin/comments',
  '/admin/comments?state=published',
  '/admin/comments?state=spam',
  '/admin/comments?state=rejected',
  '/admin/comments?state=deleted',
  '/admin/comments?q=nothing+like+this&link=1',
  '/admin/comments?state=published&reported=1',
  '/admin/blocks',
  '/admin/trail',
];

let browser;
let program;
let storageState;

before(async () => {
  [browser, program] = await Promise.all([launchChromium(), startDemo()]);
  storageState = await logIn(browser, program.address, program.login);
});

after(async () => {
  await browser?.close();
  await program?.stop();
});

const moderates = (options, visit) => asReader(browser, program.address, { ...options, storageState }, visit);

for (const way of WAYS) {
  test(`every page of the moderator holds: ${way.name}`, () => (
    moderates(way, (page, witness) => holdAll(page, witness, KINDS))
  ));
}

test('who is not logged in is led to the queue by way of the form', () => (
  asReader(browser, program.address, { script: false }, async (page) => {
    await page.goto('/admin/comments');
    await submit(page, program.login);
    assert.equal(new URL(page.url()).pathname, '/admin/comments');
    await page.getByRole('heading', { level: 1, name: 'Comments' }).waitFor();
  })
));

for (const script of [false, true]) {
  const how = script ? 'with script' : 'without script';

  test(`a comment is approved and read under its post, and that is undone, ${how}`, () => (
    moderates({ script, width: 390 }, async (page, witness) => {
      await page.goto('/admin/comments');
      const { id, name, post, words } = await first(page);
      await press(page, page.getByRole('button', { name: `Approve the comment by ${name}`, exact: true }).first());
      await told(page, `The comment by ${name} is approved.`);
      await holds(page, witness, 'the queue after a decision');
      assert.equal(await page.locator(`#${id}`).count(), 0, 'what was decided still waits');
      assert.ok(await isUnder(page, post, words), 'an approved comment is not under its post');

      await page.goBack();
      await press(page, page.getByRole('button', { name: 'Undo', exact: true }));
      await told(page, `The comment by ${name} is waiting again.`);
      await page.locator(`#${id}`).waitFor();
      assert.ok(!(await isUnder(page, post, words)), 'a comment that waits again is under its post');
    })
  ));

  test(`words that were changed meanwhile are read before they are approved, ${how}`, () => (
    moderates({ script }, async (page, witness) => {
      await page.goto('/admin/comments');
      const { id, name } = await first(page);
      const other = await page.context().newPage();
      await other.goto(`/admin/comments/${id.replace('comment-', '')}/edit`);
      await submit(other, { text: `Reworded ${how}.` });
      const card = page.locator(`#${id}`);
      await press(page, card.getByRole('button', { name: 'Approve' }));
      await told(page, `The comment by ${name} is left as it was: it was changed since you saw it. Read it again.`);
      await card.getByText(`Reworded ${how}.`).waitFor();
      await holds(page, witness, 'the queue with a comment that was changed');
      await press(page, card.getByRole('button', { name: 'Approve' }));
      await told(page, `The comment by ${name} is approved.`);
      await press(page, page.getByRole('button', { name: 'Undo', exact: true }));
      await card.waitFor();
    })
  ));

  test(`a comment is marked as spam, found there and taken back, ${how}`, () => (
    moderates({ script }, async (page) => {
      await page.goto('/admin/comments');
      const { id, name } = await first(page);
      await press(page, page.locator(`#${id}`).getByRole('button', { name: 'Spam' }));
      await told(page, `The comment by ${name} is marked as spam.`);
      await page.getByRole('link', { name: /^Spam/ }).click();
      await page.locator(`#${id}`).waitFor();
      await page.goBack();
      await press(page, page.getByRole('button', { name: 'Undo', exact: true }));
      await page.locator(`#${id}`).waitFor();
    })
  ));

  test(`several comments are rejected at once and brought back, ${how}`, () => (
    moderates({ script }, async (page, witness) => {
      await page.goto('/admin/comments');
      const waiting = await page.locator('ol.queue > li').count();
      for (const box of (await page.locator('.pick input').all()).slice(0, 2)) await box.check();
      await press(page, page.locator('#bulk').getByRole('button', { name: 'Reject' }));
      await told(page, '2 comments are rejected.');
      await holds(page, witness, 'the queue after a decision about many');
      assert.equal(await page.locator('ol.queue > li').count(), waiting - 2);
      await press(page, page.getByRole('button', { name: 'Undo', exact: true }));
      await told(page, '2 comments are waiting again.');
      assert.equal(await page.locator('ol.queue > li').count(), waiting);
    })
  ));

  test(`nothing is decided when nothing is picked, ${how}`, () => (
    moderates({ script }, async (page, witness) => {
      await page.goto('/admin/comments');
      const waiting = await page.locator('ol.queue > li').count();
      await press(page, page.locator('#bulk').getByRole('button', { name: 'Delete' }));
      await page.getByRole('alert').waitFor();
      await holds(page, witness, 'the queue after a mistake');
      await page.goto('/admin/comments');
      assert.equal(await page.locator('ol.queue > li').count(), waiting);
    })
  ));

  test(`a comment is approved from the dashboard, ${how}`, () => (
    moderates({ script }, async (page) => {
      await page.goto('/admin');
      const approve = page.getByRole('button', { name: /^Approve the comment by/ }).first();
      const [, name] = /comment by (.*)/.exec(await approve.innerText());
      await press(page, approve);
      await told(page, `The comment by ${name} is approved.`);
    })
  ));
}

test('comments are decided by keyboard, and the page stays the same', () => (
  moderates({ script: true }, async (page, witness) => {
    await page.goto('/admin/comments');
    await page.evaluate(() => { window.isSame = true; });
    const { id, name } = await first(page);
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await told(page, `The comment by ${name} is rejected.`);
    await page.locator(`#${id}`).waitFor({ state: 'detached' });
    await page.keyboard.press('u');
    await told(page, `The comment by ${name} is waiting again.`);
    await page.locator(`#${id}`).waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    await holds(page, witness, 'the queue with its keys');
    assert.ok(await page.evaluate(() => window.isSame), 'the page was loaded again');
  })
));

/** The comment that stands first in the queue. */
async function first(page) {
  const item = page.locator('ol.queue > li').first();
  return {
    id: await item.getAttribute('id'),
    name: await item.getByRole('heading').innerText(),
    post: await item.locator('p.about a').first().getAttribute('href'),
    words: await item.locator('.comment-body p').first().innerText(),
  };
}

/** With script a decision in the queue loads no page, so what comes of it is waited for by what is said. */
async function press(page, button) {
  await button.click();
  await page.waitForLoadState();
}

async function told(page, sentence) {
  await page.locator('.notice').filter({ hasText: sentence }).first().waitFor();
}

async function isUnder(page, post, words) {
  await page.goto(post);
  return (await page.locator('#comments').innerText()).includes(words);
}
