/* The body map under a finger, a mouse and a keyboard, in a real browser with the real policy.
 * Must never: reach into the module; what a person sees and what the form would send decide.
 * Read next: assets/bodymap.js, tools/figure.mjs.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';

import { chromium } from 'playwright-core';

const CHROMIUM = '/usr/bin/chromium-headless-shell';
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'";
const SNAP_PX = 22, TARGET_PX = 48;

const labels = new Map(readFileSync('data/body_regions.csv', 'utf8').trim().split('\n').slice(1)
  .map((line) => /^(\w+),\w+,(?:"([^"]*)"|([^,]*)),/.exec(line)).map((m) => [m[1], m[2] ?? m[3]]));
const ids = new Map([...labels].map(([id, label]) => [label, id]));

const row = ([id, pain], i) => `<li><input aria-label="Region" name="map.where" list="places" value="${
  labels.get(id) ?? id}"><input aria-label="Pain" name="map.pain" type="number" min="0" max="10" value="${
  pain}"><button name="do" value="map.drop.${i}">✕</button></li>`;

const page = (figure, marks, src, last) => `<!doctype html><html lang="en"><title>map</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/tonus.css"><link rel="stylesheet" href="/visit.css">
<script type="module" src="/bodymap.js"></script><main><form class="visit" method="post" action="/gone">
<datalist id="places">${[...labels].map(([id, label]) =>
    `<option value="${label}" data-id="${id}"></option>`).join('')}</datalist>
<fieldset data-bodymap class="bodymap-edit" data-figure="${figure}" data-src="${src}"
 data-brush-from="now" data-last="${last}"><legend>Where does it hurt?</legend>
<ol class="map-rows" data-bodymap-rows>${marks.map(row).join('')}</ol></fieldset>
<label>Now <input name="now"></label></form></main>`;

let folder, server, browser, at, shown, complaints;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bodymap-'));
  for (const letter of ['a', 'b'])
    execFileSync('node', ['tools/figure.mjs', letter, join(folder, `figure_${letter}.svg`)]);
  const files = { '.css': ['assets', 'text/css'], '.js': ['assets', 'text/javascript'],
    '.svg': [folder, 'image/svg+xml'] };
  server = createServer((request, answer) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    const [where, type] = files[/\.\w+$/.exec(pathname)?.[0]] ?? [null, 'text/html'];
    answer.setHeader('Content-Type', `${type}; charset=utf-8`);
    answer.setHeader('Content-Security-Policy', POLICY);
    try {
      answer.end(where ? readFileSync(join(where, pathname)) : shown);
    } catch {
      answer.writeHead(404).end();
    }
  });
  await new Promise((done) => { server.listen(0, '127.0.0.1', done); });
  at = `http://127.0.0.1:${server.address().port}/`;
  browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
});

after(async () => {
  await browser?.close();
  server?.close();
  rmSync(folder, { recursive: true });
});

let tab;

async function open({ figure = 'a', marks = [], width = 1180, src, last = '', touch = false } = {}) {
  shown = page(figure, marks, src ?? `/figure_${figure}.svg`, last);
  const context = await browser.newContext({ viewport: { width, height: 1400 }, hasTouch: touch });
  tab = await context.newPage();
  complaints = [];
  tab.on('console', (m) => complaints.push(m.text()));
  tab.on('pageerror', (error) => complaints.push(error.message));
  await tab.goto(at);
  if (!src) await tab.waitForSelector('.bm');
}

afterEach(async () => {
  await tab?.context().close();
  assert.deepEqual(complaints, []);
});

const rows = () => tab.$$eval('[data-bodymap-rows] li', (all) => all.map((li) =>
  [li.querySelector('[name="map.where"]').value, li.querySelector('[name="map.pain"]').value]))
  .then((all) => all.map(([label, pain]) => `${ids.get(label) ?? label}=${pain}`));

/* By words, since the switch is there only where one view is shown at a time. */
async function turn(view) {
  const button = tab.locator(`.bm-switch button[data-view=${view}]`);
  if (await button.isVisible()) await button.click();
}

const svgOf = (view) => tab.locator(`.bm-figure[data-view=${view}] svg`);

