// Letters and the links in them: the test of mail, an invitation and a forgotten password, each from the desk to the
// folder that stands for the server, and on by whoever reads the letter.
import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { holdAll, holds } from './checks.js';
import { launchChromium } from './chromium.js';
import { OWNER, submit, takeOver } from './owner.js';
import { newDataFolder, startProgram } from './program.js';
import { WAYS, asReader } from './reader.js';

const PASSWORD = 'four plain words here';

let browser;
let program;
let letters;
let storageState;

before(async () => {
  const data = await newDataFolder();
  letters = join(data, 'letters');
  const args = ['--mail-folder', letters, '--mail-from', 'blog@blog.example'];
  [browser, program] = await Promise.all([launchChromium(), startProgram({ data, args })]);
  storageState = await takeOver(browser, program, { ...OWNER, base_url: program.address });
});

after(async () => {
  await browser?.close();
  await program?.stop();
});

const asOwner = (options, visit) => asReader(browser, program.address, { ...options, storageState }, visit);
const asStranger = (options, visit) => asReader(browser, program.address, options, visit);

for (const script of [false, true]) {
  const how = script ? 'with script' : 'without script';
  const grace = `grace-${script}@blog.example`;

  test(`somebody is invited, accepts, forgets the password and chooses another, ${how}`, async () => {
    await asOwner({ script, width: 390 }, async (page, witness) => {
      await page.goto('/admin/invitations');
      await submit(page, { email: OWNER.email });
      assert.equal(await page.locator('[name="email"]').getAttribute('aria-invalid'), 'true');
      await holds(page, witness, 'an invitation of somebody who is in');
      await submit(page, { email: grace, role: 'author' });
      await page.getByText('The invitation is on its way.').waitFor();
      await holds(page, witness, 'an open invitation');
    });
    const invitation = await linkTo(grace, '/login/invitations/');
    await asStranger({ script, width: 390 }, async (page, witness) => {
      await page.goto(invitation);
      await holds(page, witness, 'an invitation');
      await submit(page, { name: 'Grace', password: PASSWORD });
      assert.equal(new URL(page.url()).pathname, '/admin');
    });
    await asStranger({ script, width: 390 }, async (page, witness) => {
      await page.goto('/login');
      await page.getByRole('link', { name: 'Forgotten your password?' }).click();
      await holds(page, witness, 'the form of who forgot their password');
      await submit(page, { email: grace });
      await page.getByText('If somebody logs in here with this address').waitFor();
      await holds(page, witness, 'a link was asked for');
      await page.goto(await linkTo(grace, '/login/reset/'));
      await holds(page, witness, 'the form of a new password');
      await submit(page, { wanted: `another: ${PASSWORD}` });
      await page.getByText('Your password is changed').waitFor();
      await holds(page, witness, 'a changed password');
      await page.goto('/login');
      await submit(page, { email: grace, password: `another: ${PASSWORD}` });
      assert.equal(new URL(page.url()).pathname, '/admin');
    });
  });

  test(`a test of mail is asked for and its end is told by itself, ${how}`, () => (
    asOwner({ script }, async (page, witness) => {
      await page.goto('/admin/mail');
      await page.getByRole('button', { name: 'Send a test to yourself' }).click();
      await page.getByText(`The test to ${OWNER.email} was taken.`).waitFor();
      await holds(page, witness, 'a test that was sent');
    })
  ));
}

for (const way of WAYS) {
  test(`the pages about letters hold: ${way.name}`, () => (
    asOwner(way, (page, witness) => holdAll(page, witness, ['/admin/mail', '/admin/invitations', '/login/forgotten']))
  ));
}

/** The link in the newest letter to somebody that has one of this kind. */
async function linkTo(email, start) {
  for (;;) {
    for (const words of await received()) {
      const link = words.match(new RegExp(`http://\\S+${start}\\S+`))?.[0];
      if (link && words.includes(`To: ${email}`)) return link;
    }
    await new Promise((done) => setTimeout(done, 50));
  }
}

async function received() {
  const names = await readdir(letters).catch(() => []);
  const whole = names.filter((name) => name.endsWith('.eml')).sort().reverse();
  const texts = await Promise.all(whole.map((name) => readFile(join(letters, name), 'utf8')));
  // Quoted-printable breaks long lines and spells its own sign.
  return texts.map((text) => text.replaceAll('=\r\n', '').replaceAll('=3D', '='));
}
