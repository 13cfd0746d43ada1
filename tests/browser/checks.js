// What every kind of page is held to: accessible, valid, and never wider than the window.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { HtmlValidate } from 'html-validate';

const axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * html-validate was chosen over the Nu checker because it needs no Java and runs in this process: a page takes
 * milliseconds. `standard` is what the HTML standard says; rules of taste are left to people.
 */
const validator = new HtmlValidate({
  root: true,
  extends: ['html-validate:standard'],
  rules: {
    // One serialisation is as valid as the other.
    'void-style': 'off',
    'doctype-style': 'off',
    'no-trailing-whitespace': 'off',
  },
});

/**
 * All of them, on the page as it stands; `scope` says which page in the failure. Axe is a script itself and waits on
 * timers, so a page without script is held to the rest: each kind of page is looked at with script as well.
 */
export async function holds(page, witness, scope = page.url()) {
  // A page that was just clicked for may stand without its stylesheet yet.
  await page.waitForLoadState();
  const complaints = [
    ...(await wideness(page)),
    ...(await validity(await witness.document.text())),
    ...(witness.script ? await accessibility(page) : []),
  ];
  if (complaints.length > 0) throw new Error(`${scope}:\n  ${complaints.join('\n  ')}`);
}

/** `holds` for each of these addresses in turn, to its end: one broken page does not hide the next. */
export async function holdAll(page, witness, addresses) {
  const failures = [];
  for (const address of addresses) {
    await page.goto(address);
    await holds(page, witness, address).catch((error) => failures.push(error.message));
  }
  if (failures.length > 0) throw new Error(failures.join('\n'));
}

/** The complaints of the HTML standard about a document as it was sent. */
export async function validity(html) {
  const report = await validator.validateString(html);
  const messages = report.results.flatMap((result) => result.messages);
  return messages.map(({ line, column, ruleId, message }) => `html ${line}:${column} ${ruleId}: ${message}`);
}

/** The complaints of axe, each with the elements it is about. */
export async function accessibility(page) {
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  return violations.map(({ id, help, nodes }) => `axe ${id}: ${help}: ${nodes.map((node) => node.html).join(' | ')}`);
}

/** A complaint if the page can be scrolled sideways. */
export async function wideness(page) {
  const [content, view] = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return [scrollWidth, clientWidth];
  });
  return content > view ? [`sideways scroll: ${content} px of page in a window of ${view} px`] : [];
}
