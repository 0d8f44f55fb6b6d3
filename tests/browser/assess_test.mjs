/* Assessment in a real browser: a return visit with three signs within its budget of gestures, what
 * follows while one types, and the pages that look back.
 * Must never: count less than a hand does; every tap and every key goes through `hand`.
 * Read next: src/web/visit.html, assets/measure.js.
 */
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { addClient, addComplaint, edited, faults, fieldsOf, practice, sheet, shown, signedIn, startVisit }
  from '../e2e/site.mjs';
import { launch, signIn, SIZES, visitorIn } from './browser.mjs';

const TAPS = 60, KEYS = 120;
let site, browser, mira, contexts = [];

before(async () => {
  site = await practice();
  mira = await signedIn(site);
  browser = await launch();
});
after(async () => {
  await browser.close();
  await site.end();
});
afterEach(async () => {
  for (const context of contexts.splice(0)) {
    await context.close();
    assert.deepEqual(context.complaints, []);
  }
});

const at = (path) => `http://127.0.0.1:${site.port}${path}`;

async function visitor(options) {
  const context = await visitorIn(browser, options);
  contexts.push(context);
  return signIn(context, site, [site.email, site.password]);
}

/* A client with one signed visit: three signs, two blocks, a map. */
async function returning() {
  const client = await addClient(mira);
  await addComplaint(mira, client, 'Neck');
  const path = await startVisit(mira, client);
  const fields = fieldsOf((await mira.get(path)).text, '/sign');
  const answer = await mira.post(`${path}/sign`, edited(mira, fields, { ...sheet,
    'sign2.measure': 'palp.tenderness', 'sign2.target': 'Levator scapulae', 'sign2.before_left': '3',
    'sign2.before_right': '1', 'sign2.after_left': '2', 'sign2.after_right': '1',
    'sign3.measure': 'neck.lateral_flexion', 'sign3.before_left': '30', 'sign3.before_right': '40',
    'sign3.after_left': '34', 'sign3.after_right': '40',
    'b1.where': 'Trapezius, upper (descending) part', 'b1.side': 'left', 'b1.technique': 'trigger_point',
    'b1.minutes': '10', 'b1.pressure': '3', map: [['neck_back_l', '6'], ['shoulder_top_l', '4']] }));
  assert.equal(answer.status, 303, faults(answer.text));
  return client;
}

/* Taps and keys, counted. */
function handOf(tab) {
  const made = { taps: 0, keys: 0 };
  return Object.assign(made, {
    async tap(target) {
      made.taps++;
      await (typeof target === 'string' ? tab.locator(target) : target).first().click();
    },
    async choose(name, value) {
      made.taps++;
      await tab.locator(`[name="${name}"][value="${value}"]`).check();
    },
    async type(name, text) {
      made.taps++;
      made.keys += text.length;
      await tab.locator(`[name="${name}"]`).click();
      await tab.keyboard.type(text);
    },
  });
}

