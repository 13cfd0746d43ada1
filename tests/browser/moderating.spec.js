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

test('without script a comment is edited, pinned and answered from its own page', () => (
  moderates({ script: false, width: 390 }, async (page, witness) => {
    await page.goto('/admin/comments?state=published');
    await page.getByRole('link', { name: /^All about it/ }).first().click();
    await holds(page, witness, 'the page of one comment');
    await page.getByRole('button', { name: 'Pin', exact: true }).click();
    await page.getByRole('button', { name: 'Unpin' }).waitFor();
    await page.getByRole('link', { name: 'Edit', exact: true }).click();
    await holds(page, witness, 'the form that edits a comment');
    await submit(page, { text: 'Said with *other* words.' }, 'Save');
    await page.getByRole('heading', { name: 'What it said before' }).waitFor();
    await holds(page, witness, 'a comment with a version');
    const place = await page.locator('.whole .comment-time').getAttribute('href');
    await page.getByRole('link', { name: 'Answer', exact: true }).click();
    await holds(page, witness, 'the form of an answer');
    await submit(page, { text: 'So it is.' }, 'Publish');
    await page.getByText('Your answer is published below it.').waitFor();
    await holds(page, witness, 'an answer that can be taken back');
    await page.goto(place);
    await page.locator('.pinned em', { hasText: 'other' }).waitFor();
    assert.match(await page.locator('#comments').innerText(), /edited by those who run the blog.*So it is\./s);
    await holds(page, witness, 'a post with a pinned comment');
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
      for (const box of (await page.getByRole('checkbox').all()).slice(0, 2)) await box.check();
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

async function press(page, button) {
  await Promise.all([page.waitForEvent('load'), button.click()]);
}

async function told(page, sentence) {
  const notice = await page.locator('.notice').first().innerText();
  assert.ok(notice.includes(sentence), `“${sentence}” is not said, but: ${notice}`);
}

async function isUnder(page, post, words) {
  await page.goto(post);
  return (await page.locator('#comments').innerText()).includes(words);
}
