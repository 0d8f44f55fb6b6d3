/* A practice moves from a folder to PostgreSQL and back: the same content, the same chain of audit
 * rows, and nothing usable from a copy that was broken off.
 * Must never: run without a PostgreSQL of its own (tests/with_pg).
 * Read next: src/store/copy.c, src/cli/copy.c.
 */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { dbOf, folder, run, serve, signedIn, stop, TONUS, tried } from './site.mjs';

const CLIENTS = process.env.TONUS_COPY_CLIENTS || '2000';
const home = folder();
const data = join(home, 'data');

/* The command with its own words only, whatever store the suite runs on. */
const copy = (...words) => spawnSync(TONUS, ['copy', ...words], { encoding: 'utf8', timeout: 600000 });
const hashIn = (answer) => /content hash ([0-9a-f]{64})/.exec(answer.stdout)?.[1];

before(() => {
  const env = process.env.TONUS_TEST_STORE;
  assert.notEqual(env, 'pg', 'this test chooses its stores itself');
  run('sample', '--data', data, '--clients', CLIENTS);
});
after(() => rmSync(home, { recursive: true, force: true }));

test(`${CLIENTS} clients to PostgreSQL and back give the same content hash`, async () => {
  const db = dbOf('there'), back = join(home, 'back');
  const original = readFileSync(join(data, 'tonus.db'));
  const there = copy(data, db);
  assert.equal(there.status, 0, there.stderr);
  assert.match(there.stderr, /100 % of \d+ rows/);
  assert.ok(original.equals(readFileSync(join(data, 'tonus.db'))), 'the source was changed');
  const home_again = copy('--data', data, db, back);
  assert.equal(home_again.status, 0, home_again.stderr);
  assert.ok(hashIn(there), there.stdout);
  assert.equal(hashIn(there), hashIn(home_again));
  for (const words of [['--data', data, '--db', db], ['--data', back]]) {
    const checked = tried('check', ...words);
    assert.equal(checked.status, 0, checked.stdout + checked.stderr);
    assert.match(checked.stdout, /audit chain: \d+ rows, ok/);
  }
  const [, password] = /owner@example.org (\S+)/.exec(run('password', '--data', data, '--db', db,
    'owner@example.org'));
  const site = await serve(data, '--db', db);
  try {
    const owner = await signedIn(site, 'owner@example.org', password);
    assert.equal((await owner.get('/clients')).status, 200);
  } finally {
    await stop(site);
  }
});

test('a target that holds something is left alone', () => {
  const db = dbOf('full');
  run('init', '--data', join(home, 'full'), '--db', db, '--name', 'W', '--country', 'AU', '--zone',
    'Australia/Sydney', '--currency', 'AUD', '--owner', 'M', '--email', 'm@example.org');
  const answer = copy(data, db);
  assert.equal(answer.status, 65, answer.stdout);
  assert.match(answer.stderr, /holds something already/);
});

test('a copy that is broken off cannot be served', async () => {
  for (const to of [dbOf('broken'), join(home, 'broken')]) {
    const child = spawn(TONUS, ['copy', data, to]);
    await new Promise((done) => child.stderr.on('data', done));
    child.kill('SIGKILL');
    await new Promise((done) => child.on('exit', done));
    const words = to.includes('=') ? ['--data', data, '--db', to] : ['--data', to];
    const answer = tried('serve', '--port', '0', ...words);
    assert.equal(answer.status, 65, answer.stdout + answer.stderr);
    assert.match(answer.stderr, /broken off: empty it, then copy again/);
    assert.equal(copy(data, to).status, 65);
  }
  assert.equal(tried('check', '--data', data).status, 0);
});

test('wrong words, no practice, no key', () => {
  const nowhere = join(home, 'nowhere');
  for (const [words, status, says] of [[[data], 64, /from where and to where/],
    [[data, data], 64, /the same/], [[nowhere, dbOf('empty')], 73, /no practice in/],
    [[dbOf('empty'), join(home, 'x'), '--data', nowhere], 73, /audit\.key.*--data/],
    [[data, 'host=/nowhere dbname=x'], 69, /\/nowhere/],
    [[dbOf('empty'), join(home, 'y'), '--data', data], 73, /no practice/]]) {
    const answer = copy(...words);
    assert.equal(answer.status, status, `${words}: ${answer.stdout}${answer.stderr}`);
    assert.match(answer.stderr, says);
  }
  assert.ok(!existsSync(nowhere));
});
