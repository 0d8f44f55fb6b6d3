/* The evidence engine and JAGS on the same cases, in turns in one run: milliseconds a client, how that
 * grows with scores, how many times as long JAGS takes for 1,000 effective draws of the same posterior,
 * and whether it is the same. Prints Markdown; ends with 1 when a gate fails.
 * Must never: compare figures of two runs, or count what JAGS needs to compile and to warm up.
 * Read next: tests/bench/evidence.bug, docs/evidence.md.
 *
 * A mean of 1,000 effective draws is known to 0.03 posterior sd; the engine errs by less than that. JAGS
 * without its module glm: with it (one block sampler for the states) a draw costs more than it gains here.
 *
 * BENCH_ROUNDS (3). Processor time throughout. Needs jags.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { TONUS } from '../e2e/site.mjs';

const HOUSE = 'build/bench/evidence', GOLDEN = 'tests/golden/evidence';
const ROUNDS = Number(process.env.BENCH_ROUNDS) || 3;
const SIZES = [6, 15, 38, 149, 639], CLIENTS = ['05', '17', '19', '27'];
const GATE_SIZE = 38, GATE_MS = 1, GATE_RATIO = 1500, GATE_GROWTH = 20, GATE_SAME = 0.12;
const WIDTHS = ['portable', 'avx2', 'avx512'];
const CHAINS = 2, EFFECTIVE = 1000;
/* Draws a chain and a round, so that the slowest quantity has some hundred effective ones in all; a
 * tenth of them or more goes before. */
const draws = (scores) => (scores > 100 ? 30000 : 20000);
const warm = (scores) => (scores > 100 ? 5000 : 2000);

const say = (text) => process.stderr.write(`${text}\n`);
const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];

/* --- cases ------------------------------------------------------------------------------------- */