/* Where a point of the drawing stands on the screen. */
async function place(view, x, y) {
  await turn(view);
  return svgOf(view).evaluate((svg, [px, py]) => {
    const p = new DOMPoint(px, py).matrixTransform(svg.getScreenCTM());
    return [p.x, p.y];
  }, [x, y]);
}

const tap = async (view, x, y) => tab.mouse.click(...await place(view, x, y));
const button = (name) => tab.getByRole('button', { name, exact: true });

for (const figure of ['a', 'b'])
  for (const [view, left, right] of [['front', 'r', 'l'], ['back', 'l', 'r']])
    test(`figure ${figure}, ${view}: the viewer's left is ${left}, and says so`, async () => {
      await open({ figure });
      await tap(view, 270, 900);
      await tap(view, 454, 900);
      const painted = (await rows()).map((r) => r.replace(/=.*/, ''));
      assert.equal(painted.length, 2);
      assert.ok(painted[0].endsWith(`_${left}`), painted[0]);
      assert.equal(painted[1], `${painted[0].slice(0, -1)}${right}`);
      const letters = await svgOf(view).locator('text').evaluateAll((all) => all
        .sort((a, b) => a.getAttribute('x') - b.getAttribute('x')).map((t) => t.textContent));
      assert.deepEqual(letters, [left.toUpperCase(), right.toUpperCase()]);
    });

test('every area can be hit, and paints what it shows', async () => {
  await open();
  for (const view of ['front', 'back']) {
    await turn(view);
    const inside = await svgOf(view).evaluate((svg) => [...svg.querySelectorAll('[data-region]')]
      .map((shape) => {
        const b = shape.getBoundingClientRect();
        for (let i = 0; i < 400; i++) {
          const x = b.x + b.width * ((i % 20) + 0.5) / 20, y = b.y + b.height * (Math.floor(i / 20) + 0.5) / 20;
          if (document.elementFromPoint(x, y) === shape) return [shape.dataset.region, x, y];
        }
        return [shape.dataset.region, null];
      }));
    for (const [id, x, y] of inside) {
      assert.notEqual(x, null, `${view} ${id} is hidden by others`);
      const had = (await rows()).length;
      await tab.mouse.click(x, y);
      const now = await rows();
      assert.ok(now.includes(`${id}=5`) && now.length <= had + 1, `${view} ${id}: ${now.at(-1)}`);
    }
  }
  assert.equal((await rows()).length, labels.size);
});

test('a tap beside the body takes the nearest region, one far off none', async () => {
  await open();
  const [x, y] = await place('front', 700, 660);
  const edge = await tab.evaluate(([from, height]) => {
    for (let at = from; at > 0; at--)
      if (document.elementFromPoint(at, height)?.dataset.region) return at;
    return 0;
  }, [x, y]);
  await tab.mouse.click(edge + SNAP_PX + 8, y);
  assert.deepEqual(await rows(), []);
  await tab.mouse.click(edge + SNAP_PX - 8, y);
  const painted = await rows();
  assert.equal(painted.length, 1);
  assert.match(painted[0], /^(palm|thumb|wrist_front|fingers)_l=5$/);
});

test('a stroke stays on its side, and Undo takes it back whole', async () => {
  await open({ marks: [['shin_l', 3]] });
  await tab.mouse.move(...await place('front', 250, 330));
  await tab.mouse.down();
  await tab.mouse.move(...await place('front', 500, 330), { steps: 40 });
  await tab.mouse.move(...await place('front', 300, 620), { steps: 40 });
  await tab.mouse.up();
  const painted = (await rows()).slice(1).map((r) => r.replace(/=.*/, ''));
  assert.ok(painted.length >= 4 && painted.includes('sternum_m'), painted.join());
  assert.deepEqual(painted.filter((id) => id.endsWith('_l')), []);
  await button('Undo').click();
  assert.deepEqual(await rows(), ['shin_l=3']);
});

test('a stroke from the midline keeps the side that it takes first', async () => {
  await open();
  await tab.mouse.move(...await place('front', 362, 330));
  await tab.mouse.down();
  await tab.mouse.move(...await place('front', 460, 330), { steps: 20 });
  await tab.mouse.move(...await place('front', 250, 330), { steps: 40 });
  await tab.mouse.up();
  assert.deepEqual(await rows(), ['sternum_m=5', 'chest_upper_l=5']);
});

