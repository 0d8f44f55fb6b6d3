/* The same practice on SQLite and on PostgreSQL, in turns in one run: the chart page under load, and
 * a note signed by one therapist. Prints a table in Markdown.
 * Must never: compare across runs. Needs wrk, sqlite3 and tests/with_pg around it.
 * Read next: tests/bench/bench.mjs.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dbOf, edited, fieldsOf, run, serve, sheet, signedIn, stop, TONUS, visitsOf }
  from '../e2e/site.mjs';

const HOUSE = 'build/bench', CLIENTS = Number(process.env.BENCH_CLIENTS) || 2000;
const ROUNDS = 3, SECONDS = 3, CONNECTIONS = 8, NOTES = 30, IDS = 1000;
const FROM = `${HOUSE}/stores-${CLIENTS}`, IDS_FILE = `${HOUSE}/stores-ids.txt`;
const say = (text) => process.stderr.write(`${text}\n`);
const middle = (all) => all.sort((a, b) => a - b)[Math.floor(all.length / 2)];

function prepare() {
  mkdirSync(HOUSE, { recursive: true });
  if (!existsSync(`${FROM}/tonus.db`)) {
    rmSync(FROM, { recursive: true, force: true });
    run('sample', '--data', FROM, '--clients', String(CLIENTS));
  }
  const ids = execFileSync('sqlite3', [`${FROM}/tonus.db`,
    `SELECT lower(hex(id)) FROM client ORDER BY id LIMIT ${IDS}`], { encoding: 'utf8' });
  writeFileSync(IDS_FILE, ids.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/g, '$1-$2-$3-$4-$5'));
  const db = dbOf('stores');
  const copied = spawnSync(TONUS, ['copy', FROM, db], { stdio: ['ignore', 'inherit', 'inherit'] });
  if (copied.status !== 0) throw new Error('the practice could not be copied');
  return { SQLite: [], PostgreSQL: ['--db', db] };
}

function charts(site, cookie) {
  const done = spawnSync('wrk', ['-t1', `-c${CONNECTIONS}`, `-d${SECONDS}s`, '--latency', '-s',
    'tests/bench/chart.lua', `http://127.0.0.1:${site.port}`], { encoding: 'utf8',
    env: { ...process.env, BENCH_IDS: IDS_FILE, BENCH_PATH: '', BENCH_COOKIE: cookie } });
  const requests = Number(/(\d+) requests in/.exec(done.stdout)?.[1]);
  if (!requests || /Non-2xx|Socket errors/.test(done.stdout)) throw new Error(done.stdout);
  return requests / SECONDS;
}

async function notes(visitor) {
  const visits = visitsOf(visitor), all = [];
  for (let i = 0; i < NOTES; i++) {
    const { path } = await visits.begin();
    const fields = edited(visitor, fieldsOf((await visitor.get(path)).text, '/sign'), sheet);
    const began = performance.now();
    const answer = await visitor.post(`${path}/sign`, fields);
    all.push(performance.now() - began);
    if (answer.status !== 303) throw new Error(`signing answers ${answer.status}`);
  }
  return middle(all);
}

const stores = prepare(), found = {};
for (let round = 1; round <= ROUNDS; round++) {
  for (const [name, words] of Object.entries(stores)) {
    say(`${name}, round ${round} of ${ROUNDS}`);
    const [, email, password] = /sign in: \S+ (\S+) (\S+)/.exec(run('password', '--data', FROM,
      ...words, 'therapist@example.org'));
    const site = await serve(FROM, ...words, '--quiet');
    const visitor = await signedIn(site, email, password);
    const one = found[name] ??= { chart: [], note: [] };
    charts(site, visitor.cookie);
    one.chart.push(charts(site, visitor.cookie));
    one.note.push(await notes(visitor));
    await stop(site);
  }
}
const chart = Object.fromEntries(Object.entries(found).map(([k, v]) => [k, middle(v.chart)]));
const note = Object.fromEntries(Object.entries(found).map(([k, v]) => [k, middle(v.note)]));
const row = (what, s, p, times) => console.log(`| ${what} | ${s} | ${p} | ${times.toFixed(1)} × |`);
console.log(`\n${CLIENTS} clients; medians of ${ROUNDS} rounds in turns; all on the same cores.\n`);
console.log('| what | SQLite | PostgreSQL | PostgreSQL costs |\n|---|---|---|---|');
row(`chart pages a second, ${CONNECTIONS} connections`, chart.SQLite.toFixed(0),
  chart.PostgreSQL.toFixed(0), chart.SQLite / chart.PostgreSQL);
row('a note signed, ms', note.SQLite.toFixed(1), note.PostgreSQL.toFixed(1),
  note.PostgreSQL / note.SQLite);
