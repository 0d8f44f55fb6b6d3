/* A practice on three nodes: the leader is killed once and cut off once while writes go on. Nothing
 * that was acknowledged may be missing or doubled; how long nothing was acknowledged is reported.
 * Must never: pass without having written during the failover.
 * Read next: tests/fault/cluster.mjs.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fieldsOf, psql, run, serve, signedIn, stop, tried } from '../e2e/site.mjs';
import { cluster, cutOff, end, joinAgain, kill, leader, settled, startPatroni } from './cluster.mjs';

const WRITERS = 4, CUT_OFF_S = 45, GAP_MOST_S = 45;

/* Sends one form again and again, as it is, until it is acknowledged. */
async function write(load, visitor, form) {
  while (!load.stopping) {
    const mark = `mark ${randomUUID()}`;
    const fields = visitor.edit(form, { given: mark, despite: '1', key: randomUUID() });
    for (let kept = false; !kept && !load.stopping;) {
      const answer = await visitor.post('/clients/new', fields).catch(() => ({ status: 0 }));
      kept = answer.status === 303;
      if (kept) {
        load.acks.push({ mark, at: Date.now() });
      } else {
        load.refused.set(answer.status, (load.refused.get(answer.status) ?? 0) + 1);
        await sleep(200);
      }
    }
  }
}

function gapSince(load, from) {
  const times = [from, ...load.acks.map((a) => a.at).filter((at) => at >= from)].sort((a, b) => a - b);
  return Math.max(...times.slice(1).map((at, i) => at - times[i])) / 1000;
}

async function until(what, seconds, holds) {
  for (const last = Date.now() + seconds * 1000; Date.now() < last; await sleep(200))
    if (await holds()) return;
  throw new Error(`${what}: not within ${seconds} s`);
}

const ackedAgain = (load, from) => until('writes go on', 90,
  () => load.acks.filter((a) => a.at > from + 3000).length > 20);

async function practiceOn(made, home) {
  const db = `host=${made.nodes.map((n) => n.address).join(',')} dbname=postgres user=postgres`
    + ' password=quiet sslmode=disable';
  const data = join(home, 'data');
  const said = run('init', '--data', data, '--db', db, '--name', 'Wren', '--country', 'AU', '--zone',
    'Australia/Sydney', '--currency', 'AUD', '--owner', 'Mira', '--email', 'mira@example.org',
    '--treats');
  const [, email, password] = /sign in: owner (\S+) (\S+)/.exec(said);
  return Object.assign(await serve(data, '--db', db, '--quiet'), { db, data, email, password });
}

function kept(node) {
  const text = psql(`host=${node.address} dbname=postgres user=postgres password=quiet`,
    "SELECT given FROM client WHERE given LIKE 'mark %'");
  const counts = new Map();
  for (const mark of text.trim().split('\n')) counts.set(mark, (counts.get(mark) ?? 0) + 1);
  return counts;
}

async function failOver(t) {
  const home = mkdtempSync('/tmp/tonus-cluster-');
  const load = { acks: [], refused: new Map(), stopping: false };
  let made, site;
  try {
    made = await cluster(home);
    site = await practiceOn(made, home);
    const visitor = await signedIn(site);
    const form = fieldsOf((await visitor.get('/clients/new')).text, '/clients/new');
    const writing = Array.from({ length: WRITERS }, () => write(load, visitor, form));
    await sleep(3000);

    const killed = await leader(made), killedAt = Date.now();
    kill(killed, ['patroni', 'postgres']);
    await ackedAgain(load, killedAt);
    t.diagnostic(`leader killed: ${gapSince(load, killedAt)} s without an acknowledged write`);
    assert.ok(gapSince(load, killedAt) < GAP_MOST_S);
    startPatroni(killed);
    await settled(made);

    const cut = await leader(made), cutAt = Date.now();
    cutOff(cut);
    await ackedAgain(load, cutAt);
    t.diagnostic(`leader cut off: ${gapSince(load, cutAt)} s without an acknowledged write`);
    assert.ok(gapSince(load, cutAt) < GAP_MOST_S);
    await sleep(Math.max(0, cutAt + CUT_OFF_S * 1000 - Date.now()));
    joinAgain(cut);
    await sleep(10000);
    await settled(made);

    load.stopping = true;
    await Promise.all(writing);
    await stop(site);
    const there = kept(await leader(made));
    const lost = load.acks.filter((a) => there.get(a.mark) !== 1);
    t.diagnostic(`${load.acks.length} acknowledged writes, ${lost.length} lost or doubled; other `
      + `answers ${JSON.stringify([...load.refused])}`);
    assert.equal(lost.length, 0);
    for (const [mark, n] of there) assert.equal(n, 1, mark);
    const checked = tried('check', '--data', site.data, '--db', site.db);
    assert.equal(checked.status, 0, checked.stdout + checked.stderr);
  } finally {
    load.stopping = true;
    site?.child.kill('SIGKILL');
    if (made) await end(made);
    rmSync(home, { recursive: true, force: true });
  }
}

/* In a network of its own; without the right to make one there is nothing to test with. */
if (process.env.TONUS_HUB) {
  await test('a leader killed, and a leader cut off, lose no acknowledged write', failOver);
} else {
  const may = (program, ...words) => spawnSync(program, words).status === 0;
  if (!may('unshare', '--net', 'ip', 'link')) {
    console.log('1..0 # SKIP needs root, iproute2 and network namespaces');
  } else if (!may('runuser', '-u', 'postgres', '--', 'test', '-w', '/dev/shm')) {
    console.log('1..0 # SKIP patroni needs a /dev/shm that every user can write to');
  } else {
    const done = spawnSync('unshare', ['--net', 'node', '--test-reporter=tap', process.argv[1]],
      { stdio: 'inherit', env: { ...process.env, TONUS_HUB: '1' } });
    process.exitCode = done.status;
  }
}
