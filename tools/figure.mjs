/* Draws the body figure at build: silhouettes and one area for every region, from the shapes of the npm
 * package react-native-body-highlighter and the places of data/figure_map.csv.
 * Must never: leave a region without an area, or swap left and right (front shapes of the package are
 * named from the viewer's side; the map has set that right).
 * Read next: data/figure_map.csv.
 *
 * usage: node tools/figure.mjs FIGURE OUT.svg     FIGURE is a or b
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const PACKAGE = 'react-native-body-highlighter/dist';
const FRAME = { w: 724, h: 1448 };
const FIGURES = { male: 'a', female: 'b' };
/* [x, y, width, height] of each drawing; the female back ends lower so that the soles fit. */
const BOXES = {
  'male-front': [0, 0, 724, 1448], 'male-back': [724, 0, 724, 1448],
  'female-front': [-50, -40, 734, 1538], 'female-back': [756, 0, 774, 1500],
};
const FILES = {
  'male-front': 'bodyFront', 'male-back': 'bodyBack',
  'female-front': 'bodyFemaleFront', 'female-back': 'bodyFemaleBack',
};
const WRAPPERS = { male: 'SvgMaleWrapper', female: 'SvgFemaleWrapper' };

function fail(message) {
  console.error(`tools/figure.mjs: ${message}`);
  process.exit(1);
}

/* --- CSV -------------------------------------------------------------------------------------- */

function csv(path) {
  const cells = [[]];
  let cell = '', quoted = false;
  const text = readFileSync(path, 'utf8');
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (quoted && c === '"' && text[i + 1] === '"') { cell += c; i++; }
    else if (c === '"') quoted = !quoted;
    else if (!quoted && (c === ',' || c === '\n')) {
      cells.at(-1).push(cell);
      cell = '';
      if (c === '\n') cells.push([]);
    } else if (c !== '\r') cell += c;
  }
  const [names, ...rows] = cells.filter((row) => row.length > 1);
  return rows.map((row) => Object.fromEntries(names.map((name, i) => [name, row[i]])));
}

/* --- paths to polygons ------------------------------------------------------------------------- */

const ARGUMENTS = { m: 2, l: 2, h: 1, v: 1, c: 6, s: 4, q: 4, t: 2, a: 7, z: 0 };
const STEPS = 8;

