/* PostgreSQL that is not as it should be: unreachable, of another kind, without rights, gone in the
 * middle. Each says what to mend, and nothing is half done.
 * Must never: run without a PostgreSQL of its own (tests/with_pg).
 * Read next: src/store/pg_connect.c, src/store/writer.c.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { dbOf, fieldsOf, folder, psql, run, serve, shown, signedIn, stop, TONUS, tried } from './site.mjs';

const home = folder();
const facts = ['--name', 'W', '--country', 'AU', '--zone', 'Australia/Sydney', '--currency', 'AUD',
  '--owner', 'Mira', '--email', 'mira@example.org'];
after(() => rmSync(home, { recursive: true, force: true }));

const sql = (db, text) => psql(db, text).trim();

function refused(db, status, says) {
  const answer = tried('init', '--data', join(home, randomUUID()), '--db', db, ...facts);
  assert.equal(answer.status, status, `${db}: ${answer.stdout}${answer.stderr}`);
  assert.match(answer.stderr, says);
  assert.match(answer.stderr, /^tonus: [^\n]+\n$/, 'one line');
  assert.doesNotMatch(answer.stderr, /secret/);
}

/* The same for a server that this process plays. */
async function told(...words) {
  const child = spawn(TONUS, words);
  let said = '';
  child.stderr.on('data', (text) => { said += text; });
  return { status: await new Promise((done) => child.on('exit', done)), said };
}

/* --- what cannot be opened --------------------------------------------------------------------- */

test('a wrong address, database, user or string', () => {
  refused('host=/nowhere/at/all dbname=x', 69, /\/nowhere\/at\/all/);
  refused('postgresql://u:secret@127.0.0.1:1/x', 69, /refused/);
  refused(`${process.env.TONUS_PG} dbname=not_there`, 69, /"not_there" does not exist/);
  refused(`${process.env.TONUS_PG} dbname=postgres user=nobody_here`, 69, /nobody_here/);
  refused('postgresql://u:secret@[half/x', 65, /no connection string/);
  refused('host=127.0.0.1 prot=5 password=secret', 65, /prot/);
});

test('a user without rights, and text that is not UTF-8', () => {
  const db = dbOf('rights');
  sql(db, 'CREATE ROLE guest LOGIN');
  refused(db.replace('user=tonus', 'user=guest'), 73, /permission denied/);
  const latin = dbOf('latin').replace(/dbname=.*/, 'dbname=latin');
  sql(dbOf('latin'), "CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0");
  refused(latin, 69, /LATIN1.*UTF8/);
});

