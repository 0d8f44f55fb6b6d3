/* The body figure and the icons as they are built: no region missing, none on the wrong side.
 * Must never: trust what a shape is called; where it lies decides.
 * Read next: tools/figure.mjs, tools/icons.mjs, data/figure_map.csv.
 */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync }
  from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';

import { pathRead, polygonsOf } from '../../tools/figure.mjs';

const require = createRequire(import.meta.url);
const MIDDLE = 362, WIDTH = 724, HEIGHT = 1448;
const temporary = mkdtempSync(join(tmpdir(), 'figure-'));
after(() => rmSync(temporary, { recursive: true }));

/* Ids hold neither comma nor quote, and side and view stand behind the quoted label. */
const regions = readFileSync('data/body_regions.csv', 'utf8').trim().split('\n').slice(1)
  .map((line) => /^(\w+),(\w+),(?:"[^"]*"|[^,]*),(front|back),(\w+),/.exec(line))
  .map(([, id, base, view, side]) => ({ id, base, view, side }));

function build(letter) {
  const out = join(temporary, `figure_${letter}.svg`);
  execFileSync('node', ['tools/figure.mjs', letter, out]);
  const text = readFileSync(out, 'utf8');
  const areas = [...text.matchAll(/<path id="([ab])-(front|back)-(\w+)" d="([^"]+)"\/>/g)]
    .map(([, figure, view, id, d]) => {
      const polygons = polygonsOf(pathRead(d)), points = polygons.flat();
      return { figure, view, id, d, polygons, xs: points.map((p) => p[0]), ys: points.map((p) => p[1]) };
    });
  return { letter, text, areas };
}

function surface(polygon) {
  return Math.abs(polygon.reduce((sum, [x, y], i) => {
    const [nx, ny] = polygon[(i + 1) % polygon.length];
    return sum + x * ny - nx * y;
  }, 0)) / 2;
}

const total = (polygons) => polygons.reduce((sum, p) => sum + surface(p), 0);
const range = (numbers) => Math.max(...numbers) - Math.min(...numbers);

for (const { letter, text, areas } of ['a', 'b'].map(build)) describe(`figure ${letter}`, () => {
  test('every region has one area in its own view', () => {
    assert.equal(regions.length, 125);
    for (const { id, view } of regions)
      assert.equal(areas.filter((a) => a.id === id && a.view === view).length, 1, id);
    for (const { id } of areas) assert.ok(regions.some((r) => r.id === id), id);
  });

  test('what a page asks for by name is there', () => {
    const ids = [...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    assert.equal(new Set(ids).size, ids.length);
    for (const view of ['front', 'back'])
      for (const id of [`${letter}-${view}`, `${letter}-${view}-outline`]) assert.ok(ids.includes(id), id);
    for (const [, id] of text.matchAll(/href="#([^"]+)"/g)) assert.ok(ids.includes(id), id);
    assert.match(text, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 724 1448">/);
  });

  test("a person's left is on the viewer's right in front, on the viewer's left behind", () => {
    for (const { id, view, xs } of areas) {
      const right = (view === 'front') === id.endsWith('_l');
      if (id.endsWith('_m')) continue;
      for (const x of xs) assert.ok(right ? x >= MIDDLE - 1 : x <= MIDDLE + 1, `${view} ${id} ${x}`);
    }
  });

  test('what lies on the midline lies in the middle', () => {
    for (const { id, view, xs } of areas.filter((a) => a.id.endsWith('_m')))
      assert.ok(Math.min(...xs) < MIDDLE && Math.max(...xs) > MIDDLE, `${view} ${id}`);
  });

  /* But for the hair, which may hang to one side. */
  test('left and right are alike', () => {
    for (const { id, view, polygons, ys } of areas.filter((a) => a.id.endsWith('_l'))) {
      const other = areas.find((a) => a.view === view && a.id === `${id.slice(0, -1)}r`);
      assert.ok(other, id);
      const ratio = total(polygons) / total(other.polygons);
      if (!/^(occiput|forehead|temple)/.test(id)) {
        assert.ok(ratio > 0.6 && ratio < 1.67, `${view} ${id} ${ratio}`);
        assert.ok(Math.abs(Math.min(...ys) - Math.min(...other.ys)) < 16, `${view} ${id}`);
      }
    }
  });

  test('nothing is outside the frame, nothing too small to be found', () => {
    for (const { id, view, polygons, xs, ys } of areas) {
      assert.ok(Math.min(...xs) >= 0 && Math.max(...xs) <= WIDTH, `${view} ${id}`);
      assert.ok(Math.min(...ys) >= 0 && Math.max(...ys) <= HEIGHT, `${view} ${id}`);
      assert.ok(range(xs) >= 8 && range(ys) >= 8 && total(polygons) > 100, `${view} ${id}`);
    }
    const back = areas.filter((a) => a.view === 'back').flatMap((a) => a.ys);
    assert.ok(range(back) > 0.95 * HEIGHT, 'the figure fills its frame');
  });

  test('cutting loses nothing and gives nothing twice', () => {
    const files = { a: ['bodyFront', 'bodyBack'], b: ['bodyFemaleFront', 'bodyFemaleBack'] }[letter];
    const scales = ['front', 'back'].map((view, i) => {
      const map = readFileSync('data/figure_map.csv', 'utf8').trim().split('\n').slice(1)
        .map((line) => line.split(',')).filter(([figure, v]) => v === view
          && figure === { a: 'male', b: 'female' }[letter]);
      const overlaid = map.filter((row) => row[2] === 'overlay').map((row) => row[4]);
      const whole = map.filter((row) => row[2] !== 'overlay')
        .filter((row) => row[4].split(';').every((id) => !overlaid.includes(id)));
      const shapes = Object.values(require(`react-native-body-highlighter/dist/assets/${files[i]}.js`))
        .find(Array.isArray);
      const before = total(whole.flatMap(([, , slug, side]) =>
        shapes.find((s) => s.slug === slug).path[side].flatMap((d) => polygonsOf(pathRead(d)))));
      const ids = new Set(whole.flatMap((row) => row[4].split(';')));
      return total(areas.filter((a) => a.view === view && ids.has(a.id)).flatMap((a) => a.polygons))
        / before;
    });
    assert.ok(Math.abs(scales[0] / scales[1] - 1) < 0.01, scales.join(' '));
  });

  test('it is small', () => {
    assert.ok(text.length < 45000, `${text.length}`);
    assert.ok(gzipSync(text, { level: 9 }).length < 15000);
  });
});

describe('figure.mjs', () => {
  const tool = resolve('tools/figure.mjs');

  /* In a folder of its own, with the data changed. */
  function run(file, change, letter = 'a') {
    rmSync(join(temporary, 'data'), { recursive: true, force: true });
    mkdirSync(join(temporary, 'data'));
    for (const name of ['body_regions.csv', 'figure_map.csv'])
      writeFileSync(join(temporary, 'data', name),
        name === file ? change(readFileSync(`data/${name}`, 'utf8')) : readFileSync(`data/${name}`));
    rmSync(join(temporary, 'out.svg'), { force: true });
    const done = spawnSync('node', [tool, letter, 'out.svg'], { cwd: temporary, encoding: 'utf8' });
    return { ...done, wrote: existsSync(join(temporary, 'out.svg')) };
  }

  test('runs on what it is given', () => {
    const done = run('', null);
    assert.equal(done.status, 0, done.stderr);
    assert.ok(done.wrote);
  });

  for (const [letter, figure] of [['a', 'male'], ['b', 'female']])
    test(`a region without an area stops the build: ${figure}`, () => {
      const without = (text) => text.split('\n')
        .filter((line) => !(line.startsWith(`${figure},`) && line.includes(',axilla_l,'))).join('\n');
      const done = run('figure_map.csv', without, letter);
      assert.equal(done.status, 1);
      assert.match(done.stderr, new RegExp(`axilla_l has no area in the ${figure} figure`));
      assert.ok(!done.wrote);
      assert.equal(run('figure_map.csv', without, letter === 'a' ? 'b' : 'a').status, 0);
    });

  test('a new region without an area stops the build', () => {
    const done = run('body_regions.csv', (text) => `${text.trimEnd()}\n`
      + text.split('\n')[1].replace('head_top_m,head_top', 'halo_m,halo') + '\n');
    assert.equal(done.status, 1);
    assert.match(done.stderr, /halo_m has no area/);
  });

  test('an area in the other view only is none', () => {
    const done = run('body_regions.csv', (text) => text.replace(/^(heel_l,.*?),back,/m, '$1,front,'));
    assert.equal(done.status, 1);
    assert.match(done.stderr, /heel_l has no area/);
  });

  test('a shape that the package has not stops the build', () => {
    const done = run('figure_map.csv', (text) => text.replace('male,front,chest,', 'male,front,chesst,'));
    assert.equal(done.status, 1);
    assert.match(done.stderr, /no shape chesst left/);
  });

  test('how it is called is said', () => {
    assert.match(spawnSync('node', [tool, 'c', 'x.svg'], { encoding: 'utf8' }).stderr, /usage/);
  });
});

describe('pathRead', () => {
  const ends = (d) => pathRead(d).map(({ points }) => points.at(-1) ?? 'z');
  for (const [d, want] of [
    ['M1 2l3 4', [[1, 2], [4, 6]]],
    ['m1,2 3,4-1-1', [[1, 2], [4, 6], [3, 5]]],
    ['M1 2H5V7h-1v-1', [[1, 2], [5, 2], [5, 7], [4, 7], [4, 6]]],
    ['M0 0c1 1 2 2 3 3s1 1 2 2', [[0, 0], [3, 3], [5, 5]]],
    ['M0 0a1 1 0 01-.5.5', [[0, 0], [-0.5, 0.5]]],
    ['M5 5l1 0zl2 2', [[5, 5], [6, 5], 'z', [7, 7]]],
    ['M1e1 2E-1L.5.5', [[10, 0.2], [0.5, 0.5]]],
    ['M0 0q1 0 1 1t1 1', [[0, 0], [1, 1], [2, 2]]],
  ]) test(d, () => assert.deepEqual(ends(d), want));

  test('a smooth curve goes on as the one before', () => {
    assert.deepEqual(pathRead('M0 0C0 1 1 2 2 2S4 4 5 5')[2].points[0], [3, 2]);
    assert.deepEqual(pathRead('M0 0l2 2s2 2 3 3')[2].points[0], [2, 2]);
  });
});

describe('icons', () => {
  const run = (list) => {
    writeFileSync(join(temporary, 'list.txt'), list);
    return spawnSync('node', ['tools/icons.mjs', join(temporary, 'list.txt'), join(temporary, 'i.svg')],
      { encoding: 'utf8' });
  };

  test('each that a page shows is in the list', () => {
    const listed = readFileSync('assets/icons.txt', 'utf8').split('\n');
    const pages = readdirSync('src/web').filter((name) => name.endsWith('.html'))
      .map((name) => readFileSync(`src/web/${name}`, 'utf8')).join('');
    const shown = [...pages.matchAll(/ASSET_ICONS_SVG\}\}#([\w-]+)/g)].map(([, name]) => name);
    assert.ok(shown.length > 5);
    assert.deepEqual(shown.filter((name) => !listed.includes(name)), []);
  });

  test('the list becomes a sprite', () => {
    assert.equal(run('x\ncircle-help\n').status, 0);
    const svg = readFileSync(join(temporary, 'i.svg'), 'utf8');
    assert.deepEqual([...svg.matchAll(/<symbol id="([^"]+)" viewBox="0 0 24 24"/g)].map((m) => m[1]),
      ['x', 'circle-help']);
    assert.ok(!/<svg[^>]*>[\s\S]*<svg|<!--/.test(svg));
  });

  test('an unknown name and one that stands twice are refused where they stand', () => {
    assert.match(run('x\nno-such\n').stderr, /list\.txt:2: lucide-static has no icon no-such/);
    assert.match(run('x\ncheck\nx\n').stderr, /list\.txt:3: x stands twice/);
    assert.equal(run('no-such\n').status, 1);
  });
});
