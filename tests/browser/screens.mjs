/* `make screens`: a picture of every page, full, empty and in error, at three widths, light and dark,
 * into build/screens, with an index to look through.
 * Must never: touch a practice that is in use.
 * Read next: tests/browser/pages.mjs.
 *
 * SCREENS=visit,chart takes only these.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { launch, SCHEMES, SIZES } from './browser.mjs';
import { pages, sites, tabs, visit } from './pages.mjs';

const TO = 'build/screens';
const only = process.env.SCREENS?.split(',');

mkdirSync(TO, { recursive: true });
const all = await sites();
const browser = await launch();
const list = pages(all.records).filter(([name]) => !only || only.includes(name));
const whole = list.length * Object.keys(SIZES).length * SCHEMES.length;
let n = 0;
for (const size of Object.keys(SIZES)) {
  for (const scheme of SCHEMES) {
    const made = await tabs(browser, all, { size, scheme });
    for (const page of list) {
      const tab = await visit(all, made, page);
      await tab.screenshot({ path: `${TO}/${page[0]}_${size}_${scheme}.png`, fullPage: true,
        animations: 'disabled' });
      n++;
      if (process.stderr.isTTY) process.stderr.write(`\r${n} of ${whole}`);
    }
    for (const tab of Object.values(made)) await tab.context().close();
  }
}
if (process.stderr.isTTY) process.stderr.write('\n');
await browser.close();
await all.end();

const picture = (name, size, scheme) => `<a href="${name}_${size}_${scheme}.png"><img loading="lazy"
 src="${name}_${size}_${scheme}.png" alt="${name}, ${size}, ${scheme}"></a>`;
writeFileSync(`${TO}/index.html`, `<!doctype html><html lang="en"><meta charset="utf-8">
<title>Tonus, every page</title><style>body{font:16px system-ui;margin:2rem}img{height:20rem;border:1px solid #999;margin:.25rem}</style>
<h1>Every page</h1>${list.map(([name]) => `<h2>${name}</h2>${Object.keys(SIZES).map((size) =>
  SCHEMES.map((scheme) => picture(name, size, scheme)).join('')).join('')}`).join('\n')}`);
console.log(`${n} pictures in ${TO}; open ${TO}/index.html`);
