/* Ratios of one run, medians of ROUNDS: the chart page against its floors, grouped against single
 * commits, start-up, memory. Prints Markdown.
 * Must never: compare figures of two runs, or count an answer that is not the page.
 * Read next: README.md, Performance.
 *
 * BENCH_ROUNDS (5), BENCH_SECONDS (3), BENCH_CLIENTS (20000).
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { fieldsOf, folder, run, TONUS, Visitor } from '../e2e/site.mjs';

const ROUNDS = Number(process.env.BENCH_ROUNDS) || 5, SECONDS = Number(process.env.BENCH_SECONDS) || 3;
const CLIENTS = Number(process.env.BENCH_CLIENTS) || 20000;
const CONNECTIONS = 16, CHARTS = 3000, IDS = 2000, QUIET_MS = 15000;
const HOUSE = 'build/bench', DATA = `${HOUSE}/data-${CLIENTS}`, IDS_FILE = `${HOUSE}/ids`;

const say = (text) => process.stderr.write(`${text}\n`);
const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];

/* --- the machine ------------------------------------------------------------------------------- */

function busyShare(before) {
  const now = readFileSync('/proc/stat', 'utf8').split('\n')[0].trim().split(/\s+/).slice(1).map(Number);
  if (!before) return { now, share: 1 };
  const spent = now.map((x, i) => x - before[i]);
  const all = spent.reduce((a, b) => a + b, 0) || 1;
  return { now, share: 1 - (spent[3] + spent[4]) / all };
}

/* Waits until nobody else needs the processors, for a while at most. */
async function quiet() {
  let { now } = busyShare();
  for (let waited = 0; waited < QUIET_MS; waited += 500) {
    await sleep(500);
    const next = busyShare(now);
    now = next.now;
    if (next.share < 0.15) return;
  }
}

/* Nanoseconds of processor time of all threads of a process. */
function cpuNs(pid) {
  return readdirSync(`/proc/${pid}/task`).reduce((sum, task) => sum
    + Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]), 0);
}

function memoryMiB(pid) {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const kib = (name) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)[1]);
  return { anonymous: kib('Anonymous') / 1024, pss: kib('Pss') / 1024 };
}

/* --- the server -------------------------------------------------------------------------------- */

function once(port) {
  return new Promise((done) => {
    http.get({ host: '127.0.0.1', port, path: '/sign-in', agent: false }, (rs) => {
      rs.resume();
      rs.on('end', () => done(rs.statusCode));
    }).on('error', () => done(0));
  });
}

async function start(data, ...more) {
  const began = performance.now();
  const child = spawn('taskset', ['-c', '0', TONUS, 'serve', '--data', data, '--port', '0', '--quiet',
    ...more]);
  let log = '';
  const port = await new Promise((done, failed) => {
    child.stdout.on('data', (text) => {
      log += text;
      const found = /listens on http:\/\/127\.0\.0\.1:(\d+)/.exec(log);
      if (found) done(Number(found[1]));
    });
    child.stderr.on('data', (text) => { log += text; });
    child.on('exit', () => failed(new Error(log)));
  });
  const status = await once(port);
  if (status !== 200) throw new Error(`the first page answers ${status}`);
  return { child, port, pid: child.pid, ms: performance.now() - began };
}

async function end(site) {
  const over = new Promise((done) => site.child.on('exit', done));
  site.child.removeAllListeners('exit');
  site.child.on('exit', () => {});
  const gone = new Promise((done) => site.child.on('exit', done));
  site.child.kill('SIGTERM');
  await Promise.race([over, gone]);
}

async function signIn(site, [email, password]) {
  const visitor = new Visitor(site.port);
  const answer = await visitor.signIn(email, password);
  if (answer.status !== 303) throw new Error(`signing in answers ${answer.status}`);
  return visitor;
}

/* --- load -------------------------------------------------------------------------------------- */

