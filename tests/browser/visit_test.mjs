/* The main job in a real browser, start to end: sign in, add a client, run and sign a visit, see the
 * chart, amend the note; at three sizes, in both schemes, without script, and when things go wrong.
 * Must never: reach into the program; what a person sees and can press decides.
 * Read next: src/web/visit.html, assets/draft.js.
 */
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { practice, serve, shown, signedIn, stop } from '../e2e/site.mjs';
import { launch, SCHEMES, signIn, SIZES, visitorIn } from './browser.mjs';

let site, browser, account, open = [];

before(async () => {
  site = await practice();
  account = [site.email, site.password];
  browser = await launch();
});
after(async () => {
  await browser.close();
  await site.end();
});
afterEach(async () => {
  const all = open;
  open = [];
  for (const context of all) {
    await context.close();
    assert.deepEqual(context.complaints.filter((c) => !context.forgiven?.test(c)), []);
  }
});

async function visitor(options = {}) {
  const context = await visitorIn(browser, options);
  open.push(context);
  return signIn(context, site, account);
}

const at = (path) => `http://127.0.0.1:${site.port}${path}`;
let people = 0;

/* --- the steps, as one would take them --------------------------------------------------------- */

async function addClient(tab, { given = `Siobhán ${++people}`, family = "O'Malley-Ngũgĩ" } = {}) {
  await tab.goto(at('/clients'));
  await tab.getByRole('link', { name: 'Add a client' }).first().click();
  await tab.getByLabel('Given name').fill(given);
  await tab.getByLabel('Family name').fill(family);
  await tab.getByLabel('Date of birth').fill('1984-02-29');
  await tab.getByRole('button', { name: 'Save' }).click();
  await tab.waitForURL(/\/clients\/[0-9a-f-]{36}$/);
  assert.ok((await tab.locator('h1').textContent()).includes(family));
  return tab.url();
}

async function addComplaint(tab, label = 'Neck since March') {
  await tab.getByRole('link', { name: /Add what brings the client here/ }).click();
  await tab.getByLabel('Complaint').fill(label);
  await tab.getByRole('button', { name: 'Save' }).click();
  await tab.waitForURL(/\/clients\/[0-9a-f-]{36}$/);
}

