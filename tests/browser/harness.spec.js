// Proves that the witness and the checks see what they are for, on pages made to fail; a check that cannot fail is none.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { holdAll, holds } from './checks.js';
import { launchChromium } from './chromium.js';
import { submit } from './owner.js';
import { WAYS, asReader } from './reader.js';

const POLICY = "default-src 'self'; img-src 'self' https: data:";

const document = (body, head = '') => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>A page</title>${head}</head>
<body><main><h1>A page</h1>${body}</main></body></html>`;

const PAGES = {
  '/clean': document('<p>Nothing is wrong here.</p>'),
  '/policy': document('<p id="a">Text</p>', '<style>p { color: red }</style>'),
  '/script': document('<p>Text</p>', '<script src="/loud.js" defer></script>'),
  '/picture': document('<img src="https://pictures.example/a.png" alt="A hill">'),
  '/missing': document('<img src="/nowhere.png" alt="A hill">'),
  '/cut': document('<img src="/cut.png" alt="A hill">'),
  '/unnamed': document('<button type="button"></button>'),
  '/invalid': document('<p id="a">One</p><p id="a">Two <div>three</div></p>'),
  '/form': document(`<form action="/clean"><p><label>Title <input name="title"></label>
    <label>Language <select name="language"><option>en</option><option>de</option></select></label>
    <label><input type="checkbox" name="agreed"> Agreed</label></p>
    <p><button name="then" value="next">Go on</button> <button>Stop</button></p></form>`),
  '/wide': document(`<p>${'x'.repeat(2000)}</p>`),
};

let browser;
let server;
let address;

before(async () => {
  server = createServer((request, response) => {
    if (request.url === '/cut.png') {
      response.destroy();
      return;
    }
    const isScript = request.url === '/loud.js';
    const body = isScript ? 'console.error("loud"); throw new Error("thrown");' : PAGES[new URL(request.url, address).pathname];
    const type = isScript ? 'text/javascript' : 'text/html; charset=utf-8';
    response.writeHead(body ? 200 : 404, { 'content-type': type, 'content-security-policy': POLICY });
    response.end(body ?? PAGES['/clean']);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  address = `http://127.0.0.1:${server.address().port}`;
  browser = await launchChromium();
});

after(async () => {
  await browser?.close();
  server?.close();
});

const visit = (path, options = {}) => asReader(browser, address, options, async (page, witness) => {
  const response = await page.goto(path, { waitUntil: 'load' });
  await holds(page, witness);
  return response.status();
});

for (const way of WAYS) {
  test(`a clean page is held to nothing else: ${way.name}`, () => visit('/clean', way));
}

test('a page that is not found may be visited', async () => {
  assert.equal(await visit('/nothing'), 404);
});

for (const script of [true, false]) {
  const how = script ? 'with' : 'without';
  test(`what the policy refuses is seen ${how} script`, () => assert.rejects(visit('/policy', { script }), /violates the following Content Security Policy/));
  test(`sideways scroll is seen ${how} script`, () => assert.rejects(visit('/wide', { script, width: 320 }), /sideways scroll/));
}

test('the page itself tells what the policy refused', () => assert.rejects(visit('/policy'), /refused by the policy: style-src/));

test('a form is filled by name and sent by its first button', () => asReader(browser, address, { script: false }, async (page) => {
  await page.goto('/form');
  await submit(page, { title: 'A page', language: 'de', agreed: true });
  assert.equal(new URL(page.url()).search, '?title=A+page&language=de&agreed=on&then=next');
}));

test('of several pages the clean ones do not hide the broken', () => asReader(browser, address, {}, async (page, witness) => {
  const looked = holdAll(page, witness, ['/unnamed', '/clean', '/invalid']);
  await assert.rejects(looked, (error) => /\/unnamed:/.test(error.message) && /\/invalid:/.test(error.message) && !/\/clean:/.test(error.message));
}));

test('an unnamed button is seen', () => assert.rejects(visit('/unnamed'), /axe button-name/));

test('a console error and a thrown one are seen', async () => {
  await assert.rejects(visit('/script'), (error) => /console error: loud/.test(error.message) && /script error: thrown/.test(error.message));
});

test('a request to another host is seen, unless its pictures are expected', async () => {
  await assert.rejects(visit('/picture'), /asked another host: https:\/\/pictures\.example/);
  await visit('/picture', { pictureHosts: ['pictures.example'] });
});

test('a missing part of a page is seen', () => assert.rejects(visit('/missing'), /answered 404: \S+nowhere\.png/));

test('a part whose connection breaks is seen', () => assert.rejects(visit('/cut'), /request failed: \S+cut\.png/));

test('invalid markup is seen', async () => {
  await assert.rejects(visit('/invalid'), (error) => /no-dup-id/.test(error.message) && /html \d+:\d+/.test(error.message));
});