/* Flags of an arc may stand without a separator ("01-.36"). */
function commands(d) {
  const found = [];
  for (const [, letter, rest] of d.matchAll(/([a-z])([^a-z]*)/gi)) {
    const low = letter.toLowerCase();
    let text = rest, numbers = [];
    const number = /^[\s,]*([-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)/i;
    while (true) {
      const at = low === 'a' ? numbers.length % 7 : -1;
      const match = (at === 3 || at === 4 ? /^[\s,]*([01])/ : number).exec(text);
      if (!match) break;
      numbers.push(Number(match[1]));
      text = text.slice(match[0].length);
    }
    const n = ARGUMENTS[low];
    if (n === 0) found.push([letter, []]);
    for (let i = 0; n && i + n <= numbers.length; i += n)
      found.push([i && low === 'm' ? (letter === 'm' ? 'l' : 'L') : letter, numbers.slice(i, i + n)]);
  }
  return found;
}

const mix = (a, b, t) => [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t];

function bezier(points, t) {
  while (points.length > 1)
    points = points.slice(1).map((p, i) => mix(points[i], p, t));
  return points[0];
}

/* Polygons of a path; curves as STEPS chords, arcs (tiny in these drawings) as one. */
function polygons(d) {
  const all = [];
  let at = [0, 0], start = [0, 0], control = null, last = '', polygon = [];
  const end = () => { if (polygon.length > 2) all.push(polygon); polygon = []; };
  const curve = (points) => {
    for (let i = 1; i <= STEPS; i++) polygon.push(bezier([at, ...points], i / STEPS));
    at = points.at(-1);
  };
  for (const [letter, n] of commands(d)) {
    const low = letter.toLowerCase(), base = letter === low ? at : [0, 0];
    const p = (i) => [base[0] + n[i], base[1] + n[i + 1]];
    const mirrored = (kinds) => (kinds.includes(last) && control
      ? [2 * at[0] - control[0], 2 * at[1] - control[1]] : at);
    switch (low) {
      case 'm': end(); at = start = p(0); polygon.push(at); break;
      case 'l': at = p(0); polygon.push(at); break;
      case 'h': at = [base[0] + n[0], at[1]]; polygon.push(at); break;
      case 'v': at = [at[0], base[1] + n[0]]; polygon.push(at); break;
      case 'c': control = p(2); curve([p(0), p(2), p(4)]); break;
      case 's': { const first = mirrored('cs'); control = p(0); curve([first, p(0), p(2)]); break; }
      case 'q': control = p(0); curve([p(0), p(2)]); break;
      case 't': control = mirrored('qt'); curve([control, p(0)]); break;
      case 'a': at = p(5); polygon.push(at); break;
      case 'z': end(); at = start; break;
    }
    last = low;
  }
  end();
  return all;
}

/* Keeps the side of the line on which value(point) >= 0 (Sutherland and Hodgman). */
function clip(polygon, value) {
  const kept = [];
  polygon.forEach((p, i) => {
    const q = polygon[(i + 1) % polygon.length];
    const vp = value(p), vq = value(q);
    if (vp >= 0) kept.push(p);
    if ((vp < 0) !== (vq < 0)) kept.push(mix(p, q, vp / (vp - vq)));
  });
  return kept;
}

/* --- areas ------------------------------------------------------------------------------------------ */

const pathOf = (polygon) => `M${polygon.map(([x, y]) => `${Math.round(x)} ${Math.round(y)}`).join('L')}Z`;

function boxes(transform) {
  const shape = /shape box (\S+) (\S+) (\S+) (\S+)/.exec(transform)?.slice(1, 5).map((s) => parseFloat(s));
  const canvas = /canvas box (\S+) (\S+) (\S+) (\S+)/.exec(transform)?.slice(1, 5).map((s) => parseFloat(s));
  return { shape, canvas };
}

function ellipse(transform) {
  const [, cx, cy, rx, ry] = /cx (\S+) cy (\S+) rx (\S+) ry (\S+)/.exec(transform).map(parseFloat);
  return `M${cx - rx} ${cy}a${rx} ${ry} 0 1 0 ${2 * rx} 0a${rx} ${ry} 0 1 0 ${-2 * rx} 0Z`;
}

/* Where a region's centre lies in the drawing: its canvas box laid on the shape's box. */
function centre(region, { shape, canvas }) {
  const x = (Number(region.cx) - canvas[0]) / (canvas[2] - canvas[0]);
  const y = (Number(region.cy) - canvas[1]) / (canvas[3] - canvas[1]);
  return [shape[0] + x * (shape[2] - shape[0]), shape[1] + y * (shape[3] - shape[1])];
}

/* Cuts the shape's polygons so that each region keeps what lies nearest to its centre. */
function cut(paths, ids, regions, transform) {
  const lay = boxes(transform);
  const centres = ids.map((id) => centre(regions[id], lay));
  const whole = paths.flatMap(polygons);
  return ids.map((id, i) => {
    const pieces = whole.map((polygon) => centres.reduce((left, c, k) => {
      if (k === i || left.length < 3) return left;
      const [mx, my] = mix(c, centres[i], 0.5);
      const dx = centres[i][0] - c[0], dy = centres[i][1] - c[1];
      return clip(left, ([x, y]) => (x - mx) * dx + (y - my) * dy);
    }, polygon)).filter((polygon) => polygon.length > 2);
    return [id, pieces.map(pathOf).join('')];
  });
}

function areasOf(row, shapes, regions) {
  const ids = row.our_ids.split(';');
  if (row.slug === 'overlay') return [[ids[0], ellipse(row.transform)]];
  const shape = shapes.find((s) => s.slug === row.slug);
  const paths = (shape?.path[row.package_side] ?? fail(`no shape ${row.slug} ${row.package_side}`))
    .map(shorter);
  return ids.length === 1 ? [[ids[0], paths.join('')]] : cut(paths, ids, regions, row.transform);
}

/* One decimal is finer than any screen shows. Begins with "M", so that paths can be joined. */
function shorter(d) {
  return commands(d).map(([letter, n], at) => (at ? letter : 'M') + n.map((x, i) => {
    const text = String(Math.round(x * 10) / 10).replace(/^(-?)0\./, '$1.');
    return (i && !text.startsWith('-') ? ' ' : '') + text;
  }).join('')).join('');
}

/* --- the file ----------------------------------------------------------------------------------------- */

function placed([x, y, w, h]) {
  const scale = Math.min(FRAME.w / w, FRAME.h / h);
  const dx = (FRAME.w - w * scale) / 2 - x * scale, dy = (FRAME.h - h * scale) / 2 - y * scale;
  return `transform="translate(${dx.toFixed(1)} ${dy.toFixed(1)}) scale(${scale.toFixed(4)})"`;
}

/* The outline that the package's own component draws around the shapes of a side. */
function outline(figure, view) {
  const text = readFileSync(require.resolve(`${PACKAGE}/components/${WRAPPERS[figure]}.js`), 'utf8');
  const found = [...text.matchAll(/d="([mM][^"]+)"/g)].map(([, d]) => d);
  return found[view === 'front' ? 0 : found.length - 1] ?? '';
}

function drawing(figure, view, map, regions) {
  const name = `${figure}-${view}`;
  const exported = require(`${PACKAGE}/assets/${FILES[name]}.js`);
  const shapes = Object.values(exported).find(Array.isArray);
  const rows = map.filter((row) => row.figure === figure && row.view === view);
  const areas = new Map();
  for (const row of rows)
    for (const [id, d] of areasOf(row, shapes, regions))
      areas.set(id, (areas.get(id) ?? '') + d);
  const id = `${FIGURES[figure]}-${view}`, place = placed(BOXES[name]);
  const drawn = new Set(rows.filter((row) => row.slug !== 'overlay')
    .flatMap((row) => row.our_ids.split(';')).filter((region) => areas.get(region)));
  const muscles = [...drawn].map((region) => `<use href="#${id}-${region}"/>`).join('');
  const border = `<path ${place} class="outline" d="${shorter(outline(figure, view))}"/>`;
  const parts = [...areas].filter(([, d]) => d)
    .map(([region, d]) => `<path id="${id}-${region}" ${place} d="${d}"/>`);
  return { svg: [...parts, `<g id="${id}">${muscles}</g>`, `<g id="${id}-outline">${border}</g>`]
    .join('\n'), areas };
}

const [wanted, out] = process.argv.slice(2);
const figure = Object.keys(FIGURES).find((name) => FIGURES[name] === wanted)
  ?? fail('usage: figure.mjs a|b OUT.svg');
const regions = Object.fromEntries(csv('data/body_regions.csv').map((row) => [row.id, row]));
const map = csv('data/figure_map.csv');
const drawings = Object.fromEntries(['front', 'back']
  .map((view) => [view, drawing(figure, view, map, regions)]));
for (const region of Object.values(regions))
  if (!drawings[region.view].areas.get(region.id))
    fail(`region ${region.id} has no area in the ${figure} figure`);
writeFileSync(out, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${FRAME.w} ${FRAME.h}">\n`
  + `<defs>\n${drawings.front.svg}\n${drawings.back.svg}\n</defs>\n</svg>\n`);
