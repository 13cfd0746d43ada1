// A new blog: taken over by the one-time link, then logged in to and out of, with script and without.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { holdAll, holds } from './checks.js';
import { launchChromium } from './chromium.js';
import { OWNER, submit } from './owner.js';
import { startProgram } from './program.js';
import { WAYS, asReader } from './reader.js';

let browser;
let program;

before(async () => {
  [browser, program] = await Promise.all([launchChromium(), startProgram()]);
});

after(async () => {
  await browser?.close();
  await program?.stop();
});

const asStranger = (options, visit) => asReader(browser, program.address, options, visit);

for (const way of WAYS) {
  test(`the pages of a blog that is nobody’s yet hold: ${way.name}`, () => (
    asStranger(way, (page, witness) => holdAll(page, witness, [program.setupLink, `${program.setupLink}?language=de`, '/login', '/', '/archive']))
  ));
}

for (const script of [true, false]) {
  const how = script ? 'with script' : 'without script';

  test(`setup says beside each field what it cannot take and keeps the rest, ${how}`, () => (
    asStranger({ script, width: 390 }, async (page, witness) => {
      await page.goto(program.setupLink);
      await submit(page, { ...OWNER, time_zone: 'Atlantis', password: 'aaaaaaaaaaaa' });
      assert.equal(await page.locator('[name="title"]').inputValue(), OWNER.title);
      assert.equal(await page.locator('[name="time_zone"]').inputValue(), 'Atlantis');
      for (const name of ['time_zone', 'password']) {
        assert.equal(await page.locator(`[name="${name}"]`).getAttribute('aria-invalid'), 'true', name);
      }
      await holds(page, witness, 'setup with faults');
    })
  ));
}

test('with script setup proposes the zone of the browser', () => asStranger({}, async (page) => {
  await page.goto(program.setupLink);
  assert.equal(await page.locator('[name="time_zone"]').inputValue(), 'Pacific/Auckland');
}));

test('the link makes the blog somebody’s, once, and shows it to readers', () => (
  asStranger({ script: false }, async (page, witness) => {
    const link = program.setupLink;
    await page.goto(link);
    await submit(page, OWNER);
    assert.ok(new URL(page.url()).pathname.startsWith('/admin'), page.url());
    await holds(page, witness, 'the first page of an owner');
    await page.goto('/');
    await page.getByRole('heading', { level: 1, name: OWNER.title }).waitFor();
    await page.goto(link);
    assert.ok(witness.document.status() >= 400, 'the link works twice');
  })
));

for (const script of [true, false]) {
  const how = script ? 'with script' : 'without script';

  test(`a wrong password is refused, the right one leads in, and out again, ${how}`, () => (
    asStranger({ script, width: 390 }, async (page, witness) => {
      await page.goto('/');
      await page.getByRole('link', { name: 'Log in' }).click();
      await submit(page, { email: OWNER.email, password: 'something else entirely' });
      assert.match(await page.getByRole('alert').innerText(), /do not go together/);
      assert.equal(await page.getByLabel('E-mail').inputValue(), OWNER.email);
      assert.equal(await page.getByLabel('Password').inputValue(), '');
      await holds(page, witness, 'a failed login');

      await submit(page, { email: OWNER.email, password: OWNER.password });
      assert.equal(new URL(page.url()).pathname, '/admin');
      await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: 'Log out' }).click()]);
      await page.goto('/admin');
      assert.equal(new URL(page.url()).pathname, '/login');
    })
  ));
}
