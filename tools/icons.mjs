/* Collects the icons that a list names from the npm package lucide-static into one sprite, at build.
 * Must never: carry an icon that no page uses in mind.
 * Read next: assets/icons.txt.
 *
 * usage: node tools/icons.mjs LIST OUT.svg
 */
import { readFileSync, writeFileSync } from 'node:fs';

const [list, out] = process.argv.slice(2);
const names = readFileSync(list, 'utf8').split('\n').filter(Boolean);
const symbols = names.map((name) => {
  const svg = readFileSync(`node_modules/lucide-static/icons/${name}.svg`, 'utf8');
  const inside = /<svg[^>]*>([\s\S]*)<\/svg>/.exec(svg)[1].replace(/\s*\n\s*/g, '');
  return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" `
    + `stroke-width="2" stroke-linecap="round" stroke-linejoin="round">${inside}</symbol>`;
});
writeFileSync(out, `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('\n')}</svg>\n`);
