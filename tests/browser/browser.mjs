/* One browser for the tests: launched once, pages at the sizes and schemes that people have, and
 * whatever the page complains of collected.
 * Must never: forgive a message on the console.
 * Read next: tests/browser/visit_test.mjs.
 */
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

export const CHROMIUM = process.env.TONUS_CHROMIUM
  ?? ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'].find((path) => existsSync(path));
export const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
  '--force-color-profile=srgb', '--font-render-hinting=none', '--disable-lcd-text',
  '--hide-scrollbars'];
export const SIZES = { phone: { width: 390, height: 844 }, tablet: { width: 820, height: 1180 },
  desk: { width: 1440, height: 900 } };
export const SCHEMES = ['light', 'dark'];

export const launch = () => chromium.launch({ executablePath: CHROMIUM, args: FLAGS });

/* A context of one size and scheme; its tabs' complaints gather in `complaints`. */
export async function visitorIn(browser, { size = 'desk', scheme = 'light', script = true,
  ...more } = {}) {
  const context = await browser.newContext({ viewport: SIZES[size] ?? size, colorScheme: scheme,
    hasTouch: size === 'phone' || size === 'tablet', javaScriptEnabled: script,
    reducedMotion: 'reduce', ...more });
  context.setDefaultTimeout(20000);
  context.complaints = [];
  context.on('console', (message) => {
    if (['error', 'warning'].includes(message.type()))
      context.complaints.push(`${message.location().url}: ${message.text()}`);
  });
  context.on('weberror', (error) => context.complaints.push(error.error().message));
  return context;
}

/* Signs in through the page; resolves to the tab. */
export async function signIn(context, site, [email, password]) {
  const tab = await context.newPage();
  await tab.goto(`http://127.0.0.1:${site.port}/sign-in`);
  await tab.getByLabel('E-mail').fill(email);
  await tab.getByLabel('Password').fill(password);
  await tab.getByRole('button', { name: 'Sign in' }).click();
  await tab.waitForURL((url) => url.pathname === '/');
  return tab;
}
