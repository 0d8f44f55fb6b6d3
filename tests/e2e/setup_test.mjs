/* From nothing to a practice, and what stands in the way: folders, ports, files, wrong words.
 * Must never: leave a server behind.
 * Read next: src/cli/admin.c, src/web/setup.c.
 */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { faults, fieldsOf, folder, ON_PG, serve, shown, signedIn, sql, stop, tried,
  Visitor } from './site.mjs';

const made = [];
after(() => made.forEach((data) => rmSync(data, { recursive: true, force: true })));

function fresh() {
  made.push(folder());
  return made.at(-1);
}

const facts = ['--name', 'Quiet Hands', '--country', 'NZ', '--zone', 'Pacific/Auckland',
  '--currency',
  'NZD', '--owner', 'Hana Ito', '--email', 'hana@example.org'];
const init = (data, ...more) => tried('init', '--data', data, ...facts, ...more);

/* The first-run server of an empty folder, with its code. */
async function firstRun(...more) {
  const site = await serve(fresh(), ...more);
  while (!/code \w+/.test(site.log)) await new Promise((done) => setTimeout(done, 10));
  return { ...site, code: /code (\w+)/.exec(site.log)[1], visitor: new Visitor(site.port) };
}

const wanted = { practice_name: "Tāwhiri & Sons <b>", location_name: 'Front room',
  address: '1 Quay St',
  country: 'NZ', currency: 'NZD', zone: 'Pacific/Auckland', name: "Hana O'Ito",
    email: 'hana@example.org',
  password: 'wide river slow boat', treats: '1' };

async function running(run, ...more) {
  const site = await firstRun(...more);
  try {
    await run(site);
  } finally {
    await stop(site);
  }
}

/* --- the first-run page --------------------------------------------------------------------------- */