test('another program\'s database is left alone', () => {
  const db = dbOf('recipes');
  sql(db, 'CREATE TABLE recipe (id int)');
  refused(db, 65, /another program's data/);
  assert.equal(sql(db, "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"),
    '1');
});

/* A server that greets as version 13 does, word for word of the protocol. */
test('a server that is too old', async () => {
  const word = (type, ...parts) => {
    const body = Buffer.concat(parts.map((p) => (Buffer.isBuffer(p) ? p : Buffer.from(`${p}\0`))));
    const head = Buffer.alloc(5);
    head.write(type);
    head.writeInt32BE(body.length + 4, 1);
    return Buffer.concat([head, body]);
  };
  const place = folder();
  const server = net.createServer((c) => {
    c.once('data', () => c.write(Buffer.concat([word('R', Buffer.alloc(4)),
      word('S', 'server_version', '13.4'), word('S', 'server_encoding', 'UTF8'),
      word('S', 'in_hot_standby', 'off'), word('S', 'default_transaction_read_only', 'off'),
      word('S', 'client_encoding', 'UTF8'), word('Z', Buffer.from('I'))])));
    c.on('error', () => {});
  });
  await new Promise((done) => server.listen(join(place, '.s.PGSQL.5432'), done));
  const answer = await told('init', '--data', join(home, 'old'), '--db',
    `host=${place} dbname=x user=u target_session_attrs=any`, ...facts);
  server.close();
  rmSync(place, { recursive: true });
  assert.equal(answer.status, 69, answer.said);
  assert.match(answer.said, /PostgreSQL 13.*15 or newer/);
});

/* A server without TLS, on this machine under the name of another. */
test('beyond this machine a server has to prove who it is, unless told otherwise', async () => {
  const heard = [];
  const server = net.createServer((c) => c.on('error', () => {}).on('data', (text) => {
    heard.push(text.readInt32BE(4));
    c.end('N');
  }));
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const db = `host=db.example hostaddr=127.0.0.1 port=${server.address().port} dbname=x user=u`;
  const TLS = 80877103, PLAIN = 196608;
  for (const [more, first, says] of [['', TLS, /SSL/], [' sslmode=disable', PLAIN, /./]]) {
    heard.length = 0;
    const answer = await told('check', '--data', home, '--db', db + more);
    assert.equal(answer.status, 69, answer.said);
    assert.match(answer.said, says);
    assert.equal(heard[0], first);
    assert.ok(first !== TLS || !heard.includes(PLAIN), 'the name was sent in the clear');
  }
  server.close();
});

/* --- the doctor -------------------------------------------------------------------------------- */

test('the doctor warns of what loses acknowledged writes', () => {
  const data = join(home, 'doctor'), db = dbOf('doctor');
  run('init', '--data', data, '--db', db, ...facts);
  const well = tried('doctor', '--data', data, '--db', db);
  assert.equal(well.status, 0, well.stdout + well.stderr);
  assert.match(well.stdout, /nothing to change/);
  chmodSync(join(data, 'audit.key'), 0o644);
  assert.match(tried('doctor', '--data', data, '--db', db).stdout, /audit\.key is open to other/);
  chmodSync(join(data, 'audit.key'), 0o600);
  sql(db, `ALTER DATABASE ${/dbname=(\w+)/.exec(db)[1]} SET synchronous_commit = off`);
  const off = tried('doctor', '--data', data, '--db', db);
  assert.equal(off.status, 1, off.stdout);
  assert.match(off.stdout, /warning: synchronous_commit is off/);
  const patroni = join(home, 'patroni.yml');
  for (const [text, says] of [['etcd3:\n  hosts: [x]\n', /etcd3/],
    ['etcd:\n  hosts: [x]\nbootstrap:\n  dcs:\n    synchronous_mode: false\n', /synchronous_mode/]]) {
    writeFileSync(patroni, text);
    const answer = tried('doctor', '--data', data, '--db', db, '--patroni', patroni);
    assert.equal(answer.status, 1);
    assert.match(answer.stdout, says);
  }
  writeFileSync(patroni, 'etcd:\n  hosts: [x]\n');
  assert.doesNotMatch(tried('doctor', '--data', data, '--db', db, '--patroni', patroni).stdout, /etcd/);
  assert.equal(tried('doctor', '--data', data, '--db', db, '--patroni', '/nowhere').status, 73);
});

/* --- a server that goes ------------------------------------------------------------------------ */

/* Stands between Tonus and its server, and can be cut. */
async function wire(db) {
  const place = folder(), real = join(/host=(\S+)/.exec(db)[1], '.s.PGSQL.5432');
  const open = new Set();
  const w = { place, db: db.replace(/host=\S+/, `host=${place}`), up: true, cut() {
    w.up = false;
    for (const c of open) c.destroy();
  }, mend() {
    w.up = true;
  }, end: () => new Promise((done) => server.close(done)) };
  const server = net.createServer((c) => {
    if (!w.up) return c.destroy();
    const r = net.connect(real);
    for (const [one, other] of [[c, r], [r, c]]) {
      open.add(one);
      one.on('error', () => {});
      one.on('close', () => { open.delete(one); other.destroy(); });
      one.pipe(other);
    }
  });
  await new Promise((done) => server.listen(join(place, '.s.PGSQL.5432'), done));
  return w;
}

test('while the server is gone pages say so, a write waits for it, and nothing is done twice',
  async () => {
  const data = join(home, 'gone'), db = dbOf('gone');
  const said = run('init', '--data', data, '--db', db, ...facts, '--treats');
  const [, email, password] = /sign in: owner (\S+) (\S+)/.exec(said);
  const w = await wire(db);
  const site = await serve(data, '--db', w.db);
  try {
    const visitor = await signedIn(site, email, password);
    const form = fieldsOf((await visitor.get('/clients/new')).text, '/clients/new');
    const fields = visitor.edit(form, { given: 'Uma', family: 'Wren', key: randomUUID() });
    w.cut();
    await sleep(300);
    const page = await visitor.get('/clients');
    assert.equal(page.status, 503);
    assert.equal(page.headers['retry-after'], '5');
    assert.match(shown(page.text), /Nothing was changed/);
    assert.equal((await visitor.post('/clients/new', fields)).status, 503);
    w.mend();
    for (let i = 0; i < 50 && (await visitor.get('/clients')).status !== 200; i++) await sleep(100);
    assert.equal((await visitor.post('/clients/new', fields)).status, 303);
    for (let i = 0; i < 8; i++) {
      const one = visitor.edit(form, { given: `Ada ${i}`, despite: '1', key: randomUUID() });
      const sent = Array.from({ length: 6 }, () => visitor.post('/clients/new', one)
        .catch(() => ({ status: 0 })));
      await sleep(i);
      w.cut();
      await sleep(200);
      w.mend();
      await Promise.all(sent);
      for (let k = 0; k < 50 && (await visitor.get('/clients')).status !== 200; k++) await sleep(100);
      assert.equal((await visitor.post('/clients/new', one)).status, 303);
      assert.equal(sql(db, `SELECT count(*) FROM client WHERE given = 'Ada ${i}'`), '1');
    }
    assert.equal(sql(db, "SELECT count(*) FROM client WHERE given = 'Uma'"), '1');
  } finally {
    await stop(site);
    await w.end();
  }
  assert.doesNotMatch(site.errors, /Uma|Wren|Ada/);
  assert.equal(tried('check', '--data', data, '--db', db).status, 0);
});
