/* A disk that fills up under a running server: what was promised stays, the rest is refused in words.
 * Must never: fill a real disk; the process may only not grow its files.
 * Read next: src/store/writer.c.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fieldsOf, folder, listening, run, serve, shown, signedIn, stop, tried, TONUS,
  Visitor } from './site.mjs';

const KIB = 300;

/* A server whose files cannot grow beyond this; writing past it fails as on a full disk. */
function cramped(data, kib) {
  const words = `trap '' XFSZ; ulimit -f ${kib}; exec "$0" serve --data "$1" --port 0`;
  return listening(spawn('bash', ['-c', words, TONUS, data]), data);
}

test('on a full disk writes are refused, pages still show, and all that was promised is there',
  async () => {
  const data = folder();
  const said = run('init', '--data', data, '--name', 'Full', '--country', 'AU', '--zone',
    'Australia/Sydney', '--currency', 'AUD',
    '--owner', 'Eva', '--email', 'eva@example.org', '--treats');
  const [, email, password] = /owner (\S+) (\S+)/.exec(said);
  const had = Math.ceil(statSync(join(data, 'tonus.db')).size / 1024);
  let site = await cramped(data, had + KIB);
  try {
    const eva = await signedIn(site, email, password);
    const fields = fieldsOf((await eva.get('/clients/new')).text, '/clients/new');
    const one = (n) => eva.edit(fields, { given: `N${n}`, family: 'Disk', address: 'x'.repeat(390),
      despite: '1', key: randomUUID() });
    const kept = [];
    let answer, last;
    for (let n = 0; n < 3000; n++) {
      answer = await eva.post('/clients/new', last = one(n));
      if (answer.status !== 303) break;
      kept.push(answer.headers.location);
    }
    assert.ok(kept.length > 3, `only ${kept.length} were written`);
    assert.ok([500, 503].includes(answer.status),
      `3000 were written, the last answered ${answer.status}`);
    assert.match(shown(answer.text), /Nothing was changed.*(disk may be full|program's log)/);
    for (let n = 0; n < 5; n++) await eva.post('/clients/new', one(`more${n}`));
    assert.equal((await eva.get('/clients')).status, 200, 'pages do not show any more');
    assert.equal((await eva.get(kept[0])).status, 200, 'a chart does not show any more');
    assert.equal((await eva.get('/health')).status, 200);
    const how = await stop(site);
    assert.equal(how.signal, null, `died of ${how.signal}: ${site.errors}`);
    assert.match(tried('check', '--data', data).stdout,
      /database: ok\nschema: \d+\naudit chain: \d+ rows, ok/);
    site = await serve(data);
    const again = Object.assign(new Visitor(site.port), { cookie: eva.cookie });
    for (const path of kept) assert.equal((await again.get(path)).status, 200,
      'acknowledged, and lost');
    const retried = await again.post('/clients/new', last);
    assert.equal(retried.status, 303, 'the refused form cannot be sent again');
    assert.ok(!kept.includes(retried.headers.location));
  } finally {
    await stop(site);
    rmSync(data, { recursive: true, force: true });
  }
});

test('on a disk full from the beginning nothing is half made', async () => {
  const data = folder();
  const words = `trap '' XFSZ; ulimit -f 8; exec "$0" init --data "$1" --name N --country AU --zone Australia/Sydney --currency AUD`
    + ' --owner Eva --email eva@example.org';
  const child = spawn('bash', ['-c', words, TONUS, data]);
  let errors = '', out = '';
  child.stderr.on('data', (text) => { errors += text; });
  child.stdout.on('data', (text) => { out += text; });
  const status = await new Promise((done) => child.on('exit', (code,
    signal) => done(signal ?? code)));
  assert.ok([70, 73].includes(status), `${status}: ${errors}`);
  assert.match(errors, /^tonus: .{10,}\n$/);
  assert.equal(out, '');
  const later = tried('init', '--data', data, '--name', 'N', '--country', 'AU', '--zone',
    'Australia/Sydney', '--currency', 'AUD',
    '--owner', 'Eva', '--email', 'eva@example.org');
  assert.equal(later.status, 0, `cannot be made later either: ${later.stderr}`);
  rmSync(data, { recursive: true, force: true });
});