/* One sample of wrk on the other core; resolves to what it counted, and the server's own time. */
async function load(site, script, env) {
  await quiet();
  const before = cpuNs(site.pid);
  const child = spawn('taskset', ['-c', '1', 'wrk', '-t1', `-c${CONNECTIONS}`, `-d${SECONDS}s`,
    '--latency', '-s', `tests/bench/${script}.lua`, `http://127.0.0.1:${site.port}`],
  { env: { ...process.env, BENCH_IDS: IDS_FILE, BENCH_PATH: '', ...env } });
  let text = '';
  child.stdout.on('data', (part) => { text += part; });
  child.stderr.on('data', (part) => { text += part; });
  await new Promise((done) => child.on('exit', done));
  const cpu = cpuNs(site.pid) - before;
  const requests = Number(/(\d+) requests in/.exec(text)?.[1]);
  if (!requests || /Non-2xx|Socket errors/.test(text)) throw new Error(`wrk: ${text}`);
  const ms = (percent) => {
    const [, n, unit] = new RegExp(`${percent}%\\s+([\\d.]+)(us|ms|s)`).exec(text);
    return Number(n) * { us: 0.001, ms: 1, s: 1000 }[unit];
  };
  return { perSecond: requests / SECONDS, cpu: cpu / 1000 / requests, p50: ms(50), p99: ms(99) };
}

const middle = (samples) => Object.fromEntries(Object.keys(samples[0]).map((key) =>
  [key, median(samples.map((s) => s[key]))]));

/* --- what is measured -------------------------------------------------------------------------- */

function prepare() {
  mkdirSync(HOUSE, { recursive: true });
  if (!existsSync(`${DATA}/tonus.db`)) {
    say(`makes a practice of ${CLIENTS} clients in ${DATA}; kept for the next run`);
    rmSync(`${DATA}.new`, { recursive: true, force: true });
    const made = spawnSync(TONUS, ['sample', '--data', `${DATA}.new`, '--clients', String(CLIENTS)],
      { stdio: ['ignore', 'inherit', 'inherit'] });
    if (made.status !== 0) throw new Error('the practice could not be made');
    execFileSync('mv', [`${DATA}.new`, DATA]);
  }
  const ids = execFileSync('sqlite3', [`${DATA}/tonus.db`,
    `SELECT lower(hex(id)) FROM client ORDER BY id LIMIT ${IDS}`], { encoding: 'utf8' });
  writeFileSync(IDS_FILE, ids.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/g, '$1-$2-$3-$4-$5'));
  const said = run('password', '--data', DATA, 'therapist@example.org');
  return /sign in: \S+ (\S+) (\S+)/.exec(said).slice(1);
}