test('a touch that becomes a scroll paints nothing', async () => {
  await open({ touch: true, width: 390 });
  const [x, y] = await place('front', 300, 330);
  const send = (type) => svgOf('front').dispatchEvent(type,
    { clientX: x, clientY: y, isPrimary: true, button: 0, buttons: 1, bubbles: true });
  await send('pointerdown');
  assert.equal((await rows()).length, 1);
  await send('pointercancel');
  assert.deepEqual(await rows(), []);
});

test('a second finger and the right mouse button do nothing', async () => {
  await open();
  const [x, y] = await place('front', 300, 330);
  await tab.mouse.click(x, y, { button: 'right' });
  await svgOf('front').dispatchEvent('pointerdown',
    { clientX: x, clientY: y, isPrimary: false, button: 0, buttons: 1, bubbles: true });
  assert.deepEqual(await rows(), []);
});

test('the brush is 5, then the pain now, then what is chosen', async () => {
  await open();
  const brush = () => tab.$eval('.bm-brush input:checked', (radio) => radio.value);
  assert.equal(await brush(), '5');
  await tab.fill('[name=now]', '7');
  assert.equal(await brush(), '7');
  await tab.fill('[name=now]', '77');
  assert.equal(await brush(), '5');
  await tab.locator('.bm-brush label').nth(2).click();
  await tab.fill('[name=now]', '8');
  assert.equal(await brush(), '2');
  await tap('front', 300, 330);
  assert.deepEqual(await rows(), ['chest_upper_r=2']);
});

test('a painted region is chosen by a tap, then stepped and removed', async () => {
  await open({ marks: [['chest_upper_r', 9]], touch: true });
  await tap('front', 300, 330);
  assert.deepEqual(await rows(), ['chest_upper_r=9']);
  assert.ok(await tab.locator('.bm-area.is-selected.p9').count());
  const more = button('More pain: upper chest, right'), less = button('Less pain: upper chest, right');
  for (const tool of [more, less, button('Remove upper chest, right').first()]) {
    const box = await tool.boundingBox();
    assert.ok(box.width >= TARGET_PX && box.height >= TARGET_PX, JSON.stringify(box));
  }
  await more.click();
  await more.click();
  assert.deepEqual(await rows(), ['chest_upper_r=10']);
  await less.click();
  assert.equal(await tab.textContent('.bm-say'), 'upper chest, right: 9');
  await tab.locator('.bm-tools').getByRole('button', { name: 'Remove upper chest, right' }).click();
  assert.deepEqual(await rows(), []);
  assert.equal(await tab.textContent('.bm-say'), 'upper chest, right: not marked');
  for (let i = 0; i < 3; i++) await button('Undo').click();
  assert.deepEqual(await rows(), ['chest_upper_r=9']);
});

test('a row is edited and removed by hand, and the figure follows', async () => {
  await open({ marks: [['chest_upper_r', 4], ['shin_l', 6]] });
  await tab.locator('[name="map.pain"]').first().fill('8');
  assert.ok(await tab.locator('.bm-area.p8[data-region=chest_upper_r]').count());
  await tab.locator('[name="map.where"]').first().fill('sternum');
  assert.equal(await tab.locator('.bm-area[class*=" p"]').count(), 1);
  await tab.locator('[data-bodymap-rows] button').first().click();
  assert.deepEqual(await rows(), ['shin_l=6']);
  assert.ok(await tab.evaluate(() => document.activeElement.closest('[data-bodymap-rows]') !== null));
  await button('Undo').click();
  assert.deepEqual(await rows(), ['sternum=8', 'shin_l=6']);
});

test('a row that names no region stays, and its number is kept', async () => {
  await open({ marks: [['left of the moon', 4]] });
  await tap('front', 300, 330);
  assert.deepEqual(await rows(), ['left of the moon=4', 'chest_upper_r=5']);
});

