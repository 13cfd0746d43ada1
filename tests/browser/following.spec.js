// Comments by mail: following a post, agreeing, deciding by a letter, and what people of the blog choose to be told.
import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { holdAll, holds } from './checks.js';
import { launchChromium } from './chromium.js';
import { OWNER, submit, takeOver } from './owner.js';
import { newDataFolder, startProgram } from './program.js';
import { WAYS, asReader } from './reader.js';

let browser;
let program;
let letters;
let storageState;
let post;

before(async () => {
  const data = await newDataFolder();
  letters = join(data, 'letters');
  const args = ['--mail-folder', letters, '--mail-from', 'blog@blog.example'];
  [browser, program] = await Promise.all([launchChromium(), startProgram({ data, args })]);
  storageState = await takeOver(browser, program, { ...OWNER, base_url: program.address });
  await asOwner({ script: false }, async (page) => {
    await page.goto('/admin/posts/new');
    await submit(page, { title: 'Weir', source: 'The river came late.' }, 'Publish');
    await page.goto('/');
    post = await page.getByRole('link', { name: 'Weir' }).first().getAttribute('href');
  });
});

after(async () => {
  await browser?.close();
  await program?.stop();
});

const asOwner = (options, visit) => asReader(browser, program.address, { ...options, storageState }, visit);
const asStranger = (options, visit) => asReader(browser, program.address, options, visit);

/** The first address of a letter to somebody that holds this. */
async function linkTo(recipient, part) {
  const until = Date.now() + 20_000;
  while (Date.now() < until) {
    for (const file of await readdir(letters).catch(() => [])) {
      const raw = await readFile(join(letters, file), 'utf8');
      const text = raw.replaceAll('=\r\n', '').replaceAll('=3D', '=');
      const found = text.slice(text.indexOf('\r\n\r\n')).match(new RegExp(`http://[^\\s"<>]*${part}[^\\s"<>]*`));
      if (found && raw.includes(`To: ${recipient}\r\n`)) return found[0];
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`no letter to ${recipient} leads to ${part}`);
}

for (const script of [false, true]) {
  const how = script ? 'with script' : 'without script';
  const reader = `reader-${script}@elsewhere.example`;

  test(`a reader follows a post by keyboard, agrees, and ends it again, ${how}`, async () => {
    await asStranger({ script, width: 390 }, async (page, witness) => {
      await page.goto(post);
      await holds(page, witness, 'a post that can be followed');
      await page.getByLabel('Follow by mail').focus();
      await page.keyboard.type(reader);
      await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
      await page.getByRole('heading', { name: 'Look into your mailbox' }).waitFor();
      await holds(page, witness, 'following was asked for');
      await page.goto(await linkTo(reader, '/comments/following/confirmation/'));
      await holds(page, witness, 'the question whether to follow');
      await page.getByRole('button', { name: 'Yes, write to me' }).click();
      await page.getByRole('heading', { name: 'You follow this' }).waitFor();
      await holds(page, witness, 'following');
    });
    await asOwner({ script: false }, async (page) => {
      await page.goto(post);
      await submit(page, { text: `An answer ${how}.`, name: 'Ada' }, 'Continue');
      await submit(page, { name: 'Ada' }, 'Post');
    });
    await asStranger({ script }, async (page, witness) => {
      await page.goto(await linkTo(reader, '/comments/following/list/'));
      await holds(page, witness, 'what is followed');
      await page.goto(await linkTo(reader, '/comments/following/end/'));
      await holds(page, witness, 'the end of letters');
      await page.getByRole('button', { name: 'End them' }).click();
      await page.getByRole('heading', { name: 'Ended' }).waitFor();
      await holds(page, witness, 'letters that were ended');
    });
  });
}

test('the owner decides about a comment by a letter, without a login', async () => {
  await asStranger({ script: false }, async (page) => {
    await page.goto(post);
    await submit(page, { text: 'Who measured it?', name: 'Grace' }, 'Continue');
    await submit(page, { name: 'Grace' }, 'Post');
  });
  await asStranger({ width: 390 }, async (page, witness) => {
    await page.goto(await linkTo(OWNER.email, 'wish=publication'));
    await holds(page, witness, 'a decision');
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByText('Done: this comment is published.').waitFor();
    await holds(page, witness, 'a decision that was made');
    await page.goto(post);
    assert.equal(await page.getByText('Who measured it?').count(), 1);
  });
});

for (const way of WAYS) {
  test(`the pages about letters hold: ${way.name}`, async () => {
    await asStranger(way, (page, witness) => (
      holdAll(page, witness, [post, '/comments/following/new?post=1', '/comments/following', '/comments/following/refusal'])
    ));
    await asOwner(way, (page, witness) => holdAll(page, witness, ['/account/notices', '/admin/settings/webhook']));
  });
}
