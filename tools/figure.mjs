/* Draws the body figure at build: silhouettes and one area for every region, from the shapes of the npm
 * package react-native-body-highlighter and the places of data/figure_map.csv.
 * Must never: leave a region without an area, or swap left and right (front shapes of the package are
 * named from the viewer's side; the map has set that right).
 * Read next: data/figure_map.csv.
 *
 * usage: node tools/figure.mjs FIGURE OUT.svg     FIGURE is a or b
 *
 * The file holds, for VIEW front and back: path "FIGURE-VIEW-REGION", the areas that can be painted;
 * group "FIGURE-VIEW", all of them but the small overlays, as silhouette; group
 * "FIGURE-VIEW-outline". All lie in FRAME, the middle of the body in its middle.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const require = createRequire(import.meta.url);
const PACKAGE = 'react-native-body-highlighter/dist';
const FRAME = { w: 724, h: 1448, edge: 16 };
const FIGURES = { a: 'male', b: 'female' };
const VIEWS = ['front', 'back'];
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

/* --- paths: lists of { kind: M L C Q Z, points } in absolute coordinates ----------------------- */

const ARGUMENTS = { m: 2, l: 2, h: 1, v: 1, c: 6, s: 4, q: 4, t: 2, a: 7, z: 0 };
const CHORD = 7, STEPS_MAX = 8, SLIVER = 0.4, TALL = 50;

