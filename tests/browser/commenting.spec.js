// Commenting without an account: by way of the preview without script, at once with it, and by keyboard alone.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { holdAll, holds } from './checks.js';
import { launchChromium } from './chromium.js';
import { submit } from './owner.js';
import { startDemo } from './program.js';
import { WAYS, asReader } from './reader.js';

const POST = '/2025/11/first-frost';
const FIRST_ANSWERED = 'Ada';

let browser;
let program;

before(async () => {
  [browser, program] = await Promise.all([launchChromium(), startDemo()]);
});

after(async () => {
  await browser?.close();
  await program?.stop();
});

const reads = (options, visit) => asReader(browser, program.address, options, visit);

for (const way of WAYS) {
  test(`the pages of a reply and of no comments hold: ${way.name}`, () => reads(way, async (page, witness) => {
    await page.goto(POST);
    const reply = await page.locator('a.reply').first().getAttribute('href');
    await holdAll(page, witness, [reply, '/comments', '/comments/nothing']);
  }));
}

test('without script a comment is seen first, then posted, and its receipt says that it waits', () => (
  reads({ script: false, width: 390 }, async (page, witness) => {
    await page.goto(POST);
    await submit(page, { text: 'Grey up to *the shed*.', name: 'Wilma', email: 'wilma@reader.example' }, 'Continue');
    await onPage(page, 'Not posted yet');
    assert.equal(await page.locator('#preview em').innerText(), 'the shed');
    await holds(page, witness, 'the preview of a comment');

    await submit(page, { text: 'Grey up to **the shed**.' }, 'Preview again');
    assert.equal(await page.locator('#preview strong').innerText(), 'the shed');
    await submit(page, { name: 'Wilma' }, 'Post');
    await waits(page, 'Grey up to the shed.');
    await holds(page, witness, 'the receipt');

    await page.getByRole('main').getByRole('link', { name: 'Your comments' }).click();
    await onPage(page, 'Your comments');
    assert.match(await page.getByRole('main').innerText(), /Grey up to the shed\./);
    await holds(page, witness, 'your comments');

    await page.goto(POST);
    assert.equal(await page.getByText('Grey up to').count(), 0, 'a waiting comment is shown to readers');
  })
));

test('without script a comment is changed, looked at before, and deleted by its writer', () => (
  reads({ script: false, width: 390 }, async (page, witness) => {
    await page.goto(POST);
    await submit(page, { text: 'White up to the gate.', name: 'Nora' }, 'Continue');
    await submit(page, { name: 'Nora' }, 'Post');
    await page.getByRole('main').getByRole('link', { name: 'Change' }).click();
    await onPage(page, 'Change your comment');
    await holds(page, witness, 'the form that changes a comment');
    await submit(page, { text: 'White up to *the mill*.' }, 'Preview');
    assert.equal(await page.locator('#preview em').innerText(), 'the mill');
    await holds(page, witness, 'the preview of a change');
    await submit(page, { text: 'White up to *the mill*.' }, 'Save');
    await onPage(page, 'Your comment');
    assert.match(await page.getByRole('main').innerText(), /Your comment is changed.*edited on/s);
    await holds(page, witness, 'a changed comment');

    await page.getByRole('main').getByRole('link', { name: 'Your comments' }).click();
    await page.getByRole('link', { name: 'Erase everything' }).click();
    await holds(page, witness, 'the question before erasing');
    await page.getByRole('link', { name: 'Leave everything as it is' }).click();
    await page.getByRole('link', { name: 'Have a link sent to you' }).click();
    await holds(page, witness, 'the page of letters');
    await page.goBack();
    await page.getByRole('main').getByRole('link', { name: 'Delete', exact: true }).click();
    await onPage(page, 'Delete your comment');
    await holds(page, witness, 'the question before deleting');
    await page.getByRole('button', { name: 'Delete it' }).click();
    await onPage(page, 'Your comment');
    assert.match(await page.getByRole('main').innerText(), /Your comment is deleted\./);
  })
));