/* The same numbers on every machine. */
function chance(seed) {
  let a = seed;
  const uniform = () => {
    a = (a + 0x6D2B79F5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}

/* One client made by the model: an hour a week with a score before and after it, two at home. Cases
 * are its first n scores. */
function client(weeks, base) {
  const normal = chance(7), sessions = [], observations = [];
  const truth = { m: 5.5, a: 1.2, c: 0.05, g: 0.6, h: 4, sigma: 0.8, fast: 1, slow: 0.8 };
  let t = 0, fast = truth.fast * normal(), slow = truth.slow * (1 + normal()), relief = 0, lasting = 0;
  const go = (to) => {
    const keep = (half) => 2 ** (-(to - t) / half);
    const wander = (x, sd, k) => k * x + sd * Math.sqrt(1 - k * k) * normal();
    fast = wander(fast, truth.fast, keep(2));
    slow = wander(slow, truth.slow, keep(45));
    relief *= keep(truth.h);
    lasting *= keep(90);
    t = to;
  };
  const score = (kind) => {
    const y = truth.m + fast + slow + 0.5 * truth.fast * 2 ** (-t / 2) - relief - truth.c * lasting -
      (kind === 'post' ? truth.g : 0) + truth.sigma * normal();
    observations.push({ t, kind, score: Math.min(10, Math.max(0, Math.round(y))) });
  };
  for (let week = 0; week < weeks; week++) {
    for (const day of [0, 1.75]) {
      go(7 * week + day);
      score('diary');
    }
    go(7 * week + 3.5);
    score('pre');
    sessions.push({ t, minutes: 60 });
    relief += truth.a + 0.5 * normal();
    lasting += 1;
    score('post');
  }
  return (n) => {
    const some = observations.slice(0, n), now = some.at(-1).t + 0.5;
    return { ...base, id: `${n}`, now, observations: some,
      sessions: sessions.filter((s) => s.t < now) };
  };
}

function cases() {
  const golden = (id) => JSON.parse(readFileSync(`${GOLDEN}/client${id}.json`, 'utf8'));
  const { instrument, target, mcid, delta, prior, prior_sceptical, intervals_days } = golden('17');
  const made = client(160, { instrument, target, mcid, delta, prior, prior_sceptical, intervals_days });
  const all = [...SIZES.map((n) => ({ name: `made, first ${n}`, size: n, one: made(n) })),
    ...CLIENTS.map((id) => ({ name: `golden ${id}`, one: golden(id) }))];
  mkdirSync(HOUSE, { recursive: true });
  for (const [i, x] of all.entries()) {
    x.file = `${HOUSE}/case${i}.json`;
    x.stem = `${HOUSE}/jags${i}`;
    writeFileSync(x.file, JSON.stringify(x.one));
    x.ms = {};
    x.peer = [];
  }
  return all;
}

/* --- the engine -------------------------------------------------------------------------------- */

function engine(x) {
  const runs = Math.max(21, Math.round(4000 / (20 + x.one.observations.length)));
  const line = JSON.parse(execFileSync('build/bench/evidence_ms', [x.file, String(runs)], { encoding: 'utf8' }));
  for (const width of WIDTHS)
    if (line[width]) (x.ms[width] ??= []).push(line[width]);
}

/* --- JAGS -------------------------------------------------------------------------------------- */

const dose = (minutes) => (1 - Math.exp(-minutes / 45)) / (1 - Math.exp(-60 / 45));
const half = (days, life) => 2 ** (-days / life);

/* A case as the model's data: the same events, in the same order, on the same scale. */
function dataOf({ instrument: x, observations, sessions, now, prior: p }) {
  const t0 = Math.min(...observations.map((o) => o.t), ...sessions.map((s) => s.t));
  const treated = [...sessions].sort((a, b) => a.t - b.t);
  const times = [...new Set([...observations.map((o) => o.t), now, t0])].sort((a, b) => a - b);
  const standard = (score) => 5 + x.sign * (score - x.mid) / x.unit;
  const rest = x.step / x.unit / 2;
  const ends = [x.min, x.max].map((v) => (v === null ? NaN : standard(v))).sort((a, b) => a - b);
  const scores = observations.map((o) => {
    const y = standard(o.score), post = o.kind === 'post' ? 1 : 0;
    const before = treated.filter((s) => s.t < o.t || (post && s.t === o.t));
    return { y, post, when: times.indexOf(o.t) + 1, after: before.length || 1,
      since: before.length ? o.t - before.at(-1).t : 1e6,
      last: before.reduce((sum, s) => sum + dose(s.minutes) * half(o.t - s.t, p.hl_last), 0),
      edge: y === ends[0] ? y + rest : y === ends[1] ? y - rest : null, above: y === ends[1] ? 1 : 0 };
  });
  const index = (want) => scores.flatMap((s, i) => ((s.edge !== null) === want ? [i + 1] : []));
  const inside = index(false), end = index(true);
  const of = (key, which) => (which ?? scores.map((_, i) => i + 1)).map((i) => scores[i - 1][key]);
  const steps = times.map((t, i) => t - (times[i - 1] ?? t));
  const { m0, sm, a0, sa, c0, sc, g0, sg, lh0, slh, ls0, sls, lf0, slf, lw0, slw, sig_sess, kap_slow } = p;
  return { data: { m0, sm, a0, sa, c0, sc, g0, sg, lh0, slh, ls0, sls, lf0, slf, lw0, slw, sig_sess, kap_slow,
    rounding: (x.step / x.unit) ** 2 / 12, T: times.length, K: treated.length, N: scores.length,
    N_inside: inside.length, N_end: end.length,
    keep_fast: steps.map((d) => half(d, p.hl_fast)), keep_slow: steps.map((d) => half(d, p.hl_slow)),
    fast0: times.map((t) => p.kap_fast * half(t - t0, p.hl_fast)),
    gap: treated.map((s, i) => s.t - (treated[i - 1]?.t ?? s.t)), dose: treated.map((s) => dose(s.minutes)),
    when: of('when'), after: of('after'), since: of('since'), post: of('post'), last: of('last'),
    y: of('y', inside), inside, end, edge: of('edge', end), above: of('above', end) },
  latent: end.map((i) => scores[i - 1].edge + (scores[i - 1].above ? 0.5 : -0.5)), t0, treated };
}

const text = (name, v) => `"${name}" <-\n${Array.isArray(v)
  ? v.length === 1 ? `structure(${v[0]}, .Dim = 1L)` : `c(${v.join(', ')})` : v}\n`;

const MONITORED = ['a', 'c', 'g', 'm', 'h', 'sigma', 'omega_fast', 'omega_slow', 'start', 'slow_now'];

/* Nanoseconds of processor time of a process with one thread. */
const cpuNs = (pid) => Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]);

/* Runs a script; seconds of processor time when each of the files that it writes appeared. */
async function jags(script, marks) {
  for (const mark of marks) rmSync(mark, { force: true });
  const child = spawn('jags', [script]);
  let out = '', gone = false;
  child.stdout.on('data', (part) => { out += part; });
  child.stderr.on('data', (part) => { out += part; });
  const over = new Promise((done) => child.on('close', (status) => { gone = true; done(status); }));
  const times = [];
  while (!gone && times.length < marks.length) {
    if (existsSync(marks[times.length])) times.push(cpuNs(child.pid) / 1e9);
    else await sleep(2);
  }
  if (await over !== 0 || times.length < marks.length) throw new Error(`jags: ${out}`);
  return times;
}

