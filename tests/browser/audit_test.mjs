/* Every page, as every role, full, empty and in error: accessible, valid, nothing hidden, nothing
 * sideways, no complaint of the browser. axe and own audits, because axe misses half of it.
 * Must never: leave a finding out because it is old.
 * Read next: tests/browser/pages.mjs.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { HtmlValidate } from 'html-validate';
import { launch, SCHEMES, SIZES } from './browser.mjs';
import { pages, sites, tabs, visit } from './pages.mjs';

const AXE = readFileSync('node_modules/axe-core/axe.min.js', 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

let all, browser;

before(async () => {
  all = await sites();
  browser = await launch();
});
after(async () => {
  await browser.close();
  await all.end();
});

/* Calls `look(tab, name)` on every page; what it returns is gathered under the page's name. */
async function walk(options, look, only = () => true) {
  const made = await tabs(browser, all, options);
  const found = {};
  for (const page of pages(all.records).filter(only)) {
    const tab = await visit(all, made, page);
    const said = await look(tab, page[0]);
    if (said.length) found[page[0]] = said;
  }
  const complaints = Object.values(made).flatMap((tab) => tab.context().complaints)
    .filter((text) => !/status of (4\d\d)/.test(text));
  for (const tab of Object.values(made)) await tab.context().close();
  if (complaints.length) found.console = complaints;
  return found;
}

/* --- axe --------------------------------------------------------------------------------------- */