/* Letters with their numbers; flags of an arc may stand without a separator ("01-.36"). */
function commands(d) {
  const found = [];
  for (const [, letter, rest] of d.matchAll(/([a-df-z])([^a-df-z]*)/gi)) {
    const low = letter.toLowerCase(), numbers = [];
    const number = /^[\s,]*([-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)/i;
    for (let text = rest; ;) {
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

const twice = (at, control) => [2 * at[0] - control[0], 2 * at[1] - control[1]];

/* What each letter adds; p(i) is the point in its numbers i and i + 1, `smooth` the control point
 * that continues the curve before. Arcs are tiny in these drawings (bulge of 1.1 units at most):
 * their chord will do. */
const READERS = {
  m: (n, p) => ['M', p(0)], l: (n, p) => ['L', p(0)], a: (n, p) => ['L', p(5)],
  h: (n, p, at, base) => ['L', [base[0] + n[0], at[1]]],
  v: (n, p, at, base) => ['L', [at[0], base[1] + n[0]]],
  c: (n, p) => ['C', p(0), p(2), p(4)], s: (n, p, at, base, smooth) => ['C', smooth, p(0), p(2)],
  q: (n, p) => ['Q', p(0), p(2)], t: (n, p, at, base, smooth) => ['Q', smooth, p(0)],
  z: () => ['Z'],
};

export function pathRead(d) {
  let at = [0, 0], start = at, before = null;
  return commands(d).map(([letter, n]) => {
    const low = letter.toLowerCase(), base = letter === low ? at : [0, 0];
    const curved = (low === 's' && before?.kind === 'C') || (low === 't' && before?.kind === 'Q');
    const [kind, ...points] = READERS[low](n, (i) => [base[0] + n[i], base[1] + n[i + 1]], at, base,
      curved ? twice(at, before.points.at(-2)) : at);
    at = points.at(-1) ?? start;
    if (kind === 'M') start = at;
    before = { kind, points };
    return before;
  });
}

/* Whole units, relative, no letter twice: a unit is less than half a pixel where the figure stands. */
function pathWrite(segments) {
  let text = '', last = '', at = [0, 0], start = at;
  for (const { kind, points } of segments) {
    const rounded = points.map(([x, y]) => [Math.round(x), Math.round(y)]);
    const base = kind === 'M' ? [0, 0] : at;
    const numbers = rounded.flatMap(([x, y]) => [x - base[0], y - base[1]]);
    if ('LCQ'.includes(kind) && numbers.every((n) => n === 0)) continue;
    const letter = kind === 'M' ? 'M' : kind.toLowerCase();
    text += letter === last ? (numbers[0] < 0 ? '' : ' ') : letter;
    text += numbers.map((n, i) => (i && n >= 0 ? ' ' : '') + n).join('');
    at = rounded.at(-1) ?? start;
    if (kind === 'M') start = at;
    last = letter;
  }
  return text;
}

const moved = (segments, place) => segments.map(({ kind, points }) =>
  ({ kind, points: points.map(place) }));
const mix = (a, b, t) => [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t];

function bezier(points, t) {
  while (points.length > 1)
    points = points.slice(1).map((p, i) => mix(points[i], p, t));
  return points[0];
}

/* A curve as chords of about CHORD units. */
function chords(points) {
  const length = points.slice(1).reduce((sum, p, i) =>
    sum + Math.hypot(p[0] - points[i][0], p[1] - points[i][1]), 0);
  const n = Math.max(1, Math.min(STEPS_MAX, Math.round(length / CHORD)));
  return Array.from({ length: n }, (_, i) => bezier(points, (i + 1) / n));
}

export function polygonsOf(segments) {
  const all = [];
  let polygon = [];
  const end = () => { if (polygon.length > 2) all.push(polygon); polygon = []; };
  for (const { kind, points } of segments) {
    if ('MZ'.includes(kind)) end();
    if (kind === 'M') polygon.push(points[0]);
    else if (kind !== 'Z') polygon.push(...chords([polygon.at(-1), ...points]));
  }
  end();
  return all;
}

const segmentsOf = (polygon) => (polygon.length < 3 ? [] : [
  ...polygon.map((p, i) => ({ kind: i ? 'L' : 'M', points: [p] })), { kind: 'Z', points: [] }]);

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

/* The four numbers behind some words of the map's column "transform". */
const four = (transform, pattern) => pattern.exec(transform).slice(1, 5).map(Number);

const OVERLAY = /cx (\S+) cy (\S+) rx (\S+) ry (\S+)/;

function ellipse(transform) {
  const [cx, cy, rx, ry] = four(transform, OVERLAY);
  const k = 0.5523, x = k * rx, y = k * ry;
  const quarter = (a, b, c) => ({ kind: 'C', points: [a, b, c] });
  return [{ kind: 'M', points: [[cx - rx, cy]] },
    quarter([cx - rx, cy - y], [cx - x, cy - ry], [cx, cy - ry]),
    quarter([cx + x, cy - ry], [cx + rx, cy - y], [cx + rx, cy]),
    quarter([cx + rx, cy + y], [cx + x, cy + ry], [cx, cy + ry]),
    quarter([cx - x, cy + ry], [cx - rx, cy + y], [cx - rx, cy]), { kind: 'Z', points: [] }];
}

function areaOf(polygon) {
  return Math.abs(polygon.reduce((sum, [x, y], i) => {
    const [nx, ny] = polygon[(i + 1) % polygon.length];
    return sum + x * ny - nx * y;
  }, 0)) / 2;
}

/* What a convex, clockwise (as seen) polygon has in common with any other. */
const common = (polygon, convex) => convex.reduce((left, a, i) => {
  const b = convex[(i + 1) % convex.length];
  return clip(left, ([x, y]) => (b[0] - a[0]) * (y - a[1]) - (b[1] - a[1]) * (x - a[0]));
}, polygon);

/* A tall overlay that juts out of the body ends at its outline; small ones, hard enough to hit, and
 * the soles, drawn beside the body, stay whole. */
function inBody(segments, border, tall) {
  const [shape] = polygonsOf(segments), [body] = polygonsOf(border);
  const inside = tall ? common(body, shape) : shape;
  return areaOf(inside) < 0.99 * areaOf(shape) ? segmentsOf(inside) : segments;
}

/* A region's ellipse in the drawing: its canvas box laid on the shape's box. */
function ellipseIn(region, transform) {
  const shape = four(transform, /shape box (\S+) (\S+) (\S+) (\S+)/);
  const canvas = four(transform, /canvas box (\S+) (\S+) (\S+) ([\d.]+)/);
  const sx = (shape[2] - shape[0]) / (canvas[2] - canvas[0]);
  const sy = (shape[3] - shape[1]) / (canvas[3] - canvas[1]);
  return { cx: shape[0] + (region.cx - canvas[0]) * sx, cy: shape[1] + (region.cy - canvas[1]) * sy,
    rx: region.rx * sx, ry: region.ry * sy };
}

/* Each ellipse's part of a polygon: what is nearest to it by power distance (squared distance less
 * squared radius, in units of the mean radii). Borders are straight and parts leave neither gap nor
 * overlap, however many regions share the shape. */
function parts(polygon, ellipses, [ux, uy]) {
  const power = (e, [x, y]) => ((x - e.cx) / ux) ** 2 + ((y - e.cy) / uy) ** 2
    - (e.rx / ux) * (e.ry / uy);
  return ellipses.map((own) => ellipses.reduce((left, e) => (e === own || left.length < 3 ? left
    : clip(left, (p) => power(e, p) - power(own, p))), polygon));
}

/* Cuts a shape among its regions. A muscle that only reaches a little into a region is not cut for
 * that, unless the region has nothing better. */
function cut(segments, ids, regions, transform) {
  const ellipses = ids.map((id) => ellipseIn(regions[id], transform));
  const units = ['rx', 'ry'].map((key) => ellipses.reduce((sum, e) => sum + e[key], 0) / ids.length);
  const polygons = polygonsOf(segments);
  const large = polygons.map((polygon) => parts(polygon, ellipses, units)
    .map((part) => areaOf(part) > areaOf(polygon) * SLIVER / ids.length));
  const small = ellipses.map((_, i) => !large.some((row) => row[i]));
  return ids.map((id, i) => [id, polygons.flatMap((polygon, k) => {
    const sharing = ellipses.filter((_, j) => small[j] || large[k][j]);
    return sharing.includes(ellipses[i])
      ? segmentsOf(parts(polygon, sharing, units)[sharing.indexOf(ellipses[i])]) : [];
  })]);
}

function areasOf(row, { shapes, regions, border }) {
  const ids = row.our_ids.split(';');
  if (row.slug === 'overlay') return [[ids[0], inBody(ellipse(row.transform), border,
    four(row.transform, OVERLAY)[3] > TALL)]];
  const paths = shapes.find((s) => s.slug === row.slug)?.path[row.package_side]
    ?? fail(`the package has no shape ${row.slug} ${row.package_side} (${row.figure} ${row.view})`);
  const segments = paths.flatMap(pathRead);
  return ids.length === 1 ? [[ids[0], segments]] : cut(segments, ids, regions, row.transform);
}

/* --- one view ------------------------------------------------------------------------------------------ */

/* The outline that the package's own component draws round the shapes: front first, back last. */
function outline(figure, view) {
  const text = readFileSync(require.resolve(`${PACKAGE}/components/${WRAPPERS[figure]}.js`), 'utf8');
  const found = [...text.matchAll(/d="([mM][^"]+)"/g)].map(([, d]) => d);
  if (found.length !== VIEWS.length) fail(`${WRAPPERS[figure]} has ${found.length} outlines, not 2`);
  return pathRead(found[VIEWS.indexOf(view)]);
}

/* Areas and outline as they lie in the package. `axis` is the middle of the body: the map's overlays
 * on the midline (breastbone, spine) have their centres there. */
function viewRead(figure, view, map, regions) {
  const exported = require(`${PACKAGE}/assets/${FILES[`${figure}-${view}`]}.js`);
  const shapes = Object.values(exported).find(Array.isArray);
  const rows = map.filter((row) => row.figure === figure && row.view === view);
  const middle = rows.find((row) => row.slug === 'overlay' && row.our_ids.endsWith('_m'));
  const axis = four(middle.transform, OVERLAY)[0], border = outline(figure, view);
  const areas = new Map(), silhouette = new Set();
  for (const row of rows)
    for (const [id, segments] of areasOf(row, { shapes, regions, border }).filter(([, s]) => s.length)) {
      areas.set(id, [...(areas.get(id) ?? []), ...segments]);
      if (row.slug !== 'overlay') silhouette.add(id);
    }
  return { view, areas, silhouette, outline: border, axis };
}

/* How far the view reaches: up, down, and to the farther side from its axis. */
function reach({ areas, outline: border, axis }) {
  const points = [...areas.values(), border].flat().flatMap(({ points: p }) => p);
  const ys = points.map(([, y]) => y);
  return { top: Math.min(...ys), bottom: Math.max(...ys),
    half: Math.max(...points.map(([x]) => Math.abs(x - axis))) };
}

/* Both views in one scale, as large as the frame allows. */
function placed(views) {
  const reaches = views.map(reach), { w, h, edge } = FRAME;
  const scale = Math.min(...reaches.map(({ top, bottom, half }) =>
    Math.min((h - 2 * edge) / (bottom - top), (w / 2 - edge) / half)));
  return views.map((v, i) => {
    const spare = (h - (reaches[i].bottom - reaches[i].top) * scale) / 2;
    const place = ([x, y]) => [w / 2 + (x - v.axis) * scale, spare + (y - reaches[i].top) * scale];
    return { ...v, outline: moved(v.outline, place),
      areas: new Map([...v.areas].map(([id, segments]) => [id, moved(segments, place)])) };
  });
}

/* --- the file ----------------------------------------------------------------------------------------- */

function viewWrite(letter, { view, areas, silhouette, outline: border }) {
  const id = `${letter}-${view}`;
  const paths = [...areas].map(([region, s]) => `<path id="${id}-${region}" d="${pathWrite(s)}"/>`);
  const uses = [...silhouette].map((region) => `<use href="#${id}-${region}"/>`).join('');
  return [...paths, `<g id="${id}">${uses}</g>`,
    `<g id="${id}-outline"><path class="outline" d="${pathWrite(border)}"/></g>`].join('\n');
}

function main(letter, out) {
  const figure = FIGURES[letter] ?? fail('usage: figure.mjs a|b OUT.svg');
  const regions = Object.fromEntries(csv('data/body_regions.csv').map((row) => [row.id, row]));
  const map = csv('data/figure_map.csv');
  const views = placed(VIEWS.map((view) => viewRead(figure, view, map, regions)));
  for (const region of Object.values(regions))
    if (!views[VIEWS.indexOf(region.view)].areas.has(region.id))
      fail(`data/body_regions.csv: region ${region.id} has no area in the ${figure} figure: `
        + 'give it a row in data/figure_map.csv');
  writeFileSync(out, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${FRAME.w} ${FRAME.h}">\n`
    + `<defs>\n${views.map((view) => viewWrite(letter, view)).join('\n')}\n</defs>\n</svg>\n`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main(...process.argv.slice(2));