/* One round: seconds of sampling and the draws. */
async function peer(x, turn) {
  const { data, latent } = dataOf(x.one), scores = x.one.observations.length, n = draws(scores);
  const file = (name) => `${x.stem}.${name}`;
  writeFileSync(file('data'), Object.entries(data).filter(([, v]) => !Array.isArray(v) || v.length)
    .map(([name, v]) => text(name, v)).join(''));
  for (let chain = 1; chain <= CHAINS; chain++)
    writeFileSync(file(`init${chain}`), (latent.length ? text('latent', latent) : '') +
      `".RNG.name" <- "base::Mersenne-Twister"\n".RNG.seed" <- ${turn * CHAINS + chain}\n`);
  const chains = Array.from({ length: CHAINS }, (_, i) => i + 1);
  writeFileSync(file('cmd'), ['model in "tests/bench/evidence.bug"', `data in "${file('data')}"`,
    `compile, nchains(${CHAINS})`,
    ...chains.map((c) => `parameters in "${file(`init${c}`)}", chain(${c})`), 'initialize',
    `update ${warm(scores)}`,
    ...MONITORED.map((name) => `monitor ${name}`), `samplers to "${file('warm')}"`, `update ${n}`,
    `samplers to "${file('done')}"`, `coda *, stem("${x.stem}")`, 'exit', ''].join('\n'));
  const [before, after] = await jags(file('cmd'), [file('warm'), file('done')]);
  x.peer.push({ seconds: after - before,
    chains: chains.map((c) => quantities(x.one, draw(`${x.stem}chain${c}.txt`, n))) });
}

/* The columns that JAGS wrote one below the other. */
function draw(path, n) {
  const all = readFileSync(path, 'latin1').trim().split('\n').map((line) => Number(line.split(/\s+/)[1]));
  if (all.length !== n * MONITORED.length || all.some(Number.isNaN)) throw new Error(`${path}: draws are missing`);
  return Object.fromEntries(MONITORED.map((name, i) => [name, all.slice(i * n, (i + 1) * n)]));
}

/* What the engine answers, from each draw: docs/evidence.md, Answers. */
function quantities(one, d) {
  const { data, t0, treated } = dataOf(one), { now, prior: p } = one;
  const window = Math.max(1, Math.min(28, now - t0, ...(treated.length ? [now - treated[0].t] : [])));
  /* The mean over the window of what fades by `rate` since each session. */
  const mean = (rate) => treated.reduce((sum, s, k) => sum + data.dose[k] / rate / window *
    (Math.exp(-rate * Math.max(0, now - window - s.t)) - Math.exp(-rate * (now - s.t))), 0);
  const lasting = mean(Math.LN2 / p.hl_last);
  const benefit = d.h.map((h, i) => d.a[i] * mean(Math.LN2 / h) + d.c[i] * lasting);
  return { a: d.a, c: d.c, g: d.g, benefit, change: benefit.map((b, i) => d.start[i] - d.slow_now[i] + b),
    level: benefit.map((b, i) => d.m[i] + d.slow_now[i] - b), half_life: d.h, sigma: d.sigma,
    omega_fast: d.omega_fast, omega_slow: d.omega_slow };
}

/* --- comparing --------------------------------------------------------------------------------- */

const average = (list) => list.reduce((sum, v) => sum + v, 0) / list.length;

/* Effective draws of one chain: Geyer's initial monotone sequence. */
function effective(list) {
  const n = list.length, middle = average(list), x = Float64Array.from(list, (v) => v - middle);
  const together = (lag) => {
    let sum = 0;
    for (let i = lag; i < n; i++) sum += x[i] * x[i - lag];
    return sum / n;
  };
  const whole = together(0);
  let sum = -whole, least = Infinity;
  for (let lag = 0; lag + 1 < n / 2; lag += 2) {
    const pair = Math.min(least, together(lag) + together(lag + 1));
    if (pair <= 0) break;
    least = pair;
    sum += 2 * pair;
  }
  return Math.min(n, n * whole / sum);
}

/* Of all rounds' chains: effective draws of each quantity, and how far their mean is from the engine's,
 * in posterior sds, with its Monte Carlo error. */
function compare(x) {
  const ours = JSON.parse(execFileSync(TONUS, ['evidence', x.file], { encoding: 'utf8' }));
  const chains = x.peer.flatMap((round) => round.chains);
  const seconds = x.peer.reduce((sum, round) => sum + round.seconds, 0);
  const each = Object.keys(chains[0]).map((name) => {
    const lists = chains.map((chain) => chain[name]), [mean, sd] = ours[name];
    const count = lists.reduce((sum, list) => sum + effective(list), 0);
    return { name, count, off: (average(lists.map(average)) - mean) / sd, error: 1 / Math.sqrt(count),
      ms: 1000 * seconds * EFFECTIVE / count };
  });
  const most = (of) => each.reduce((p, q) => (of(q) > of(p) ? q : p));
  return { slowest: most((q) => q.ms), benefit: each.find((q) => q.name === 'benefit'),
    furthest: most((q) => Math.abs(q.off) - 4 * q.error), widest: most((q) => Math.abs(q.off)) };
}

