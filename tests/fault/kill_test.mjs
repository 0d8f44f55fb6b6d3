/* The server is killed in the middle of writes, again and again (TONUS_KILLS times, 100 unless said):
 * what was acknowledged is there exactly once, the rest once or not at all, and the file is whole.
 * Must never: count an answer that did not arrive; ask a dead server what it kept.
 * Read next: src/store/writer.c.
 */
import assert from 'node:assert/strict';
import { randomInt, randomUUID } from 'node:crypto';
import { appendFileSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { addClient, addComplaint, edited, fieldsOf, folder, practice, serve, sheet, signedIn, sql,
  startVisit, stop, tried } from '../e2e/site.mjs';

const KILLS = Number(process.env.TONUS_KILLS) || 100;
const WRITERS = 8, ACKS_LEAST = 50, ACKS_MORE = 40;

/* --- what is written --------------------------------------------------------------------------- */

/* Each makes one request that can be sent again as it is: { path, fields, what }. `mark` is a text
 * that nothing else holds. */
const kinds = {
  async client(w, mark) {
    return { path: '/clients/new', fields: w.visitor.edit(w.clientForm, { given: mark,
      despite: '1', key: randomUUID() }) };
  },
  async complaint(w, mark) {
    const path = `/clients/${await addClient(w.visitor)}/complaints/new`;
    return { path, fields: w.visitor.edit(w.complaintForm, { label: mark, key: randomUUID() }) };
  },
  async signature(w, mark) {
    const client = await addClient(w.visitor);
    await addComplaint(w.visitor, client);
    const path = await startVisit(w.visitor, client);
    const form = fieldsOf((await w.visitor.get(path)).text, '/sign');
    return { path: `${path}/sign`, fields: edited(w.visitor, form, { ...sheet, s: mark }) };
  },
};

/* Which kind comes next: mostly clients, because the other two take several requests to prepare. */
const turns = ['client', 'client', 'client', 'complaint', 'client', 'client', 'signature'];

async function send(w, one) {
  const answer = await w.visitor.post(one.path, one.fields);
  assert.equal(answer.status, 303, `${one.kind}: ${answer.status}`);
  return answer;
}

function acknowledge(run, one) {
  appendFileSync(run.log, `${one.key} ${one.kind} ${one.mark}\n`);
  run.acks += 1;
}

/* Writes until the server is gone; what had no answer is left in `pending`. */
async function write(run, w) {
  for (let turn = randomInt(turns.length); ; turn++) {
    const kind = turns[turn % turns.length], mark = `mark ${randomUUID()}`;
    try {
      w.pending = null;
      const one = await kinds[kind](w, mark);
      Object.assign(one, { kind, mark, key: new Map(one.fields).get('key') });
      w.pending = one;
      await send(w, one);
      acknowledge(run, one);
    } catch (error) {
      if (error.code === 'ERR_ASSERTION' && !run.dead) throw error;
      return;
    }
  }
}

/* --- one life of the server -------------------------------------------------------------------- */

async function live(run) {
  const site = await serve(run.data, '--quiet');
  run.dead = false;
  run.acks = 0;
  for (const w of run.writers) w.visitor.port = site.port;
  const lost = run.writers.filter((w) => w.pending);
  for (const w of lost) {
    await send(w, w.pending);
    acknowledge(run, w.pending);
  }
  run.retried += lost.length;
  const until = ACKS_LEAST + randomInt(ACKS_MORE);
  const writing = run.writers.map((w) => write(run, w));
  const first = Promise.race(writing);
  while (run.acks < until) await Promise.race([sleep(1), first]);
  await sleep(randomInt(4));
  run.dead = true;
  site.child.kill('SIGKILL');
  assert.equal((await site.ended).signal, 'SIGKILL', site.errors);
  await Promise.all(writing);
  const checked = tried('check', '--data', run.data);
  assert.equal(checked.status, 0, checked.stdout + checked.stderr);
}

/* --- what must hold ---------------------------------------------------------------------------- */

const lines = (text) => text.trim().split('\n').filter(Boolean);

function counts(data, query) {
  return new Map(lines(sql(data, query)).map((line) => {
    const at = line.lastIndexOf('|');
    return [line.slice(0, at), Number(line.slice(at + 1))];
  }));
}

function verify(run) {
  const keys = counts(run.data, 'SELECT lower(hex(key)), count(*) FROM key_use GROUP BY key');
  const rows = {
    client: counts(run.data,
      "SELECT given, count(*) FROM client WHERE given LIKE 'mark %' GROUP BY given"),
    complaint: counts(run.data,
      "SELECT label, count(*) FROM complaint WHERE label LIKE 'mark %' GROUP BY label"),
    signature: counts(run.data, "SELECT substr(subjective, length(subjective) - 40), count(*) FROM note"
      + " WHERE subjective LIKE '%mark %' GROUP BY 1"),
  };
  const acknowledged = lines(readFileSync(run.log, 'utf8')).map((line) => line.split(' '));
  assert.ok(acknowledged.length >= KILLS * ACKS_LEAST);
  for (const [key, kind, ...mark] of acknowledged) {
    assert.equal(keys.get(key.replaceAll('-', '')), 1, `acknowledged key ${key} is not there`);
    assert.equal(rows[kind].get(mark.join(' ')), 1, `${kind} ${mark.join(' ')}`);
  }
  assert.equal(new Set(acknowledged.map(([key]) => key)).size, acknowledged.length);
  for (const kind of Object.values(rows))
    for (const [mark, n] of kind) assert.equal(n, 1, `${mark} stands there ${n} times`);
  return acknowledged.length;
}

test(`${KILLS} kills in the middle of writes lose nothing and double nothing`, async (t) => {
  const made = await practice('--quiet');
  const log = join(folder(), 'acknowledged');
  const run = { data: made.data, log, acks: 0, retried: 0, dead: false, writers: [] };
  try {
    const visitor = await signedIn(made);
    const form = async (path) => fieldsOf((await visitor.get(path)).text, path);
    const clientForm = await form('/clients/new');
    const complaintForm = await form(`/clients/${await addClient(visitor)}/complaints/new`);
    for (let i = 0; i < WRITERS; i++)
      run.writers.push({ visitor: Object.assign(Object.create(visitor), { port: 0 }), clientForm,
        complaintForm, pending: null });
    await stop(made);
    for (let i = 0; i < KILLS; i++) await live(run);
    const last = await serve(run.data, '--quiet');
    for (const w of run.writers) {
      w.visitor.port = last.port;
      if (w.pending) acknowledge(run, (await send(w, w.pending), w.pending));
    }
    await stop(last);
    const n = verify(run);
    t.diagnostic(`${KILLS} kills, ${n} acknowledged writes, ${run.retried} sent again`);
  } finally {
    rmSync(made.data, { recursive: true, force: true });
    rmSync(join(log, '..'), { recursive: true, force: true });
  }
});
