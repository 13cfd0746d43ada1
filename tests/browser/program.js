// Starts the compiled program on a free port with a data folder of its own, and ends it by its process id.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const START_LIMIT_MS = 30_000;
const STOP_LIMIT_MS = 15_000;

/** The program under test: `POSTIL_TEST_BINARY`, else the development build. */
export function binaryPath() {
  const target = process.env.CARGO_TARGET_DIR ?? join(ROOT, 'target');
  return resolve(process.env.POSTIL_TEST_BINARY ?? join(target, 'debug', 'postil'));
}

/** An empty data folder, removed by `Program.stop`. */
export function newDataFolder() {
  return mkdtemp(join(tmpdir(), 'postil-browser-'));
}

/** Runs one command (`['import', 'blogger', file]`) to its end; fails unless it ends with the expected code. */
export async function command(data, args, { expected = 0 } = {}) {
  const child = spawn(binaryPath(), [...args, '--data', data], { env: environment(), stdio: ['ignore', 'pipe', 'pipe'] });
  const output = collect(child);
  const code = await ended(child);
  if (code !== expected) throw new Error(`postil ${args.join(' ')} ended with ${code}:\n${output.text}`);
  return output.text;
}

/** A blog that answers: `address` has no trailing slash, `setupLink` is null once somebody owns the blog. */
export async function startProgram({ data, args = [] } = {}) {
  const folder = data ?? (await newDataFolder());
  const program = new Program(folder, ['serve', '--data', folder, '--listen', '127.0.0.1:0', ...args]);
  await program.answering();
  return program;
}

/** The sample blog, with `login` for its owner. Its folder is the program's own to throw away. */
export async function startDemo() {
  const program = new Program(null, ['demo', '--listen', '127.0.0.1:0']);
  await program.answering();
  return program;
}

class Program {
  /** `data` is removed at the end, if there is one. */
  constructor(data, args) {
    this.data = data;
    this.child = spawn(binaryPath(), args, { env: environment(), stdio: ['ignore', 'pipe', 'pipe'] });
    this.output = collect(this.child);
    this.exit = ended(this.child);
  }

  get address() {
    return /(?:listening on|To read) +(http:\/\/[^\s/]+)\//.exec(this.output.text)?.[1] ?? null;
  }

  get setupLink() {
    return /https?:\/\/\S+\/setup\S*/.exec(this.output.text)?.[0] ?? null;
  }

  get login() {
    const [, email, password] = /Log in as +(\S+) with (\S+)/.exec(this.output.text);
    return { email, password };
  }

  async answering() {
    const started = Date.now();
    let code;
    this.exit.then((value) => { code = value; });
    while (Date.now() - started < START_LIMIT_MS) {
      if (code !== undefined) break;
      if (this.address && (await this.isHealthy())) return;
      await new Promise((done) => setTimeout(done, 25));
    }
    this.child.kill('SIGKILL');
    throw new Error(`the program did not answer (exit code ${code ?? 'none'}); it printed:\n${this.output.text}`);
  }

  async isHealthy() {
    try {
      return (await fetch(`${this.address}/healthz`)).status === 200;
    } catch {
      return false;
    }
  }

  /** Asks the program to end and fails if it does not do so cleanly; `keep` leaves the data folder for a later start. */
  async stop({ keep = false } = {}) {
    this.child.kill('SIGTERM');
    const late = setTimeout(() => this.child.kill('SIGKILL'), STOP_LIMIT_MS);
    const code = await this.exit;
    clearTimeout(late);
    if (this.data && !keep) await rm(this.data, { recursive: true, force: true });
    if (code !== 0) throw new Error(`the program ended with ${code} when it was asked to stop:\n${this.output.text}`);
  }
}

/** What the tests' own shell says about Postil must not reach the program. */
function environment() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('POSTIL_')));
}

function collect(child) {
  const output = { text: '' };
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => { output.text += text; });
  }
  return output;
}

function ended(child) {
  return new Promise((done, failed) => {
    child.on('error', (error) => failed(new Error(`${child.spawnfile} cannot be started: ${error.message}`)));
    child.on('close', (code, signal) => done(signal ?? code));
  });
}