/* The asset whose size comes nearest. */
async function staticLike(visitor, bytes) {
  const { text } = await visitor.get('/clients');
  const paths = [...text.matchAll(/(?:href|src)="(\/a\/[^"#]+)/g)].map((m) => m[1]);
  const sizes = await Promise.all([...new Set(paths)].map(async (path) =>
    [path, (await visitor.get(path)).text.length]));
  sizes.sort((a, b) => Math.abs(a[1] - bytes) - Math.abs(b[1] - bytes));
  return sizes[0];
}

function chartSql() {
  const out = execFileSync('taskset', ['-c', '0', `${HOUSE}/chart_sql`, DATA, IDS_FILE, String(CHARTS)],
    { encoding: 'utf8' });
  const [wall, cpu] = out.trim().split(' ').map(Number);
  return { wall, cpu };
}

async function charts(account) {
  const all = { page: [], asset: [], sql: [], idle: [], loaded: [], facts: '' };
  const first = readFileSync(IDS_FILE, 'utf8').split('\n')[0];
  for (let round = 0; round < ROUNDS; round++) {
    say(`chart, round ${round + 1} of ${ROUNDS}`);
    const site = await start(DATA);
    const visitor = await signIn(site, account);
    all.idle.push(memoryMiB(site.pid));
    const bytes = (await visitor.get(`/clients/${first}`)).text.length;
    const [path, size] = await staticLike(visitor, bytes);
    all.facts = `chart ${(bytes / 1024).toFixed(1)} KiB, static page ${(size / 1024).toFixed(1)} KiB`;
    const env = { BENCH_COOKIE: visitor.cookie };
    await load(site, 'chart', env);
    all.page.push(await load(site, 'chart', env));
    all.asset.push(await load(site, 'chart', { ...env, BENCH_PATH: path }));
    all.loaded.push(memoryMiB(site.pid));
    await end(site);
    await quiet();
    all.sql.push(chartSql());
  }
  return { ...all, page: middle(all.page), asset: middle(all.asset), sql: middle(all.sql),
    idle: middle(all.idle), loaded: middle(all.loaded) };
}

async function writes(...more) {
  const data = folder();
  const said = run('init', '--data', data, '--name', 'Bench', '--country', 'AU', '--zone',
    'Australia/Sydney', '--currency', 'AUD', '--owner', 'Bench', '--email', 'b@example.org');
  const site = await start(data, ...more);
  try {
    const visitor = await signIn(site, /owner (\S+) (\S+)/.exec(said).slice(1));
    const { text } = await visitor.get('/clients/new');
    const fields = visitor.edit(fieldsOf(text, '/clients/new'), { given: 'Ada', despite: '1',
      key: null, family: null });
    return await load(site, 'write', { BENCH_COOKIE: visitor.cookie,
      BENCH_BODY: new URLSearchParams(fields).toString() });
  } finally {
    await end(site);
    rmSync(data, { recursive: true, force: true });
  }
}

async function commits() {
  const all = { grouped: [], single: [] };
  for (let round = 0; round < ROUNDS; round++) {
    say(`writes, round ${round + 1} of ${ROUNDS}`);
    all.grouped.push(await writes());
    all.single.push(await writes('--no-group'));
  }
  return { grouped: middle(all.grouped), single: middle(all.single) };
}

async function starts() {
  const ms = [];
  for (let i = 0; i < ROUNDS; i++) {
    await quiet();
    const site = await start(DATA);
    ms.push(site.ms);
    await end(site);
  }
  return median(ms);
}

/* --- the table --------------------------------------------------------------------------------- */

const n = (x, digits = 0) => x.toLocaleString('en', { minimumFractionDigits: digits,
  maximumFractionDigits: digits });

function print(c, w, ms) {
  console.log(`\n${cpus()[0].model}, ${cpus().length} cores; medians of ${ROUNDS} rounds of ${SECONDS} s,
${CONNECTIONS} connections, server and load on a core each; ${n(CLIENTS)} clients; ${c.facts}.\n`);
  console.log(`| what | per second | CPU µs each | p50 / p99 ms | ratio |
|---|---|---|---|---|
| static page of this server (ceiling) | ${n(c.asset.perSecond)} | ${n(c.asset.cpu)} | ${n(c.asset.p50, 2)} / ${n(c.asset.p99, 1)} | 1 |
| chart page, audited | ${n(c.page.perSecond)} | ${n(c.page.cpu)} | ${n(c.page.p50, 2)} / ${n(c.page.p99, 1)} | CPU ${n(c.page.cpu / c.asset.cpu, 1)} × the static page |
| the chart's queries and audit row without HTTP | | ${n(c.sql.cpu)} | ${n(c.sql.wall / 1000, 2)} | page CPU ${n(c.page.cpu / c.sql.cpu, 2)} × the queries |
| new clients, a commit each | ${n(w.single.perSecond)} | ${n(w.single.cpu)} | ${n(w.single.p50, 1)} / ${n(w.single.p99, 1)} | 1 |
| new clients, commits grouped | ${n(w.grouped.perSecond)} | ${n(w.grouped.cpu)} | ${n(w.grouped.p50, 1)} / ${n(w.grouped.p99, 1)} | ${n(w.grouped.perSecond / w.single.perSecond, 1)} × as many |

Start to the first page ${n(ms)} ms. Memory of its own ${n(c.idle.anonymous, 1)} MiB idle, ${n(c.loaded.anonymous, 1)} MiB
after load; with its share of the page cache ${n(c.idle.pss)} and ${n(c.loaded.pss)} MiB.`);
}

const account = prepare();
print(await charts(account), await commits(), await starts());