test('keys go from region to region, paint, change and remove', async () => {
  await open();
  await turn('front');
  await svgOf('front').focus();
  const press = async (...keys) => { for (const key of keys) await tab.keyboard.press(key); };
  const chosen = () => tab.$eval('.bm-area.is-selected', (area) => area.dataset.region);
  await tap('front', 300, 330);
  await press('Delete', 'ArrowRight', 'ArrowRight');
  assert.equal(await chosen(), 'chest_upper_l');
  await press('ArrowRight');
  assert.match(await chosen(), /_l$/);
  await press('ArrowLeft', 'ArrowLeft', 'Enter', '+', '+', '-');
  assert.match((await rows())[0], /=6$/);
  assert.equal((await rows()).length, 1);
  await press('Delete');
  assert.deepEqual(await rows(), []);
  await press('ArrowDown', '+');
  assert.match((await rows())[0], /=6$/);
  await press('Tab');
  assert.equal(await svgOf('front').evaluate((svg) => document.activeElement === svg), false);
});

test('same as last time adds what was, leaves what is not', async () => {
  await open({ marks: [['shin_l', 2], ['neck_back_l', 1]], last: 'neck_back_l=6=pain;low_back_r=4=pain;gone_x=3=pain' });
  await button('Same as last time').click();
  assert.deepEqual(await rows(), ['shin_l=2', 'neck_back_l=6', 'low_back_r=4']);
  await button('Undo').click();
  assert.deepEqual(await rows(), ['shin_l=2', 'neck_back_l=1']);
});

test('without a last time there is no such button', async () => {
  await open();
  assert.equal(await button('Same as last time').count(), 0);
});

test('each change is told to the form once; the brush is not, and is never sent', async () => {
  await open();
  await tab.evaluate(() => {
    window.told = 0;
    document.forms[0].addEventListener('input', () => { window.told++; });
    document.forms[0].addEventListener('change', () => { window.told++; });
  });
  const told = () => tab.evaluate(() => window.told);
  await tab.locator('.bm-brush label').nth(3).click();
  assert.equal(await told(), 0);
  await tap('front', 300, 330);
  assert.equal(await told(), 1);
  await tap('front', 300, 330);
  assert.equal(await told(), 1);
  await button('Undo').click();
  assert.equal(await told(), 2);
  await button('Undo').click();
  assert.equal(await told(), 2);
  await tap('front', 300, 330);
  assert.deepEqual(await tab.evaluate(() => [...new FormData(document.forms[0])]),
    [['map.where', 'upper chest, right'], ['map.pain', '3'], ['map.layer', 'pain'], ['now', '']]);
});

test('a region holds each layer once: what is painted belongs to the layer that is chosen', async () => {
  await open({ last: 'neck_back_l=6=tingling' });
  const layers = () => tab.$$eval('[name="map.layer"]', (all) => all.map((field) => field.value));
  await tap('front', 300, 330);
  await button('Numbness').click();
  assert.equal(await button('Numbness').getAttribute('aria-pressed'), 'true');
  await tap('front', 300, 330);
  assert.deepEqual((await rows()).map((row) => row.split('=')[0]), ['chest_upper_r', 'chest_upper_r']);
  assert.deepEqual(await layers(), ['pain', 'numbness']);
  await button('Same as last time').click();
  assert.deepEqual(await layers(), ['pain', 'numbness', 'tingling']);
});

test('a phone shows one view, that with the marks', async () => {
  await open({ width: 390, marks: [['chest_upper_r', 4]] });
  assert.deepEqual([await svgOf('front').isVisible(), await svgOf('back').isVisible()], [true, false]);
  await turn('back');
  assert.deepEqual([await svgOf('front').isVisible(), await svgOf('back').isVisible()], [false, true]);
  assert.equal(await tab.getAttribute('.bm-switch [data-view=back]', 'aria-pressed'), 'true');
  assert.ok(await tab.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
});

test('without its figure the rows are still there to fill in', async () => {
  await open({ marks: [['shin_l', 2]], src: '/figure_none.svg' });
  await tab.waitForEvent('console', { predicate: (m) => m.text().includes('figure_none.svg: 404') })
    .catch(() => null);
  assert.deepEqual(await rows(), ['shin_l=2']);
  assert.equal(await tab.locator('.bm').count(), 0);
  assert.ok(complaints.some((text) => text.includes('404')));
  complaints = [];
});
