// A person at a browser: one page of one width and scheme, with or without JavaScript, and a witness of all that goes wrong.

/** The ways in which every kind of page is looked at. */
export const WAYS = [
  { name: 'wide, light', width: 1280, scheme: 'light' },
  { name: 'wide, dark', width: 1280, scheme: 'dark' },
  { name: 'phone, light', width: 390, scheme: 'light' },
  { name: 'phone, dark', width: 390, scheme: 'dark' },
  { name: 'narrow, no script', width: 320, scheme: 'light', script: false },
];

const PIXEL = Buffer.from('R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==', 'base64');

/**
 * Opens a page on the blog at `address`, hands it with its witness to `visit`, and fails if the witness saw anything.
 * Pictures from `pictureHosts` are answered with one pixel; no other host is ever reached.
 */
export async function asReader(browser, address, options, visit) {
  const { script = true, scheme = 'light', width = 1280, height = 900, pictureHosts = [], storageState } = options;
  const context = await browser.newContext({
    baseURL: address,
    javaScriptEnabled: script,
    colorScheme: scheme,
    reducedMotion: 'reduce',
    viewport: { width, height },
    locale: 'en-GB',
    timezoneId: 'Pacific/Auckland',
    storageState,
  });
  try {
    const witness = new Witness(new URL(address).host, pictureHosts, script);
    await witness.attend(context);
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    const result = await visit(page, witness);
    witness.assertNothing();
    return result;
  } finally {
    await context.close();
  }
}

/** Sees refused content, console errors, script errors, foreign requests and failed ones, on every page of a context. */
export class Witness {
  constructor(host, pictureHosts, script) {
    this.host = host;
    this.script = script;
    this.pictureHosts = new Set(pictureHosts);
    this.seen = [];
    /** The answer that the current page was made of. */
    this.document = null;
  }

  async attend(context) {
    await context.route('**/*', (route) => this.route(route));
    await context.exposeBinding('__refused', (_source, text) => this.note(`refused by the policy: ${text}`));
    await context.addInitScript(() => {
      addEventListener('securitypolicyviolation', (event) => {
        globalThis.__refused(`${event.violatedDirective} ${event.blockedURI} at ${location.pathname}`);
      });
    });
    context.on('console', (message) => this.console(message));
    context.on('weberror', (error) => this.note(`script error: ${error.error().message}`));
    context.on('requestfailed', (request) => this.failed(request));
    context.on('response', (response) => this.answered(response));
  }

  note(text) {
    this.seen.push(text);
  }

  route(route) {
    const { host, protocol } = new URL(route.request().url());
    if (host === this.host || protocol === 'data:') return route.continue();
    if (this.pictureHosts.has(host)) return route.fulfill({ contentType: 'image/gif', body: PIXEL });
    this.note(`asked another host: ${route.request().url()}`);
    return route.abort();
  }

  /** What the network says in the console is judged by `answered` and `failed`, which know a page from its parts. */
  console(message) {
    const isNetwork = message.text().startsWith('Failed to load resource');
    if (message.type() === 'error' && !isNetwork) this.note(`console error: ${message.text()}`);
  }

  /** A navigation that a newer one replaces is no failure, nor is a part that the browser gave up when it went on. */
  failed(request) {
    const isOurs = new URL(request.url()).host === this.host;
    const isGivenUp = request.isNavigationRequest() || request.failure()?.errorText === 'net::ERR_ABORTED';
    if (isOurs && !isGivenUp) {
      this.note(`request failed: ${request.url()} (${request.failure()?.errorText})`);
    }
  }

  answered(response) {
    const request = response.request();
    if (request.isNavigationRequest() && response.status() >= 300 && response.status() < 400) return;
    if (request.isNavigationRequest()) this.document = response;
    else if (response.status() >= 400) this.note(`answered ${response.status()}: ${response.url()}`);
  }

  assertNothing() {
    if (this.seen.length > 0) throw new Error(`the page was not quiet:\n  ${this.seen.join('\n  ')}`);
  }
}