/* --- the table --------------------------------------------------------------------------------- */

const n = (v, digits = 0) => v.toLocaleString('en', { minimumFractionDigits: digits,
  maximumFractionDigits: digits });
/* Two digits that count. */
const round = (v) => n(v >= 100 ? Number(v.toPrecision(2)) : v, v >= 100 ? 0 : 1);
const signed = (q) => `${q.off < 0 ? '−' : '+'}${Math.abs(q.off).toFixed(3)} ± ${q.error.toFixed(3)} (${q.name})`;
const words = (q) => q.name.replace('_', ' ');

function print(all) {
  console.log(`
${cpus()[0].model}; processor time; the engine's is the median of its runs in ${2 * ROUNDS} turns, JAGS's that of
${CHAINS} × ${ROUNDS} chains without compiling and warming up, for ${n(EFFECTIVE)} effective draws of the slowest of ten quantities.

| case | scores, at an end | portable | AVX2 | AVX-512 | JAGS, s (slowest) | times as long | counted by the benefit alone | furthest mean, posterior sd |
|---|---|---|---|---|---|---|---|---|`);
  for (const x of all) {
    const ms = (width) => (x.ms[width] ? x.ms[width].toFixed(2) : '');
    const { slowest, benefit, widest } = x.found;
    console.log(`| ${x.name} | ${x.one.observations.length}, ${dataOf(x.one).latent.length} | ${ms('portable')} | ${
      ms('avx2')} | ${ms('avx512')} | ${round(slowest.ms / 1000)} (${words(slowest)}) | ${
      round(slowest.ms / x.ms[BASE])} | ${round(benefit.ms / x.ms[BASE])} | ${signed(widest).replace('_', ' ')} |`);
  }
}

/* Says each gate and what was measured; were all kept? */
function gates(all) {
  const of = (size) => all.find((x) => x.size === size), some = of(GATE_SIZE), large = of(SIZES.at(-1));
  const growth = Math.max(...WIDTHS.filter((w) => some.ms[w]).map((w) => large.ms[w] / some.ms[w]));
  const apart = all.map((x) => ({ ...x.found.furthest,
    beyond: Math.abs(x.found.furthest.off) - 4 * x.found.furthest.error }))
    .reduce((p, q) => (q.beyond > p.beyond ? q : p));
  const list = [
    [`${GATE_SIZE} scores on AVX2: at most ${GATE_MS} ms`, some.ms.avx2 ? `${some.ms.avx2.toFixed(2)} ms`
      : 'not measured, this processor has none', !some.ms.avx2 || some.ms.avx2 <= GATE_MS],
    [`${GATE_SIZE} scores: JAGS at least ${n(GATE_RATIO)} times as long`,
      `${round(some.found.slowest.ms / some.ms[BASE])} times`, some.found.slowest.ms / some.ms[BASE] >= GATE_RATIO],
    [`${large.size} scores: at most ${GATE_GROWTH} times as long as ${GATE_SIZE}, on every width`,
      `${growth.toFixed(1)} times`, growth <= GATE_GROWTH],
    [`means of both within ${GATE_SAME} posterior sd and 4 Monte Carlo errors`,
      `${Math.max(0, apart.beyond).toFixed(3)} sd beyond the errors`, apart.beyond <= GATE_SAME],
  ];
  console.log('');
  for (const [gate, measured, kept] of list) console.log(`* ${kept ? 'kept' : '**NOT KEPT**'}: ${gate}: ${measured}`);
  return list.every(([, , kept]) => kept);
}

if (spawnSync('jags', ['/dev/null']).error) throw new Error('jags is not installed');
const all = cases();
for (let turn = 0; turn < ROUNDS; turn++)
  for (const x of all) {
    say(`${x.name}, round ${turn + 1} of ${ROUNDS}`);
    engine(x);
    await peer(x, turn);
    engine(x);
  }
/* What the processor of the gates can. */
const BASE = all[0].ms.avx2 ? 'avx2' : 'portable';
for (const x of all) {
  for (const width of Object.keys(x.ms)) x.ms[width] = median(x.ms[width]);
  x.found = compare(x);
}
print(all);
process.exitCode = gates(all) ? 0 : 1;