/* What is asked before a first visit: consent by name, then "none of these". */
async function passGate(tab) {
  await tab.waitForURL(/\/(start\?|visits\/)/);
  if (/\/visits\//.test(tab.url())) return;
  await tab.getByRole('link', { name: 'Have it signed' }).click();
  await tab.getByLabel('Treatment', { exact: true }).check();
  await tab.getByLabel('The name above is my signature').check();
  await tab.getByRole('button', { name: 'Sign', exact: true }).click();
  await tab.waitForURL(/\/start$/);
  await tab.getByRole('button', { name: /None of these: start the visit/ }).click();
  await tab.waitForURL(/\/visits\//);
}

async function startVisit(tab) {
  await tab.getByRole('button', { name: /Start visit/ }).click();
  await passGate(tab);
}

const choose = (tab, name, value) => tab.locator(`[name="${name}"][value="${value}"]`).check();

/* In the list, because a finger's aim is bodymap_test's matter. */
async function markNeck(tab, script) {
  await tab.getByRole('button', { name: 'Add a region by name' }).click();
  const rows = tab.locator('[name="map.where"]');
  await rows.last().fill('back of neck, left');
  await rows.last().blur();
  await tab.locator('[name="map.pain"]').last().fill('6');
  if (script) await tab.locator('[name="map.pain"]').last().blur();
}

async function fillVisit(tab, { script = true } = {}) {
  await markNeck(tab, script);
  await choose(tab, 'now.1', 6);
  await choose(tab, 'week.1', 5);
  await choose(tab, 'tension.1', 7);
  await choose(tab, 'stress', 4);
  await choose(tab, 'sleep', 3);
  await choose(tab, 'news_none', 1);
  await tab.locator('[name="sign1.measure"]').selectOption('neck.rotation');
  await tab.locator('[name="sign1.before_left"]').fill('55');
  await tab.locator('[name="sign1.before_right"]').fill('70');
  await tab.locator('[name="b0.where"]').fill('back of neck, left');
  await tab.locator('[name="b0.technique"]').selectOption('petrissage');
  await tab.locator('[name="b0.minutes"]').fill('20');
  await choose(tab, 'b0.pressure', 3);
  await tab.locator('[name="sign1.after_left"]').fill('64');
  await tab.locator('[name="sign1.after_right"]').fill('70');
  await choose(tab, 'after.1', 3);
  await tab.locator('[name="p"]').fill('Again next week; neck turns every hour.');
}

async function kept(tab) {
  await tab.locator('[data-save-state]', { hasText: /^Draft kept/ }).waitFor();
}

async function signed(tab) {
  await tab.waitForURL(/\?signed=|\/sign$/);
  assert.deepEqual(await tab.locator('.faults').allTextContents(), []);
}

async function sign(tab) {
  await tab.getByRole('button', { name: 'Sign and close' }).click();
  await signed(tab);
}

async function amend(tab) {
  await tab.getByText('Amend this note').click();
  const form = tab.locator('form[action$="/amend"]');
  await form.getByLabel('Reason').fill('Wrong side');
  await form.getByLabel('What is added or corrected').fill('It was the right side.');
  await form.getByRole('button', { name: 'Sign the amendment' }).click();
  await tab.getByRole('heading', { name: 'Amendment' }).waitFor();
}

/* --- the whole way ----------------------------------------------------------------------------- */

for (const [i, size] of Object.keys(SIZES).entries()) {
  for (const scheme of SCHEMES) {
    test(`one whole visit on a ${size}, ${scheme}`, async () => {
      const tab = await visitor({ size, scheme });
      await addClient(tab, i === 0 && scheme === 'dark' ? { given: '花子', family: '山田' } : {});
      await addComplaint(tab);
      await startVisit(tab);
      await fillVisit(tab);
      await kept(tab);
      await sign(tab);
      const chart = shown(await tab.content());
      assert.match(chart, /The note is signed and locked/);
      assert.match(chart, /pain 6 before, 3 right after/);
      assert.match(chart, /one score is no trend yet/);
      assert.match(chart, /back of neck, left: 6/);
      await tab.getByRole('link', { name: 'Open it' }).click();
      const note = shown(await tab.content());
      assert.match(note, /Signed by Mira O'Neil/);
      assert.match(note, /Neck rotation: left 55 deg, right 70 deg; retest left 64 deg, right 70 deg/);
      assert.match(note, /Again next week; neck turns every hour\./);
      await amend(tab);
      const amended = shown(await tab.content());
      assert.match(amended, /Mira O'Neil, .*Reason: Wrong side It was the right side\./);
      assert.match(amended, /Again next week/);
    });
  }
}

test('one whole visit without script', async () => {
  const tab = await visitor({ size: 'tablet', script: false });
  await addClient(tab);
  await addComplaint(tab);
  await startVisit(tab);
  await fillVisit(tab, { script: false });
  await tab.getByRole('button', { name: 'Last stroke now' }).click();
  assert.match(shown(await tab.content()), /The last stroke is noted/);
  assert.equal(await tab.locator('[name="b0.minutes"]').inputValue(), '20');
  await tab.getByRole('button', { name: 'Add a block' }).click();
  assert.equal(await tab.locator('[name="b1.where"]').count(), 1);
  await tab.getByRole('button', { name: 'Remove block 2' }).click();
  assert.equal(await tab.locator('[name="b1.where"]').count(), 0);
  await sign(tab);
  assert.match(shown(await tab.content()), /pain 6 before, 3 right after/);
});

test('one whole visit by keyboard alone', async () => {
  const tab = await visitor();
  await addClient(tab);
  await addComplaint(tab);
  const press = (key) => tab.keyboard.press(key);
  await tab.locator('body').focus();
  await press('n');
  await passGate(tab);
  const focus = (name) => tab.locator(`[name="${name}"]`).first().focus();
  await focus('now.1');
  await press('Space');
  for (let i = 0; i < 4; i++) await press('ArrowRight');
  await tab.locator('[name="news_none"]').focus();
  await press('Space');
  await focus('b0.where');
  await tab.keyboard.type('back of neck, right');
  await tab.locator('[name="b0.technique"]').focus();
  await tab.keyboard.type('Knead');
  await focus('b0.minutes');
  await tab.keyboard.type('15');
  await focus('b0.pressure');
  await press('Space');
  await press('ArrowRight');
  await focus('after.1');
  await press('Space');
  await press('Control+Enter');
  await signed(tab);
  assert.match(shown(await tab.content()), /pain 4 before, 0 right after/);
});

test('a client is found while typing, and by the slash key', async () => {
  const tab = await visitor({ size: 'desk' });
  await addClient(tab, { given: 'Zoë', family: 'Quick-Found' });
  await tab.goto(at('/clients'));
  await tab.locator('#q').pressSequentially('zoe qui', { delay: 20 });
  await tab.locator('#found', { hasText: '1 found' }).waitFor();
  assert.match(await tab.locator('#found').textContent(), /Zoë Quick-Found/);
  await tab.goto(at('/'));
  await tab.keyboard.press('/');
  assert.equal(await tab.evaluate(() => document.activeElement.id), 'home-q');
});

/* --- when things go wrong ---------------------------------------------------------------------- */

async function visitUnderWay(options) {
  const tab = await visitor(options);
  await addClient(tab);
  await addComplaint(tab);
  await startVisit(tab);
  return tab;
}

async function holds(tab) {
  assert.equal(await tab.locator('[name="p"]').inputValue(),
    'Again next week; neck turns every hour.');
  assert.equal(await tab.locator('[name="now.1"]:checked').inputValue(), '6');
  assert.equal(await tab.locator('[name="map.where"]').first().inputValue(), 'back of neck, left');
  assert.equal(await tab.locator('[name="sign1.before_left"]').inputValue(), '55');
}

test('a closed tab loses nothing; the draft is one tap away', async () => {
  const tab = await visitUnderWay({ size: 'phone' });
  await fillVisit(tab);
  await kept(tab);
  const context = tab.context(), path = tab.url();
  await tab.close();
  const next = await context.newPage();
  await next.goto(at('/'));
  await next.getByRole('link', { name: /^Unsigned/ }).click();
  await next.locator(`a[href="${new URL(path).pathname}"]`).click();
  await holds(next);
});

test('a login that ends in the middle of a note loses nothing', async () => {
  const tab = await visitUnderWay({ size: 'tablet' });
  await kept(tab);
  const context = tab.context();
  context.forgiven = /401|409/;
  await context.clearCookies();
  await fillVisit(tab);
  await tab.locator('[data-save-state]', { hasText: 'You were signed out' }).waitFor();
  const other = await context.newPage();
  await other.goto(at('/sign-in'));
  await other.getByLabel('E-mail').fill(account[0]);
  await other.getByLabel('Password').fill(account[1]);
  await other.getByRole('button', { name: 'Sign in' }).click();
  await other.waitForURL((url) => url.pathname === '/');
  await tab.locator('[data-save-state]', { hasText: /^Draft kept/ }).waitFor({ timeout: 20000 });
  await tab.reload();
  await holds(tab);
  await sign(tab);
});

test('signing with a login that has ended: sign in, and what was typed is sent', async () => {
  const tab = await visitUnderWay({ size: 'tablet', script: false });
  await fillVisit(tab, { script: false });
  tab.context().forgiven = /401/;
  await tab.context().clearCookies();
  await tab.getByRole('button', { name: 'Sign and close' }).click();
  assert.match(shown(await tab.content()), /What you typed is kept/);
  await tab.getByLabel('E-mail').fill(account[0]);
  await tab.getByLabel('Password').fill(account[1]);
  await tab.getByRole('button', { name: 'Sign in' }).click();
  await tab.getByRole('button', { name: 'Send what I typed' }).click();
  await tab.waitForURL(/\?signed=/);
  assert.match(shown(await tab.content()), /pain 6 before, 3 right after/);
});

test('a killed browser loses nothing that was kept, body map included', async () => {
  const mortal = await launch();
  const context = await visitorIn(mortal, { size: 'tablet' });
  const tab = await signIn(context, site, account);
  await addClient(tab);
  await addComplaint(tab);
  await startVisit(tab);
  await fillVisit(tab);
  await kept(tab);
  const path = tab.url();
  await mortal.close();
  const next = await visitor({ size: 'tablet' });
  await next.goto(path);
  await holds(next);
});

test('a server that is away: the page says so, then all arrives, once', async () => {
  const tab = await visitUnderWay({ size: 'tablet' });
  await kept(tab);
  tab.context().forgiven = /ERR_CONNECTION_REFUSED|Failed to load resource/;
  const port = site.port;
  await stop(site);
  await fillVisit(tab);
  await tab.locator('[data-save-state]', { hasText: 'Not saved yet: no network' }).waitFor();
  const again = await serve(site.data, '--port', String(port));
  Object.assign(site, { child: again.child, ended: again.ended });
  await tab.locator('[data-save-state]', { hasText: /^Draft kept/ }).waitFor({ timeout: 30000 });
  await tab.reload();
  await holds(tab);
  await sign(tab);
  const client = /clients\/([0-9a-f-]{36})/.exec(tab.url())[1];
  const mira = await signedIn(site);
  const rows = shown((await mira.get(`/audit?client=${client}`)).text);
  assert.equal(rows.match(/signed a note/g).length, 1);
});

test('on paper: the note without its buttons', async () => {
  const tab = await visitUnderWay({ size: 'desk' });
  await fillVisit(tab);
  await sign(tab);
  await tab.getByRole('link', { name: 'Open it' }).click();
  await tab.emulateMedia({ media: 'print' });
  for (const name of ['header.bar', '.no-print', '.foot nav'])
    for (const one of await tab.locator(name).all())
      assert.equal(await one.isVisible(), false, `${name} is printed`);
  assert.ok(await tab.getByText('Again next week').isVisible());
});