test('without script a reply has a page of its own, which shows what it answers', () => (
  reads({ script: false }, async (page) => {
    await page.goto(POST);
    const comment = page.locator('article.comment').first();
    const said = await comment.locator('.comment-body').innerText();
    await comment.getByRole('link', { name: `Reply to ${FIRST_ANSWERED}` }).click();
    await onPage(page, `Reply to ${FIRST_ANSWERED}`);
    assert.equal(await page.locator('blockquote').first().innerText(), said);
    await submit(page, { text: 'Next year, then.', name: 'Otto' }, 'Continue');
    assert.equal(await page.locator('.in-reply-to').innerText(), `in reply to ${FIRST_ANSWERED}`);
    await submit(page, { text: 'Next year, then.' }, 'Post');
    await waits(page, 'Next year, then.');
  })
));

for (const script of [true, false]) {
  const how = script ? 'with script' : 'without script';
  test(`words are kept when something is wrong, ${how}`, () => reads({ script }, async (page, witness) => {
    await page.goto(POST);
    const answers = { text: 'Mine are black too.', name: 'Sam', website: 'not an address' };
    await submitWhenReady(page, answers, script);
    const website = page.getByLabel('Website');
    assert.equal(await website.getAttribute('aria-invalid'), 'true');
    assert.equal(await page.getByLabel('Your comment').inputValue(), answers.text);
    assert.equal(await website.inputValue(), answers.website);
    await holds(page, witness, 'a comment with an error');
  }));
}

test('with script a comment is posted at once', () => reads({}, async (page, witness) => {
  await page.goto(POST);
  await submitWhenReady(page, { text: 'Ours came a day later.', name: 'Petra' }, true);
  await waits(page, 'Ours came a day later.');
  await holds(page, witness, 'the receipt, with script');

  await page.goto(POST);
  await page.getByLabel('Your comment').focus();
  await page.getByRole('button', { name: 'Post', exact: true }).waitFor();
  assert.equal(await page.getByLabel('Name').inputValue(), 'Petra', 'the commenter is not known again');
}));

test('with script the form moves under the comment that is answered, and back', () => reads({ width: 390 }, async (page, witness) => {
  await page.goto(POST);
  const comment = page.locator('article.comment').first();
  const link = comment.getByRole('link', { name: `Reply to ${FIRST_ANSWERED}` });
  const form = page.locator('article.comment + #comment-form');

  await link.click();
  await form.waitFor();
  await holds(page, witness, 'a reply under its comment');
  await page.getByRole('button', { name: 'Don’t reply' }).click();
  await form.waitFor({ state: 'detached' });
  assert.ok(await link.evaluate((element) => element === document.activeElement), 'the focus is lost');

  await link.click();
  await submitWhenReady(page, { text: 'Potatoes, this time.', name: 'Ines' }, true);
  await waits(page, 'Potatoes, this time.');
}));

test('by keyboard alone a comment is answered', () => reads({}, async (page) => {
  await page.goto(POST);
  const { keyboard } = page;
  await tabTo(page, 'a.reply');
  await keyboard.press('Enter');
  await page.waitForFunction(() => document.activeElement.name === 'text');
  await keyboard.press('Escape');
  await page.waitForFunction(() => document.activeElement.className === 'reply');
  await keyboard.press('Enter');
  await keyboard.type('No hands but on the keys.');
  await tabTo(page, '[name="name"]');
  await keyboard.type('Kim');
  await page.getByRole('button', { name: 'Post', exact: true }).waitFor();
  await tabTo(page, '#comment-form button.primary');
  await Promise.all([page.waitForEvent('load'), keyboard.press('Enter')]);
  await waits(page, 'No hands but on the keys.');
}));

/** Fills the form and sends it; with script, once the ticket has come that lets it be posted at once. */
async function submitWhenReady(page, answers, script) {
  if (script) {
    await page.getByLabel('Your comment').focus();
    await page.getByRole('button', { name: 'Post', exact: true }).waitFor();
  }
  await submit(page, answers, script ? 'Post' : 'Continue');
}

async function tabTo(page, selector) {
  for (let pressed = 0; pressed < 60; pressed += 1) {
    await page.keyboard.press('Tab');
    if (await page.evaluate((wanted) => document.activeElement.matches(wanted), selector)) return;
  }
  throw new Error(`no number of tabs leads to ${selector}`);
}

async function waits(page, text) {
  await onPage(page, 'Your comment');
  const main = await page.getByRole('main').innerText();
  assert.match(main, /waits until somebody has read it/);
  assert.ok(main.includes(text), `${text} is not in the receipt:\n${main}`);
}

async function onPage(page, heading) {
  await page.getByRole('heading', { level: 1, name: heading, exact: true }).waitFor();
}
