// The blog's owner: takes the blog over by the one-time link of the terminal, and fills forms as a person does.
import { asReader } from './reader.js';

/** What the owner answers in setup, by the names of the form's fields. */
export const OWNER = {
  title: 'The Salt Road',
  tagline: 'Walks along old ways',
  time_zone: 'Europe/Berlin',
  language: 'en',
  name: 'Ada Berg',
  email: 'ada@blog.example',
  password: 'a lantern over slow water',
};

/** Fills the fields by name and presses the first button of the form they are in; waits for the next page. */
export async function submit(page, answers, button = null) {
  const [first] = Object.keys(answers);
  const form = page.locator('form', { has: page.locator(`[name="${first}"]`) });
  for (const [name, value] of Object.entries(answers)) {
    const field = form.locator(`[name="${name}"]`);
    if (typeof value === 'boolean') await field.setChecked(value);
    else if (await field.evaluate((element) => element.tagName === 'SELECT')) await field.selectOption(value);
    else await field.fill(value);
  }
  const pressed = button ? form.getByRole('button', { name: button }) : form.locator('button').first();
  await Promise.all([page.waitForEvent('load'), pressed.click()]);
}

/** Takes over a blog that nobody owns yet; gives back the owner's cookies, for `asReader({ storageState })`. */
export function takeOver(browser, program, answers = OWNER) {
  return asReader(browser, program.address, { script: false }, async (page) => {
    await page.goto(program.setupLink);
    await submit(page, answers);
    return page.context().storageState();
  });
}

/** Logs in by the form; gives back the cookies, for `asReader({ storageState })`. */
export function logIn(browser, address, answers) {
  return asReader(browser, address, { script: false }, async (page) => {
    await page.goto('/login');
    await submit(page, answers);
    return page.context().storageState();
  });
}
