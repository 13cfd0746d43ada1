// Writing as the owner: from a new post to the trash, with script and without, and every page of the desk.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { holdAll, holds } from './checks.js';
import { launchChromium } from './chromium.js';
import { OWNER, submit, takeOver } from './owner.js';
import { command, startProgram } from './program.js';
import { WAYS, asReader } from './reader.js';

const KINDS = [
  '/admin',
  '/admin/posts',
  '/admin/posts?state=trashed',
  '/admin/posts?q=nothing+like+this',
  '/admin/pages',
  '/admin/posts/new',
  '/admin/posts/new?kind=page',
  '/admin/comments',
  '/admin/blocks',
  '/admin/trail',
  '/admin/imports',
  '/admin/settings',
  '/admin/settings/comments',
  '/account',
  '/account/sessions',
];

/** All that Markdown and the editor offer. */
const RICH = `A walk of *nine* miles, **twice**.[^1]

<!--more-->

## By the mill

> Slowly, slowly.

1. Up
2. Down

- [x] boots
- [ ] map

| Mile | Height |
|-----:|:-------|
| 3 | 120 m |
| 9 | 40 m |

\`\`\`rust
fn main() { println!("a line of code that is long enough to be wider than the window of any phone there is"); }
\`\`\`

https://an.address.example/that/is/so/long/that/it/does/not/fit/into/one/line/of/a/narrow/window/unless/it/is/broken

[^1]: There and back.
`;

const BACKUP = fileURLToPath(new URL('../fixtures/imports/feed.atom', import.meta.url));

let browser;
let program;
let storageState;

before(async () => {
  [browser, program] = await Promise.all([launchChromium(), startProgram()]);
  storageState = await takeOver(browser, program);
});

after(async () => {
  await browser?.close();
  await program?.stop();
});

const owns = (options, visit) => asReader(browser, program.address, { ...options, storageState }, visit);
const answerOf = (path) => fetch(new URL(path, program.address), { redirect: 'manual' });

for (const script of [true, false]) {
  const how = script ? 'with script' : 'without script';
  const write = (name, visit) => test(`${name}, ${how}`, () => owns({ script }, visit));

  write('a post is written, looked at, and published', async (page, witness) => {
    const title = `By the mill ${how}`;
    await page.goto('/admin/posts/new');
    await submit(page, { title, source: RICH, tags: 'walks, mills' }, 'Preview');
    await page.getByRole('status').filter({ hasText: 'Readers do not see this yet' }).waitFor();
    await holds(page, witness, 'the preview of a post');
    await press(page, 'Back to the text');
    assert.equal((await page.locator('[name="source"]').inputValue()).trim(), RICH.trim());
    await holds(page, witness, 'the text again');
    await press(page, 'Publish');
    await stands(page, 'Published');
    await holds(page, witness, 'the editor of a published post');
    await page.getByRole('link', { name: 'See it' }).click();
    await page.getByRole('heading', { level: 1, name: title }).waitFor();
    await holds(page, witness, 'a post with everything');
    assert.ok(await page.getByRole('link', { name: 'mills' }).isVisible());
  });

  write('an old path leads to the new one', async (page) => {
    const old = await published(page, `Old ways ${how}`);
    const path = `/ways/new-${script ? 'with' : 'without'}`;
    await submit(page, { path }, 'Save');
    await stands(page, 'Published');
    const answer = await page.goto(old);
    assert.equal(new URL(page.url()).pathname, path);
    assert.equal(answer.status(), 200);
    assert.ok([301, 308].includes((await answerOf(old)).status));
  });

  write('a fault stands beside its field and the words are kept', async (page, witness) => {
    await page.goto('/admin/posts/new');
    await submit(page, { title: 'Kept', source: 'These words stay.', path: '/admin/mine' }, 'Publish');
    assert.equal(await page.locator('[name="path"]').getAttribute('aria-invalid'), 'true');
    assert.equal((await page.locator('[name="source"]').inputValue()).trim(), 'These words stay.');
    await holds(page, witness, 'the editor with a fault');
    await submit(page, { path: '' }, 'Save');
    await stands(page, 'Draft');
  });

  write('a post goes on the schedule and off it', async (page, witness) => {
    await page.goto('/admin/posts/new');
    const path = `/tomorrow-${script ? 'with' : 'without'}`;
    await submit(page, { title: 'Tomorrow', source: 'Not yet.', path, published_at: '2099-01-02T08:30' }, 'Publish');
    await stands(page, 'goes out by itself');
    await holds(page, witness, 'the editor of a scheduled post');
    assert.equal((await answerOf(path)).status, 404);
    await press(page, 'Take it off the schedule');
    await stands(page, 'Draft');
    await submit(page, { published_at: '' }, 'Publish');
    await stands(page, 'Published');
    assert.equal((await answerOf(path)).status, 200);
  });

  write('a post is taken back, and that is undone', async (page, witness) => {
    const path = await published(page, `Regretted ${how}`);
    await press(page, 'Unpublish');
    await stands(page, 'readers are told that it is gone');
    await holds(page, witness, 'the editor of an unpublished post');
    assert.equal((await answerOf(path)).status, 410);
    await press(page, 'Undo');
    await stands(page, 'Published');
    assert.equal((await answerOf(path)).status, 200);
  });

  write('a post goes into the trash and comes out of it', async (page, witness) => {
    const title = `Thrown away ${how}`;
    await page.goto('/admin/posts/new');
    await submit(page, { title, source: 'Hm.' }, 'Save');
    await stands(page, 'Draft');
    const address = new URL(page.url()).pathname;
    await press(page, 'Move to the trash');
    await page.getByRole('status').filter({ hasText: title }).waitFor();
    await holds(page, witness, 'the posts after one was thrown away');
    await page.goto(address);
    await holds(page, witness, 'the editor of a post in the trash');
    await press(page, 'Restore');
    await stands(page, 'Draft');
  });

  write('of two saves neither is lost', async (page, witness) => {
    await page.goto('/admin/posts/new');
    await submit(page, { title: `Two hands ${how}`, source: 'First.' }, 'Save');
    const address = new URL(page.url()).pathname;
    await page.goto(address);
    const other = await page.context().newPage();
    await other.goto(address);
    await submit(other, { source: 'Theirs.' }, 'Save');
    await stands(other, 'Draft');
    await other.close();
    await submit(page, { source: 'Mine.', tags: 'mine' }, 'Save');
    await page.getByRole('heading', { level: 1, name: 'Another save came first' }).waitFor();
    assert.equal(await page.locator('pre').innerText(), 'Theirs.');
    const answer = await page.locator('[name="source"]').inputValue();
    assert.equal(answer.trim(), 'Mine.');
    await holds(page, witness, 'two versions');
    await press(page, 'Save yours over it');
    await stands(page, 'Draft');
    assert.equal((await page.locator('[name="source"]').inputValue()).trim(), 'Mine.');
  });

  write('settings are changed, and a fault among them is said', async (page, witness) => {
    await page.goto('/admin/settings');
    await submit(page, { tagline: 'Another line', posts_per_page: '0' }, 'Save');
    assert.equal(await page.locator('[name="posts_per_page"]').getAttribute('aria-invalid'), 'true');
    await holds(page, witness, 'settings with a fault');
    const tagline = `Walks ${how}`;
    await submit(page, { tagline, posts_per_page: '7' }, 'Save');
    await page.getByRole('status').filter({ hasText: 'Saved.' }).waitFor();
    await page.goto('/');
    assert.equal(await page.locator('p.tagline').innerText(), tagline);
  });

  write('the account is changed, and a wrong password is said', async (page, witness) => {
    await page.goto('/account');
    await submit(page, { biography: `I walk, ${how}.` }, 'Save');
    await page.getByRole('status').filter({ hasText: 'Saved.' }).waitFor();
    await submit(page, { present: 'not the right one', wanted: 'another lantern over water' }, 'Change the password');
    assert.equal(await page.locator('[name="present"]').getAttribute('aria-invalid'), 'true');
    await holds(page, witness, 'the account with a fault');
  });
}

