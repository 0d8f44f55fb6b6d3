/* The health history on a phone: gestures counted against the budget, places tapped, a signature
 * drawn; and the page before a visit on the therapist's tablet.
 * Must never: count less than a person has to do.
 * Read next: tests/e2e/intake_test.mjs, src/web/intake.html.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { addClient, addComplaint, practice, shown, signConsent, signedIn } from '../e2e/site.mjs';
import { launch, signIn, visitorIn } from './browser.mjs';

const BUDGET = 55; /* gestures and keys of a first history with known contact data */

let site, mira, browser;

before(async () => {
  site = await practice();
  mira = await signedIn(site);
  browser = await launch();
});
after(async () => {
  await browser.close();
  await site.end();
});

async function linkFor(client) {
  const answer = await mira.fill(`/clients/${client}/safety`, '/intakes', { how: 'link' },
    { to: `/clients/${client}/intakes` });
  const { text } = await mira.get(answer.headers.location);
  return /id="f-link"[^>]*value="([^"]*)"/.exec(text)[1];
}

/* A client's phone; every tap, stroke and key is counted. */
async function phone(options = {}) {
  const context = await visitorIn(browser, { size: 'phone', ...options });
  const tab = await context.newPage();
  const hand = { tab, context, gestures: 0,
    async tap(locator) { this.gestures++; await locator.tap(); },
    async type(locator, text) { await this.tap(locator); this.gestures += text.length; await locator.pressSequentially(text); },
    /* A tap that leads to another page. */
    async go(locator) {
      await Promise.all([tab.waitForEvent('framenavigated'), this.tap(locator)]);
      await tab.waitForLoadState('load');
    },
    none() { return this.go(tab.getByRole('button', { name: 'None of these' })); },
    async draw() {
      this.gestures += 2; /* a flick down to it, the stroke */
      await tab.locator('.sign-pad').scrollIntoViewIfNeeded();
      const box = await tab.locator('.sign-pad').boundingBox();
      await tab.mouse.move(box.x + 30, box.y + 60);
      await tab.mouse.down();
      for (const [x, y] of [[80, 20], [120, 70], [180, 30], [240, 60]]) await tab.mouse.move(box.x + x, box.y + y);
      await tab.mouse.up();
    } };
  return hand;
}

const heading = (tab) => tab.locator('h1').textContent();

test('a first history with some things to tell stays within the budget of gestures', async () => {
  const client = await addClient(mira, { phone: '0491 570 156', gp: 'Dr A. Sample', occupation: 'Baker',
    emergency: 'Bo, 0491 570 110' });
  await addComplaint(mira, client);
  const hand = await phone(), { tab } = hand;
  await tab.goto(await linkFor(client));
  await hand.go(tab.getByRole('button', { name: 'Begin' }));
  for (let i = 0; i < 30 && !/agreement/.test(await heading(tab)); i++) {
    const page = await heading(tab);
    if (/Where/.test(page)) {
      await tab.locator('.bm-figure[data-view="back"] [data-region="buttock_l"]').waitFor();
      hand.gestures++;
      await tab.locator('.bm-figure[data-view="back"] [data-region="buttock_l"]').first().tap();
      await hand.go(tab.getByRole('button', { name: 'Go on' }));
    } else if (/Bones/.test(page)) {
      await hand.tap(tab.getByText('Have you had a bruise or a muscle tear'));
      await hand.go(tab.getByRole('button', { name: 'Go on with' }));
    } else if (/Medicines/.test(page)) {
      await hand.tap(tab.getByText('Do you take a blood thinner'));
      await hand.type(tab.getByLabel('Medicines that you take'), 'Warfarin');
      await hand.go(tab.getByRole('button', { name: 'Go on with' }));
    } else await hand.none();
  }
  assert.equal(await tab.locator('[name="kind"]:checked').count(), 0, 'agreed before anyone agreed');
  for (const name of ['Treatment', 'Privacy']) await hand.tap(tab.getByLabel(name, { exact: true }));
  await hand.draw();
  await hand.go(tab.getByRole('button', { name: 'Sign and send' }));
  await tab.getByRole('heading', { name: 'Thank you' }).waitFor();
  assert.deepEqual(hand.context.complaints, []);
  assert.ok(hand.gestures <= BUDGET, `${hand.gestures} gestures, ${BUDGET} are allowed`);
  const safety = shown((await mira.get(`/clients/${client}/safety`)).text);
  assert.match(safety, /buttock, left: no contact/);
  assert.match(safety, /Anticoagulant medicine/);
  assert.match(safety, /Signed by Ada/);
  console.log(`# ${hand.gestures} gestures`);
  await hand.context.close();
});

test('without script it is signed by name, and nothing is missing', async () => {
  const client = await addClient(mira);
  const hand = await phone({ script: false }), { tab } = hand;
  await tab.goto(await linkFor(client));
  await hand.go(tab.getByRole('button', { name: 'Begin' }));
  for (let i = 0; i < 20 && !/agreement/.test(await heading(tab)); i++) await hand.none();
  await tab.getByLabel('Treatment', { exact: true }).check();
  await tab.getByLabel('The name above is my signature').check();
  await hand.go(tab.getByRole('button', { name: 'Sign and send' }));
  assert.equal(await heading(tab), 'Thank you');
  await hand.context.close();
});

test('a signature is drawn, cleared and drawn again; a tap is none', async () => {
  const client = await addClient(mira);
  const context = await visitorIn(browser, { size: 'tablet', scheme: 'dark' });
  const tab = await signIn(context, site, [site.email, site.password]);
  await tab.goto(`http://127.0.0.1:${site.port}/clients/${client}/consents/new`);
  const pad = async () => {
    await tab.locator('.sign-pad').scrollIntoViewIfNeeded();
    return tab.locator('.sign-pad').boundingBox();
  };
  const stroke = async (steps) => {
    const { x, y } = await pad();
    await tab.mouse.move(x + 20, y + 20);
    await tab.mouse.down();
    for (let i = 1; i < steps; i++) await tab.mouse.move(x + 20 + 20 * i, y + 20 + 12 * (i % 3));
    await tab.mouse.up();
  };
  await tab.getByLabel('Treatment', { exact: true }).check();
  await stroke(0);
  await tab.getByRole('button', { name: 'Sign', exact: true }).click();
  assert.match(await tab.locator('.faults').textContent(), /Nothing is drawn yet/);
  await stroke(9);
  await tab.getByRole('button', { name: 'Clear' }).click();
  assert.equal(await tab.locator('[name="strokes"]').inputValue(), '');
  await stroke(9);
  await tab.getByRole('button', { name: 'Sign', exact: true }).click();
  await tab.waitForURL(/\/start$/);
  assert.doesNotMatch(await tab.locator('main').textContent(), /No consent/);
  await context.close();
});

test('a return visit is one tap more than before: none of these', async () => {
  const client = await addClient(mira);
  await addComplaint(mira, client);
  await signConsent(mira, client);
  const context = await visitorIn(browser, { size: 'tablet' });
  const tab = await signIn(context, site, [site.email, site.password]);
  await tab.goto(`http://127.0.0.1:${site.port}/clients/${client}`);
  await tab.getByRole('button', { name: 'Start visit' }).click();
  await tab.waitForURL(/\/start\?/);
  await tab.getByRole('button', { name: /None of these: start the visit/ }).click();
  await tab.waitForURL(/\/visits\//);
  assert.deepEqual(context.complaints, []);
  await context.close();
});
