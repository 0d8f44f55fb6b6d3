/* Collects the icons that a list names from the npm package lucide-static into one sprite, at build.
 * Must never: draw an icon of its own, or leave out one that the list names.
 * Read next: assets/icons.txt.
 *
 * usage: node tools/icons.mjs LIST OUT.svg
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const FOLDER = 'node_modules/lucide-static/icons';

function fail(message) {
  console.error(message);
  process.exit(1);
}

function symbol(name) {
  const svg = readFileSync(`${FOLDER}/${name}.svg`, 'utf8');
  const inside = /<svg[^>]*>([\s\S]*)<\/svg>/.exec(svg)[1].replace(/\s*\n\s*/g, '');
  return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" `
    + `stroke-width="2" stroke-linecap="round" stroke-linejoin="round">${inside}</symbol>`;
}

const [list, out] = process.argv.slice(2);
if (!out) fail('usage: icons.mjs LIST OUT.svg');
const lines = readFileSync(list, 'utf8').split('\n');
lines.forEach((name, i) => {
  if (name && !existsSync(`${FOLDER}/${name}.svg`))
    fail(`${list}:${i + 1}: lucide-static has no icon ${name}: look for its name in ${FOLDER}`);
  if (name && lines.indexOf(name) !== i) fail(`${list}:${i + 1}: ${name} stands twice: drop one`);
});
writeFileSync(out, '<svg xmlns="http://www.w3.org/2000/svg">'
  + `${lines.filter(Boolean).map(symbol).join('\n')}</svg>\n`);