for (const size of Object.keys(SIZES))
  test(`a return visit with three signs on a ${size}: at most ${TAPS} taps and ${KEYS} keys`, async (t) => {
    const client = await returning();
    const tab = await visitor({ size });
    const hand = handOf(tab);
    await tab.goto(at(`/clients/${client}`));
    await hand.tap(tab.getByRole('button', { name: /Start visit/ }));
    await tab.waitForURL(/\/(start\?|visits\/)/);
    if (/start\?/.test(tab.url()))
      await hand.tap(tab.getByRole('button', { name: /None of these: start the visit/ }));
    await tab.waitForURL(/\/visits\//);
    await tab.waitForSelector('.bm');
    await hand.tap(tab.getByRole('button', { name: 'Same as last time' }));
    for (const [name, value] of [['now.1', 5], ['week.1', 5], ['tension.1', 6], ['stress', 4], ['sleep', 6],
      ['news_none', 1]]) await hand.choose(name, value);
    const signs = { 1: ['58', '70', '66', '71'], 2: ['3', '1', '1', '1'], 3: ['31', '40', '37', '41'] };
    for (const [i, [left, right]] of Object.entries(signs)) {
      await hand.type(`sign${i}.before_left`, left);
      await hand.type(`sign${i}.before_right`, right);
    }
    await hand.tap(tab.getByRole('button', { name: 'Last stroke now' }));
    for (const [i, [, , left, right]] of Object.entries(signs)) {
      await hand.type(`sign${i}.after_left`, left);
      await hand.type(`sign${i}.after_right`, right);
    }
    await hand.choose('after.1', 2);
    await hand.type('p', 'Same again, less pressure on the left.');
    await tab.locator('[data-save-state]', { hasText: /^Draft kept/ }).waitFor();
    await hand.tap(tab.getByRole('button', { name: 'Sign and close' }));
    await tab.waitForURL(/\?signed=/);
    await tab.getByRole('link', { name: 'Open it' }).click();
    const note = shown(await tab.content());
    assert.match(note, /Neck rotation: left 58 deg, right 70 deg; retest left 66 deg, right 71 deg/);
    assert.match(note, /Levator scapulae: left 3 grade, right 1 grade; retest left 1 grade/);
    assert.match(note, /Neck lateral flexion: left 31 deg/);
    t.diagnostic(`${hand.taps} taps, ${hand.keys} keys`);
    assert.ok(hand.taps <= TAPS, `${hand.taps} taps`);
    assert.ok(hand.keys <= KEYS, `${hand.keys} keys`);
  });

test('while one measures: last values, sides, error and what is worth checking follow', async () => {
  const client = await returning();
  const tab = await visitor({ size: 'tablet' });
  await tab.goto(at(await startVisit(mira, client)));
  await tab.locator('#sign-words-1', { hasText: 'last: left 66.5, right 70' }).waitFor();
  await tab.locator('[name="sign1.before_left"]').fill('50');
  await tab.locator('[name="sign1.before_right"]').fill('72');
  await tab.locator('#sign-words-1', { hasText: 'left is the worse side' }).waitFor();
  await tab.locator('[name="sign1.after_left"]').fill('64');
  await tab.locator('#sign-result-1', { hasText: '+14 deg: beyond error' }).waitFor();
  await tab.getByRole('button', { name: 'Same as last time' }).click();
  await tab.locator('.worth summary .badge').waitFor();
  await tab.locator('.worth summary').click();
  const [test] = await tab.locator('.worth-do button[aria-label^="Treat"]').all();
  const name = (await test.getAttribute('aria-label')).replace(/^Treat |, left$/g, '');
  await test.click();
  await tab.locator('[name="b2.where"]').waitFor();
  assert.equal(await tab.locator('[name="b2.where"]').inputValue(), name);
  assert.equal(await tab.locator('[name="sign1.before_left"]').inputValue(), '50');
});

test('a step beside an empty box counts from the last value, and is a value only then', async () => {
  const client = await returning();
  const tab = await visitor({ size: 'phone' });
  await tab.goto(at(await startVisit(mira, client)));
  const box = tab.locator('[name="sign3.before_left"]');
  assert.equal(await box.inputValue(), '');
  await tab.locator('.stepper', { has: box }).getByRole('button', { name: /^Less/ }).click();
  assert.equal(await box.inputValue(), '33');
});

test('choosing a measure changes unit, step, sides and what it is taken of', async () => {
  const client = await returning();
  const tab = await visitor({ size: 'desk' });
  await tab.goto(at(await startVisit(mira, client)));
  const row = tab.locator('.sign').first();
  await tab.locator('[name="sign1.measure"]').selectOption('str.handheld');
  assert.ok(await row.locator('[name="sign1.target"]').isVisible());
  assert.equal(await row.locator('.unit').first().textContent(), 'N');
  await tab.locator('[name="sign1.measure"]').selectOption('end.sorensen');
  assert.ok(!await row.locator('[name="sign1.target"]').isVisible());
  assert.ok(!await row.locator('[name="sign1.before_right"]').isVisible());
});

test('the benefits on paper: no buttons, the studies unfolded, the first value\'s error as a band', async () => {
  const client = await returning();
  const tab = await visitor({ size: 'desk' });
  await tab.goto(at(`/clients/${client}/benefits`));
  await tab.emulateMedia({ media: 'print' });
  await tab.evaluate(() => dispatchEvent(new Event('beforeprint')));
  assert.ok(!await tab.getByRole('button', { name: 'Print' }).isVisible());
  assert.ok(await tab.getByText('Cherkin 2011').first().isVisible());
  assert.ok(await tab.getByText('7. The whole person is looked after').isVisible());
});