test('the page makes the practice once, for whoever knows the code', () => running(async (site) => {
  const { visitor, code } = site;
  assert.ok(code.length >= 8);
  assert.match(site.log, new RegExp(`http://127\\.0\\.0\\.1:${site.port}/setup`));
  assert.equal((await visitor.get('/setup')).status, 200);
  for (const wrong of ['', 'x', `${code}x`, code.slice(1),
    code.toUpperCase().toLowerCase() + '1']) {
    const answer = await visitor.fill('/setup', '/setup', { ...wanted, code: wrong });
    assert.equal(answer.status, 422);
    assert.match(faults(answer.text), /code that was printed where the program was started/);
    const kept = new Map(fieldsOf(answer.text, '/setup'));
    assert.equal(kept.get('practice_name'), wanted.practice_name);
    assert.equal(kept.get('password'), '', 'the password comes back in the page');
  }
  const done = await visitor.fill('/setup', '/setup', { ...wanted, code });
  assert.equal(done.status, 303);
  assert.equal(done.headers.location, '/sign-in');
  assert.equal((await visitor.get('/setup')).status, 404);
  assert.equal((await visitor.post('/setup', { ...wanted, code,
    email: 'second@example.org' })).status, 404);
  const owner = await signedIn(site, wanted.email, wanted.password);
  const page = new Map(fieldsOf((await owner.get('/practice')).text, '/practice'));
  for (const name of ['practice_name', 'country', 'currency', 'zone'])
    assert.equal(page.get(name), wanted[name]);
  assert.match((await owner.get('/practice')).text, /Front room/);
  assert.match(shown((await owner.get('/')).text), /Hana O'Ito/);
  assert.equal((await owner.get('/unsigned')).status, 200, '"I treat clients" was not kept');
  assert.equal((await new Visitor(site.port).signIn('second@example.org', wanted.password)).status,
    422);
}));

test('what is wrong is said field by field, all at once, and kept', () => running(async (site) => {
  const cases = [['zone', 'Mars/Olympus', /time zone from the list/], ['country', 'Oz',
    /two-letter code/],
    ['country', 'AUS', /two-letter code/], ['currency', 'dollars', /currency's code/],
    ['currency', '', /currency's code/], ['zone', '../../etc/passwd', /time zone from the list/],
    ['zone', '', /time zone from the list/], ['password', 'too short', /at least 15 characters/],
    ['password', '111111111111111', /easily guessed/], ['email', 'hana', /name@example\.org/],
    ['email', 'a@b@c', /name@example\.org/], ['email', '', /Enter an e-mail address/],
    ['name', ' ', /Enter a name/], ['practice_name', '', /practice's name/],
    ['location_name', '', /location's name/], ['practice_name', 'x'.repeat(201), /Shorten/]];
  for (const [name, value, words] of cases) {
    const answer = await site.visitor.fill('/setup', '/setup', { ...wanted, code: site.code,
      [name]: value });
    assert.equal(answer.status, 422, `${name}=${value}`);
    assert.match(faults(answer.text), words, `${name}=${value}`);
    const kept = new Map(fieldsOf(answer.text, '/setup'));
    if (name !== 'password') assert.equal(kept.get(name).trim(), value.trim());
    assert.equal(kept.get('address'), wanted.address);
  }
  const all = await site.visitor.fill('/setup', '/setup', { ...wanted, code: site.code, zone: 'x',
    country: 'x',
    email: 'x', password: 'x' });
  for (const words of [/time zone/, /two-letter/, /name@example/, /15 characters/])
    assert.match(faults(all.text), words, 'not all faults at once');
  assert.equal((await site.visitor.get('/setup')).status, 200, 'a wrong form closed the first run');
}));

test('the page is not for visitors from elsewhere, even with the code',
  () => running(async (site) => {
  const headers = { 'X-Forwarded-For': '203.0.113.7' };
  const page = await site.visitor.request('GET', '/setup', { headers });
  assert.ok([403, 404].includes(page.status), `GET from elsewhere: ${page.status}`);
  const sent = await site.visitor.post('/setup', { ...wanted, code: site.code,
    key: '01234567-89ab-7def-8123-456789abcdef' }, headers);
  assert.ok([403, 404].includes(sent.status), `POST from elsewhere: ${sent.status}`);
}, '--behind-proxy'));

test('two first runs at once make one practice', () => running(async (site) => {
  const { text } = await site.visitor.get('/setup');
  const answers = await Promise.all(['a', 'b', 'c'].map((x) => site.visitor.post('/setup',
    site.visitor.edit(fieldsOf(text, '/setup'), { ...wanted, code: site.code,
      email: `${x}@example.org`,
      key: `01234567-89ab-7def-8123-456789abcde${x}` }))));
  assert.deepEqual(answers.map((x) => x.status).filter((x) => x === 303).length, 1);
  assert.ok(answers.every((x) => [303, 404, 409].includes(x.status)),
    answers.map((x) => x.status).join());
}));

test('the code of one start is worth nothing at the next', async () => {
  const first = await firstRun();
  await stop(first);
  const again = await serve(first.data);
  try {
    while (!/code \w+/.test(again.log)) await new Promise((done) => setTimeout(done, 10));
    const answer = await new Visitor(again.port).fill('/setup', '/setup', { ...wanted,
      code: first.code });
    assert.equal(answer.status, 422);
  } finally {
    await stop(again);
  }
});

/* --- tonus init ------------------------------------------------------------------------------------- */

test('init prints one line to sign in with, and refuses a second time', async () => {
  const data = fresh();
  const first = init(data);
  assert.equal(first.status, 0, first.stderr);
  assert.match(first.stdout, /^sign in: owner hana@example\.org \S{15,}\n$/);
  const second = init(data, '--email', 'other@example.org');
  assert.equal(second.status, 65);
  assert.match(second.stderr, /there is a practice in this folder already/);
  assert.equal(second.stdout, '');
  const site = await serve(data);
  try {
    const [, email, password] = /owner (\S+) (\S+)/.exec(first.stdout);
    await signedIn(site, email, password);
    assert.doesNotMatch(site.log, /First run/);
    assert.equal((await new Visitor(site.port).get('/setup')).status, 404);
  } finally {
    await stop(site);
  }
  assert.equal(tried('check', '--data', data).status, 0);
});

test('init says what is wrong with its words, and makes nothing of them', () => {
  for (const [more, words] of [[['--zone', 'Sydney'], /time zone from the list/],
    [['--country', 'Australia'], /two-letter code/], [['--currency', '$'], /currency's code/],
    [['--email', 'nobody'], /name@example\.org/], [['--owner', ''], /Enter a name/]]) {
    const data = fresh();
    const answer = init(data, ...more);
    assert.equal(answer.status, 65, more.join(' '));
    assert.match(answer.stderr, words);
    assert.equal(answer.stdout, '');
    assert.equal(init(data).status, 0, 'the folder cannot be used after a wrong word');
  }
});

test('the data folder and the audit key are for its owner\'s eyes only', () => {
  const data = join(fresh(), 'inner');
  assert.equal(init(data).status, 0);
  assert.equal(statSync(data).mode & 0o077, 0);
  assert.equal(statSync(join(data, 'audit.key')).mode & 0o077, 0);
});

test('password sets new words for known users only', () => {
  const data = fresh();
  const first = init(data).stdout;
  const nobody = tried('password', '--data', data, 'nobody@example.org');
  assert.equal(nobody.status, 65);
  assert.match(nobody.stderr, /nobody here signs in as nobody@example\.org/);
  const set = tried('password', '--data', data, 'hana@example.org');
  assert.equal(set.status, 0);
  assert.match(set.stdout, /^sign in: owner hana@example\.org \S{15,}\n$/);
  assert.notEqual(set.stdout, first);
  assert.equal(tried('password', '--data', data).status, 64);
});

/* --- places that cannot be used ------------------------------------------------------------------------ */

test('a data folder that cannot be made or written says so', () => {
  const data = fresh();
  writeFileSync(join(data, 'file'), 'x');
  for (const command of [['serve', '--port', '0'], ['init', ...facts], ['check']]) {
    for (const place of [join(data, 'file', 'below'), join(data, 'file'), '/proc/tonus', join(data,
      'a', 'b', 'c')]) {
      const [word, ...rest] = command;
      const answer = tried(word, '--data', place, ...rest);
      assert.equal(answer.status, 73, `${word} ${place}: ${answer.stderr}`);
      assert.ok(answer.stderr.includes(place), `${word} does not name ${place}: ${answer.stderr}`);
      assert.equal(answer.stdout, '');
    }
  }
  assert.equal(readFileSync(join(data, 'file'), 'utf8'), 'x');
});

test('a folder in the place of the database, or of its lock or key, says so', () => {
  for (const name of ON_PG ? ['audit.key'] : ['tonus.db', 'tonus.db.lock', 'audit.key']) {
    const data = fresh();
    mkdirSync(join(data, name));
    const answer = init(data);
    assert.equal(answer.status, 73, `${name}: ${answer.status} ${answer.stderr}`);
    assert.match(answer.stderr, /^tonus: .{10,}\n$/);
  }
});

test('a cut audit key is not replaced by another', () => {
  const data = fresh();
  assert.equal(init(data).status, 0);
  writeFileSync(join(data, 'audit.key'), 'short');
  const answer = tried('check', '--data', data);
  assert.equal(answer.status, 73);
  assert.match(answer.stderr, /audit\.key/);
  assert.doesNotMatch(answer.stderr, /Success/, 'the reason reads "Success"');
  assert.equal(readFileSync(join(data, 'audit.key'), 'utf8'), 'short');
});

test('a port in use, and a folder in use', async () => {
  const data = fresh();
  init(data);
  const taken = net.createServer().listen(0, '127.0.0.1');
  await new Promise((done) => taken.on('listening', done));
  const port = String(taken.address().port);
  const answer = tried('serve', '--data', data, '--port', port);
  taken.close();
  assert.equal(answer.status, 69);
  assert.match(answer.stderr, new RegExp(`port ${port}.*choose another with --port`));
  const site = await serve(data);
  try {
    const refused = [['serve', '--port', '0'], ['init', ...facts], ['check'], ['sample'],
      ['password', 'hana@example.org']];
    for (const command of ON_PG ? [] : refused) { // a server's database may be shared
      const second = tried(command[0], '--data', data, ...command.slice(1));
      assert.equal(second.status, 69, `${command[0]}: ${second.stderr}`);
      assert.match(second.stderr, /in use by another tonus: stop it first/);
    }
    assert.equal((await new Visitor(site.port).get('/health')).status, 200);
  } finally {
    await stop(site);
  }
  const again = tried('check', '--data', data);
  assert.equal(again.status, 0, again.stderr);
});

/* --- files that are not ours ------------------------------------------------------------------------------ */

/* What a database holds, to be compared. */
const held = (data) => (ON_PG ? sql(data, `SELECT relname, (query_to_xml(
  format('SELECT * FROM %I', relname), true, false, ''))::text FROM pg_class
  WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY 1`)
  : readFileSync(join(data, 'tonus.db'), 'latin1'));

test('a database of a newer program is left alone', () => {
  const data = fresh();
  init(data);
  sql(data, "INSERT INTO migration VALUES (999, '0999_future', 'abc', 0)");
  const before = held(data);
  for (const command of [['serve', '--port', '0'], ['check'], ['init', ...facts]]) {
    const answer = tried(command[0], '--data', data, ...command.slice(1));
    assert.equal(answer.status, 65);
    assert.match(answer.stderr, /schema 999.*install the newer program/);
  }
  assert.equal(before, held(data), 'the newer database was changed');
});

test('a changed migration is noticed', () => {
  const data = fresh();
  init(data);
  sql(data, "UPDATE migration SET hash = 'abc' WHERE number = 1");
  const answer = tried('check', '--data', data);
  assert.equal(answer.status, 65);
  assert.match(answer.stderr, /0001_start was made by a different program/);
});

test('another program\'s database, or no database at all, is left alone', () => {
  const foreign = fresh();
  sql(foreign, 'CREATE TABLE recipe (id INTEGER PRIMARY KEY)');
  const text = fresh();
  writeFileSync(join(text, 'tonus.db'), 'This is a letter, not a database.\n'.repeat(100));
  for (const [data, statuses] of ON_PG ? [[foreign, [65]]] : [[foreign, [65]], [text, [65, 73]]]) {
    const before = held(data);
    for (const command of [['serve', '--port', '0'], ['check'], ['init', ...facts]]) {
      const answer = tried(command[0], '--data', data, ...command.slice(1));
      assert.ok(statuses.includes(answer.status),
        `${command[0]}: ${answer.status} ${answer.stderr}`);
      assert.match(answer.stderr, /^tonus: .{15,}\n$/);
    }
    assert.equal(before, held(data), 'a foreign database was changed');
  }
});

test('check finds a record that was changed behind the program\'s back', () => {
  const data = fresh();
  init(data);
  sql(data, "UPDATE audit SET action = 'client.add' WHERE seq = 1");
  const answer = tried('check', '--data', data);
  assert.equal(answer.status, 1);
  assert.match(answer.stdout, /database: ok/);
  assert.doesNotMatch(answer.stdout, /rows, ok/);
});

/* --- wrong words ---------------------------------------------------------------------------------------------- */

test('unknown commands, options and values', () => {
  const data = fresh();
  for (const [words, say] of [[['dance'], /no command dance/], [['serve', '--dance'],
    /no option --dance/],
    [['serve', '--data'], /--data needs a value/], [['serve', 'x'], /x is one word too many/],
    [['serve', '--port', 'http'], /0 to 65535/], [['serve', '--port', '65536'], /0 to 65535/],
    [['serve', '--port', '-1'], /0 to 65535/], [['serve', '--idle', '0'], /1 to 1440/],
    [['serve', '--idle', 'soon'], /1 to 1440/], [['serve', '--address', '0.0.0.0'],
      /--behind-proxy/],
    [['serve', '--address', '127.evil'], /./], [['sample', '--clients', '0'], /1 to 1000000/],
    [['sample', '--seed', 'x'], /whole number/], [['check', '--treats'], /no option --treats/]]) {
    const place = join(data, words[2] === '127.evil' ? 'evil' : 'none');
    const answer = tried(...words, ...(words[1] === '--data' ? [] : ['--data', place]));
    assert.ok(answer.status === 64 || (words[2] === '127.evil' && answer.status === 69),
      `${words.join(' ')}: ${answer.status}`);
    assert.match(answer.stderr, say, words.join(' '));
    if (answer.status === 64) {
      assert.match(answer.stderr, /See tonus --help/);
      assert.ok(!existsSync(join(data, 'none')), `${words.join(' ')} made a folder`);
    }
  }
  for (const word of ['--help', '--version']) assert.equal(tried(word).status, 0);
  assert.match(tried('--help').stdout, /serve[\s\S]*init[\s\S]*check/);
});

test('check of a folder that is not there says so and makes none', () => {
  const place = join(fresh(), 'typo');
  const answer = tried('check', '--data', place);
  assert.notEqual(answer.status, 0, `says: ${answer.stdout}`);
  assert.ok(!existsSync(join(place, 'tonus.db')), 'a database was made by a check');
});

test('a practice without its audit key is not served', () => {
  const data = fresh();
  init(data);
  rmSync(join(data, 'audit.key'));
  const answer = tried('check', '--data', data);
  assert.equal(answer.status, 73, answer.stdout + answer.stderr);
  assert.match(answer.stderr, /audit\.key.*copy/);
  assert.ok(!existsSync(join(data, 'audit.key')), 'another key was made');
});
