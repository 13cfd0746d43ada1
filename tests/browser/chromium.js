// Finds Chromium and starts it: Debian's or Ubuntu's own, Chrome, or the one playwright-core brought.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

const FLAGS = [
  '--disable-gpu',
  '--disable-quic',
  '--disable-sync',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-dev-shm-usage',
  '--no-first-run',
];

/** The path of a browser: `POSTIL_TEST_CHROMIUM`, else the first of the usual names, else playwright-core's own or null. */
export function findChromium() {
  const chosen = process.env.POSTIL_TEST_CHROMIUM;
  if (chosen) return chosen;
  const folders = (process.env.PATH ?? '').split(delimiter);
  const candidates = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...candidates, chromium.executablePath()].find(isExecutable) ?? null;
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Starts a headless browser. Chromium refuses its sandbox to root, and only then goes without. */
export function launchChromium() {
  const isRoot = process.getuid?.() === 0;
  const args = isRoot ? [...FLAGS, '--no-sandbox'] : FLAGS;
  return chromium.launch({ executablePath: findChromium(), chromiumSandbox: !isRoot, headless: true, args });
}
