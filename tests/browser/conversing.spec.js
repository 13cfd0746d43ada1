// A long conversation: two hundred comments on one page, folding, the order, and how words look while they are written.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { holdAll, holds } from './checks.js';
import { launchChromium } from './chromium.js';
import { command, newDataFolder, startProgram } from './program.js';
import { WAYS, asReader } from './reader.js';

let browser;
let program;
/** The address of the post that two hundred comments stand under. */
let post;

before(async () => {
  const data = await newDataFolder();
  await command(data, ['seed', '--posts', '2', '--comments', '200']);
  [browser, program] = await Promise.all([launchChromium(), startProgram({ data })]);
  const home = await (await fetch(program.address)).text();
  [, post] = /class="u-url" href="([^"]+)"/.exec(home);
});

after(async () => {
  await browser?.close();
  await program?.stop();
});

const reads = (options, visit) => asReader(browser, program.address, options, visit);

for (const way of WAYS) {
  test(`two hundred comments on a page hold: ${way.name}`, () => reads(way, async (page, witness) => {
    await holdAll(page, witness, [post, `${post}?order=newest`, '/comments/recent', '/privacy']);
    await page.goto(post);
    assert.ok(await page.locator('article.comment').count() >= 190, 'the rest waits');
    assert.equal(await page.locator('article.comment').evaluateAll((comments) => (
      comments.filter((comment) => (
        comment.parentElement.tagName !== 'LI' || !comment.querySelector('h3, .removed')
      )).length
    )), 0, 'a comment is no article with a heading in a list');
  }));
}

test('comments can be read in forced colours and on paper', () => reads({}, async (page, witness) => {
  await page.goto(post);
  await page.emulateMedia({ forcedColors: 'active' });
  await holds(page, witness, 'forced colours');
  await page.emulateMedia({ forcedColors: 'none', media: 'print' });
  assert.ok(await page.locator('article.comment').last().isVisible());
  assert.equal(await page.locator('a.reply').first().isVisible(), false, 'paper has links to reply');
}));

for (const script of [true, false]) {
  const how = script ? 'with script' : 'without script';

  test(`a thread folds by keyboard and opens for who follows a link into it, ${how}`, () => (
    reads({ script, width: 390 }, async (page) => {
      await page.goto(post);
      const fold = page.locator('details.fold').first();
      const answer = fold.locator('article.comment').first();
      const id = await answer.getAttribute('id');
      await fold.locator('summary').first().press('Enter');
      await answer.waitFor({ state: 'hidden' });
      await page.goto(`${post}#${id}`);
      await answer.waitFor({ state: 'visible' });
    })
  ));

  test(`a reader turns the order around and back, ${how}`, () => reads({ script }, async (page) => {
    await page.goto(post);
    const first = page.locator('article.comment').first();
    const oldest = await first.getAttribute('id');
    await page.getByRole('link', { name: 'Newest first' }).click();
    await page.getByText('Newest first').locator('xpath=self::b').waitFor();
    assert.notEqual(await first.getAttribute('id'), oldest);
    await page.getByRole('link', { name: 'Oldest first' }).click();
    await page.getByText('Oldest first').locator('xpath=self::b').waitFor();
    assert.equal(await first.getAttribute('id'), oldest);
  }));
}

test('with script words show how they will look while they are written', () => reads({ width: 390 }, async (page, witness) => {
  await page.goto(post);
  const text = page.getByLabel('Your comment');
  await text.pressSequentially('See *this* and <b>that</b>');
  const live = page.getByRole('region', { name: 'How it will look' });
  await live.locator('em').waitFor();
  // It follows what is typed a moment later.
  await live.getByText('See this and <b>that</b>', { exact: true }).waitFor();
  await holds(page, witness, 'a comment that is being written');
  await text.fill('');
  await live.waitFor({ state: 'detached' });
}));

test('who sent a form with faults stands at the list of them, and each leads to its field', () => (
  reads({ script: false }, async (page, witness) => {
    await page.goto(post);
    await page.getByLabel('Your comment').fill('Words');
    await page.getByLabel('Name').fill('Ada');
    await page.getByLabel('Website').fill('not an address');
    await page.getByRole('button', { name: 'Continue' }).click();
    const faults = page.getByRole('alert');
    await faults.waitFor();
    assert.ok(await faults.evaluate((element) => element === document.activeElement), 'the focus is elsewhere');
    await holds(page, witness, 'a form with faults');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.activeElement.name === 'website');
  })
));
