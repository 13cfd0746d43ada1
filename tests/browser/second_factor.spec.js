// The second factor: set up, asked for at the login, recovered and turned off, with script and without, and by keyboard.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, test } from 'node:test';
import { holdAll, holds } from './checks.js';
import { launchChromium } from './chromium.js';
import { OWNER, submit, takeOver } from './owner.js';
import { startProgram } from './program.js';
import { WAYS, asReader } from './reader.js';

const PAGE = '/account/second-factor';

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

const asOwner = (options, visit) => asReader(browser, program.address, { ...options, storageState }, visit);
const asStranger = (options, visit) => asReader(browser, program.address, options, visit);

for (const script of [false, true]) {
  const how = script ? 'with script' : 'without script';

  test(`it is set up, asked for, recovered and turned off, ${how}`, async () => {
    let key;
    let codes;
    await asOwner({ script, width: 390 }, async (page, witness) => {
      await page.goto(PAGE);
      await submit(page, { password: OWNER.password });
      await holds(page, witness, 'a second factor to be confirmed');
      key = await page.locator('.key').innerText();
      await submit(page, { code: '000000' });
      assert.equal(await page.locator('#code').getAttribute('aria-invalid'), 'true');
      await holds(page, witness, 'a code that does not fit');
      await submit(page, { code: await fresh(key) });
      codes = await page.locator('li code').allInnerTexts();
      assert.equal(codes.length, 10);
      await holds(page, witness, 'recovery codes');
      storageState = await page.context().storageState();
    });
    await asStranger({ script, width: 390 }, async (page, witness) => {
      await page.goto('/login?next=/account');
      await submit(page, { email: OWNER.email, password: OWNER.password });
      assert.equal(new URL(page.url()).pathname, '/login/code');
      await holds(page, witness, 'the second step');
      // Ten tries are all that an account has at once, so what fails is tried in one of the two ways.
      if (script) {
        await page.locator('#code').fill('000000');
        await press(page, 'Log in');
        await page.getByText('That code does not fit.').waitFor();
      }
      await page.getByText("I don’t have my app at hand").click();
      await page.locator('#recovery').fill(codes[0].toLowerCase());
      await press(page, 'Log in with it');
      assert.equal(new URL(page.url()).pathname, '/account');
    });
    await asStranger({ script, width: 390 }, async (page) => {
      await page.goto('/login');
      await byKeyboard(page, [OWNER.email, OWNER.password]);
      // The field of the code gets the focus, some moments after the page is there: past it and its button to the way for who has lost their app.
      await page.locator('#code:focus').waitFor();
      for (const key of ['Tab', 'Tab', 'Enter', 'Tab']) await page.keyboard.press(key);
      await page.keyboard.type(codes[1]);
      await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
      assert.equal(new URL(page.url()).pathname, '/admin');
    });
    await asOwner({ script, width: 390 }, async (page, witness) => {
      await page.goto(PAGE);
      await page.getByText('You have 8 left.').waitFor();
      if (!script) {
        await submit(page, { password: OWNER.password, proof: '' });
        assert.equal(await page.locator('#proof').getAttribute('aria-invalid'), 'true');
        await holds(page, witness, 'new codes that lack a code');
      }
      await submit(page, { password: OWNER.password, proof: codes[2] });
      const renewed = await page.locator('li code').allInnerTexts();
      await page.goto(PAGE);
      await submit(page, { present: OWNER.password, code: renewed[0] });
      await page.getByText('The second factor is off.').waitFor();
      await holds(page, witness, 'no second factor');
    });
  });
}

for (const way of WAYS) {
  test(`the pages of a second factor hold: ${way.name}`, () => (
    asOwner(way, (page, witness) => holdAll(page, witness, [PAGE]))
  ));
}

async function press(page, name) {
  await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name, exact: true }).click()]);
}

/** Types the answers into the first form, from field to field, and sends it. */
async function byKeyboard(page, answers) {
  await page.locator('form input:not([type="hidden"])').first().focus();
  for (const [place, answer] of answers.entries()) {
    if (place > 0) await page.keyboard.press('Tab');
    await page.keyboard.type(answer);
  }
  await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
}

/** The code of this moment for a key as a person reads it (RFC 6238), with some seconds left to use it. */
async function fresh(key) {
  const left = 30_000 - (Date.now() % 30_000);
  if (left < 5_000) await new Promise((done) => setTimeout(done, left + 100));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const sum = createHmac('sha1', decoded(key)).update(counter).digest();
  const number = sum.readUInt32BE(sum[19] & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
}

/** Base32 with spaces between (RFC 4648). */
function decoded(key) {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...key.replaceAll(/\s/g, '')].map((letter) => letters.indexOf(letter).toString(2).padStart(5, '0'));
  return Buffer.from(bits.join('').match(/.{8}/g).map((byte) => parseInt(byte, 2)));
}
