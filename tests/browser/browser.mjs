// Debian's Chromium for the tests: no network of its own, every CSP violation, console error and
// request that leaves the site is kept and fails the test at its end.
import { mkdirSync } from 'node:fs';
import { chromium } from 'playwright-core';

const ARGUMENTS = [
  '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
];

export async function launch() {
  const asRoot = process.getuid() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({ executablePath: '/usr/bin/chromium', args: [...ARGUMENTS, ...asRoot] });
}

export class Person {
  constructor(name, context, page, base, shots) {
    Object.assign(this, { name, context, page, base, shots, faults: [] });
  }

  static async arrive(browser, name, { base, shots, width = 1280, height = 1000 }) {
    const context = await browser.newContext({
      viewport: { width, height }, locale: 'fr-FR', timezoneId: 'Europe/Paris', javaScriptEnabled: true,
    });
    context.setDefaultTimeout(120_000);  // a machine may be slow; what never comes fails as well
    const page = await context.newPage();
    const person = new Person(name, context, page, base, shots);
    page.on('console', (message) => {
      const text = message.text();
      // A page that answers 4xx on purpose is logged as a failed resource: not a fault of the page.
      if (message.type() === 'error' && !text.startsWith('Failed to load resource')) person.faults.push(text);
    });
    page.on('pageerror', (error) => person.faults.push(String(error)));
    page.on('dialog', (dialog) => { person.faults.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
    page.on('request', (request) => {
      const url = request.url();
      // The browser's own PDF viewer is made of chrome:// pages.
      if (!url.startsWith(base) && !/^(data|about|chrome|chrome-extension):/.test(url)) {
        person.faults.push(`request outside: ${url}`);
      }
    });
    return person;
  }

  async shot(name) {
    mkdirSync(this.shots, { recursive: true });
    await this.page.screenshot({ path: `${this.shots}/${name}.png`, fullPage: true });
  }

  async leave() {
    await this.context.close();
    return this.faults;
  }
}