test('another session is ended from the list', async () => {
  await asReader(browser, program.address, { script: false }, async (other) => {
    await other.goto('/login');
    await submit(other, { email: OWNER.email, password: OWNER.password });
    await owns({ width: 390 }, async (page, witness) => {
      await page.goto('/account/sessions');
      await holds(page, witness, 'two sessions');
      await press(page, 'End all others');
      assert.equal(await page.locator('tbody tr').count(), 1);
    });
    await other.goto('/admin');
    assert.equal(new URL(other.url()).pathname, '/login');
  });
});

test('with script Ctrl+S saves, and unsaved words are not left without asking', () => owns({}, async (page) => {
  await page.goto('/admin/posts/new');
  await page.getByLabel('Title').fill('By key');
  const asked = page.waitForEvent('dialog');
  const leaving = page.evaluate(() => { location.assign('/admin'); });
  const dialog = await asked;
  assert.equal(dialog.type(), 'beforeunload');
  await dialog.dismiss();
  await leaving;
  await Promise.all([page.waitForEvent('load'), page.keyboard.press('Control+s')]);
  await stands(page, 'Draft');
}));

test('an import is read in the list and by itself', async () => {
  await command(program.data, ['import', 'blogger', BACKUP]);
  await owns({ width: 390 }, async (page, witness) => {
    await page.goto('/admin/imports');
    await holds(page, witness, 'the imports');
    await page.getByRole('link', { name: 'feed.atom' }).click();
    await page.getByRole('heading', { level: 1, name: /^Import of/ }).waitFor();
    await holds(page, witness, 'an import');
  });
});

test('the way round the desk is one row on a phone, and the keyboard brings its end into sight', () => {
  return owns({ width: 390, script: false }, async (page) => {
    await page.goto('/admin');
    const way = page.getByRole('navigation', { name: 'Admin' });
    const { height } = await way.boundingBox();
    assert.ok(height < 70, `${height} px high`);
    const last = way.getByRole('link', { name: 'Sessions' });
    await last.focus();
    const { x, width } = await last.boundingBox();
    assert.ok(x >= 0 && x + width <= 390, `it stands at ${x} px`);
  });
});

// After the flows, so that the lists have something in them.
for (const way of WAYS) {
  test(`every page of the desk holds: ${way.name}`, () => owns(way, async (page, witness) => {
    await page.goto('/admin/posts');
    const post = await page.locator('th a').first().getAttribute('href');
    await holdAll(page, witness, [...KINDS, post, '/', '/tags/walks']);
  }));
}

/** Publishes a post and leaves the page at its editor; gives back its path. */
async function published(page, title) {
  await page.goto('/admin/posts/new');
  await submit(page, { title, source: 'A few words.' }, 'Publish');
  await stands(page, 'Published');
  return page.getByRole('link', { name: 'See it' }).getAttribute('href');
}

async function press(page, name) {
  await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name, exact: true }).click()]);
}

/** The editor says that the post is in this state. */
async function stands(page, words) {
  const said = await page.locator('.editor-actions [role="status"]').innerText();
  assert.ok(said.includes(words), `the editor does not say “${words}” but: ${said}`);
}
