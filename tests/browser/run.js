// Runs the browser tests one file after the other: node run.js [name …], where a name is part of a file's name.
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { fileURLToPath } from 'node:url';
import { findChromium } from './chromium.js';
import { binaryPath } from './program.js';

const FOLDER = dirname(fileURLToPath(import.meta.url));
const FILE_LIMIT_MS = 300_000;

function leave(sentence) {
  console.error(sentence);
  process.exit(2);
}

const wanted = process.argv.slice(2);
const names = readdirSync(FOLDER).filter((name) => name.endsWith('.spec.js')).sort();
const chosen = names.filter((name) => wanted.length === 0 || wanted.some((part) => name.includes(part)));

if (chosen.length === 0) leave(`No spec is called ${wanted.join(' or ')}; there are: ${names.join(', ')}`);
if (!findChromium()) leave('No Chromium was found; bin/setup installs it, or POSTIL_TEST_CHROMIUM says where it is.');
if (!existsSync(binaryPath())) leave(`${binaryPath()} is not there; cargo build makes it.`);

const results = run({ files: chosen.map((name) => join(FOLDER, name)), concurrency: 1, timeout: FILE_LIMIT_MS });
results.on('test:fail', (event) => {
  if (!event.todo) process.exitCode = 1;
});
results.compose(new spec()).pipe(process.stdout);