/* In a window as high as the page: what is stuck to an edge covers only what can be scrolled free. */
async function axe(tab) {
  const { width, height } = tab.viewportSize();
  const whole = await tab.evaluate(() => document.documentElement.scrollHeight);
  await tab.setViewportSize({ width, height: Math.max(height, whole) });
  await tab.evaluate(AXE);
  const { violations } = await tab.evaluate((tags) => window.axe.run(document,
    { runOnly: { type: 'tag', values: tags } }), TAGS);
  await tab.setViewportSize({ width, height });
  return violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).slice(0, 3).join(', ')}`);
}

for (const [size, scheme] of [['phone', 'dark'], ['tablet', 'light'], ['desk', 'light'],
  ['desk', 'dark']])
  test(`axe finds nothing: ${size}, ${scheme}`, async () => {
    assert.deepEqual(await walk({ size, scheme, bypassCSP: true }, axe), {});
  });

/* --- own audits -------------------------------------------------------------------------------- */

/* Things to press smaller than a finger; links within a sentence are excepted, as in WCAG, and the
 * regions of the body map, which have a list beside them. */
const small = (least) => (tab) => tab.evaluate((px) => {
  const inText = (e) => e.tagName === 'A' && ['P', 'TD', 'TH', 'DD', 'LI', 'H1', 'FIGCAPTION']
    .includes(e.parentElement.tagName) && getComputedStyle(e).display === 'inline';
  const out = [];
  for (const e of document.querySelectorAll('a[href],button,input,select,textarea,summary')) {
    if (e.type === 'hidden' || e.closest('svg,.visually-hidden') || inText(e)) continue;
    const target = ['checkbox', 'radio'].includes(e.type) ? e.closest('label') ?? e : e;
    if (!target.checkVisibility({ opacityProperty: false, visibilityProperty: true })) continue;
    if (e.classList.contains('skip') || e.classList.contains('visually-hidden')) continue;
    const { width, height } = target.getBoundingClientRect();
    if (Math.min(width, height) + 0.5 < px)
      out.push(`${e.tagName} ${e.name || e.textContent.trim().slice(0, 30)} ${Math.round(width)}×${
        Math.round(height)}`);
  }
  return [...new Set(out)].slice(0, 5);
}, least);

test('everything to press is at least 44 px on a phone', async () => {
  assert.deepEqual(await walk({ size: 'phone' }, small(44)), {});
});
test('everything to press in a visit is at least 48 px on a tablet', async () => {
  assert.deepEqual(await walk({ size: 'tablet' }, small(48),
    ([name]) => ['visit', 'visit_error'].includes(name)), {});
});

const sideways = (tab) => tab.evaluate(() => {
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  return wide > 0 ? [`${wide} px to the side`] : [];
});

test('nothing scrolls to the side at 320, 390, 820 and 1440 px', async () => {
  const widths = async (tab) => {
    const said = [];
    for (const width of [320, 390, 820, 1440]) {
      await tab.setViewportSize({ width, height: 800 });
      said.push(...(await sideways(tab)).map((text) => `at ${width} px: ${text}`));
    }
    return said;
  };
  assert.deepEqual(await walk({ size: 'desk' }, widths), {});
});

test('text at twice its size fits', async () => {
  const twice = async (tab) => {
    await tab.evaluate(() => { document.documentElement.style.fontSize = '200%'; });
    return sideways(tab);
  };
  assert.deepEqual(await walk({ size: 'desk', bypassCSP: true }, twice), {});
  assert.deepEqual(await walk({ size: 'tablet', bypassCSP: true }, twice), {});
});

/* Tabs through the page: what has the focus must be seen. */
async function focusHidden(tab) {
  const out = [];
  await tab.evaluate(() => { document.activeElement?.blur(); window.scrollTo(0, 0); });
  for (let i = 0; i < 90; i++) {
    await tab.keyboard.press('Tab');
    const said = await tab.evaluate(() => {
      const e = document.activeElement;
      if (!e || e === document.body) return 'end';
      const visible = ['checkbox', 'radio'].includes(e.type) ? e.closest('label') ?? e : e;
      const r = visible.getBoundingClientRect();
      const [x, y] = [r.left + r.width / 2, r.top + r.height / 2];
      if (r.bottom < 0 || r.top > innerHeight) return `${e.id || e.textContent.slice(0, 20)} is off the page`;
      const top = document.elementFromPoint(x, Math.min(Math.max(y, 0), innerHeight - 1));
      const covered = top && !visible.contains(top) && !top.contains(visible)
        && getComputedStyle(top.closest('.visit-bar,.visit-foot,.bar') ?? document.body).position === 'sticky';
      return covered ? `${e.name || e.id} is behind ${top.className || top.tagName}` : '';
    });
    if (said === 'end') break;
    if (said) out.push(said);
  }
  return out;
}

test('what has the focus is never hidden', async () => {
  for (const size of ['phone', 'desk'])
    assert.deepEqual(await walk({ size }, focusHidden,
      ([name]) => ['visit', 'chart', 'clients', 'note', 'client_new', 'practice'].includes(name)), {});
});

test('nothing jumps while a visit loads', async () => {
  const jump = (tab) => tab.evaluate(() => new Promise((done) => {
    let sum = 0;
    new PerformanceObserver((list) => {
      for (const e of list.getEntries()) if (!e.hadRecentInput) sum += e.value;
    }).observe({ type: 'layout-shift', buffered: true });
    setTimeout(() => done(sum > 0.005 ? [`layout shift ${sum.toFixed(4)}`] : []), 700);
  }));
  for (const size of Object.keys(SIZES))
    assert.deepEqual(await walk({ size }, jump, ([name]) => ['visit', 'chart'].includes(name)), {});
});

/* --- the documents ----------------------------------------------------------------------------- */

const validator = new HtmlValidate({ extends: ['html-validate:standard'] });

/* As the browser read it, before any script: the end tags that HTML lets one leave out are there. */
test('every page is valid HTML', async () => {
  const valid = async (tab) => {
    const report = await validator.validateString(await tab.content());
    return report.results.flatMap((r) => r.messages)
      .map((m) => `${m.line}:${m.column} ${m.ruleId} ${m.message}`).slice(0, 5);
  };
  assert.deepEqual(await walk({ size: 'desk', script: false }, valid,
    ([name]) => name !== 'note_error'), {});
});

test('every page says where one is, in its title and one heading, and no id stands twice', async () => {
  const heads = (tab) => tab.evaluate(() => [
    ...[...document.querySelectorAll('[id]')].map((e) => e.id)
      .filter((id, i, all) => all.indexOf(id) !== i).map((id) => `id ${id} stands twice`),
    ...(document.querySelectorAll('h1').length === 1 ? [] : [`${document.querySelectorAll('h1').length} h1`]),
    ...(/^.+ · Tonus$/.test(document.title) ? [] : [document.title])]);
  assert.deepEqual(await walk({ size: 'desk', scheme: SCHEMES[0] }, heads), {});
});
