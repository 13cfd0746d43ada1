// The library: files brought with script and without, described, put into a post, and deleted.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { crc32, deflateSync } from 'node:zlib';
import { holdAll, holds } from './checks.js';
import { launchChromium } from './chromium.js';
import { submit, takeOver } from './owner.js';
import { startProgram } from './program.js';
import { WAYS, asReader } from './reader.js';

const SVG = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');

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

for (const script of [false, true]) {
  const how = script ? 'with script' : 'without script';

  test(`a picture is brought, described, shown in a post and deleted, ${how}`, () => (
    asOwner({ script, width: 390 }, async (page, witness) => {
      const title = `the weir ${script}`;
      await page.goto('/admin/media');
      await bring(page, [{ name: `${title}.png`, mimeType: 'image/png', buffer: png(script ? 90 : 40) }]);
      await page.getByText('It is here.').waitFor();
      await holds(page, witness, 'a file that is here');
      const markdown = await page.locator('.arrived .copied').inputValue();
      assert.match(markdown, /^!\[\]\(\/media\/[a-z2-7]{20}\/\d+\.png\)$/);
      await page.getByRole('link', { name: 'Say what it shows' }).click();
      await holds(page, witness, 'a medium without a description');
      await submit(page, { alt: 'Water falls over a weir', title: 'A weir' });
      await page.getByText('Saved.').waitFor();
      const medium = page.url();
      await page.goto('/admin/posts/new');
      await submit(page, { title, source: markdown, cover: markdown }, 'Publish');
      await page.getByRole('link', { name: 'See it' }).click();
      const shown = page.locator('article img:not(.veil)').first();
      assert.equal(await shown.getAttribute('alt'), 'Water falls over a weir');
      assert.ok(await shown.evaluate(async (image) => image.decode().then(() => image.naturalWidth > 0)));
      await holds(page, witness, 'a post with a picture');
      await page.goto(medium);
      await page.getByRole('link', { name: title }).waitFor();
      await holds(page, witness, 'a medium in use');
      await page.getByLabel('Delete it all the same').check();
      await press(page, 'Delete');
      assert.equal(new URL(page.url()).pathname, '/admin/media');
      assert.equal(await page.locator(`a[href="${new URL(medium).pathname}"]`).count(), 0);
    })
  ));

  test(`of several files each is taken or refused by itself, ${how}`, () => (
    asOwner({ script, width: 390 }, async (page, witness) => {
      await page.goto('/admin/media');
      const files = [
        { name: 'drawing.svg', mimeType: 'image/svg+xml', buffer: SVG },
        { name: `song ${script}.mp3`, mimeType: 'audio/mpeg', buffer: Buffer.from(`ID3 sound ${script}`) },
      ];
      await page.locator('#files').setInputFiles(files);
      await page.getByRole('button', { name: 'Upload' }).click();
      await page.getByText('hold programs that run in readers').waitFor();
      if (script) await page.getByText(`song ${script}.mp3 is here.`).waitFor();
      await holds(page, witness, 'a file that was refused');
      await page.goto('/admin/media?show=audio');
      await page.getByRole('link', { name: `song ${script}` }).waitFor();
    })
  ));
}

for (const way of WAYS) {
  test(`the pages of the library hold: ${way.name}`, () => (
    asOwner(way, (page, witness) => (
      holdAll(page, witness, ['/admin/media', '/admin/media?show=audio', '/admin/media?q=nothing+like+this'])
    ))
  ));
}

async function bring(page, files) {
  await page.locator('#files').setInputFiles(files);
  await press(page, 'Upload');
}

async function press(page, name) {
  await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name, exact: true }).click()]);
}

/** A picture of one colour, 600 by 400. */
function png(shade) {
  const chunk = (name, content) => {
    const named = Buffer.concat([Buffer.from(name), content]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(content.length);
    sum.writeUInt32BE(crc32(named));
    return Buffer.concat([length, named, sum]);
  };
  const head = Buffer.from([0, 0, 2, 88, 0, 0, 1, 144, 8, 2, 0, 0, 0]);
  const line = Buffer.concat([Buffer.from([0]), Buffer.alloc(1800, shade)]);
  const lines = deflateSync(Buffer.concat(Array.from({ length: 400 }, () => line)));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', lines), chunk('IEND', Buffer.alloc(0))]);
}
