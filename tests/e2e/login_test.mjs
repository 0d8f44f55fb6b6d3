/* Signing in, staying signed in, and who may open what.
 * Must never: know a route by heart; the table is read from the source.
 * Read next: tests/e2e/site.mjs, src/web/login.c.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { addClient, addComplaint, colleague, faults, fieldsOf, pathOf, practice, routes, serve,
  shown,
  signedIn, sql, startVisit, stop, Visitor } from './site.mjs';

let site, mira;

before(async () => {
  site = await practice();
  mira = await signedIn(site);
});
after(() => site.end());

const stranger = () => new Visitor(site.port);
const hostOf = (address) => new URL(address, `http://127.0.0.1:${site.port}`).host;
const home = () => `127.0.0.1:${site.port}`;

async function countOf(visitor) {
  return Number(/(\d+) clients?/.exec(shown((await visitor.get('/clients')).text))[1]);
}

/* A form for adding a client as the page gives it, filled. */
async function clientForm(visitor, values) {
  const { text } = await visitor.get('/clients/new');
  return visitor.edit(fieldsOf(text, '/clients/new'), { given: 'Rosa', ...values });
}

const without = (fields, name) => fields.filter(([n]) => n !== name);
const withValue = (fields, name, value) => [...without(fields, name), [name, value]];

/* --- the cookie ----------------------------------------------------------------------------------- */

test('the cookie is for this host only, unreadable to scripts, and ends by itself', async () => {
  const answer = await stranger().signIn(site.email, site.password);
  assert.equal(answer.status, 303);
  assert.equal(answer.headers.location, '/');
  const [pair, ...attributes] = answer.headers['set-cookie'][0].split('; ');
  assert.match(pair, /^__Host-login=[0-9a-f]{64}$/);
  assert.deepEqual(attributes.filter((a) => !/^Max-Age=/.test(a)).sort(),
    ['HttpOnly', 'Path=/', 'SameSite=Strict', 'Secure']);
  assert.ok(Number(/^Max-Age=(\d+)$/.exec(attributes.find((a) => /^Max/.test(a)))[1]) <= 12 * 3600);
});

test('every sign-in gets another token, and an offered one is not taken', async () => {
  const visitor = stranger();
  visitor.cookie = `__Host-login=${'a'.repeat(64)}`;
  await visitor.signIn(site.email, site.password);
  const first = visitor.cookie;
  assert.notEqual(first, `__Host-login=${'a'.repeat(64)}`);
  await visitor.signIn(site.email, site.password);
  assert.notEqual(visitor.cookie, first);
});

test('two cookies of that name, or a bent one, are nobody', async () => {
  const good = mira.cookie;
  for (const cookie of [`${good}; ${good}`, `${good}0`, good.slice(0, -1), good.toUpperCase(),
    '__Host-login=', `login=${good.split('=')[1]}`, `__Host-login="${good.split('=')[1]}"`]) {
    const visitor = stranger();
    visitor.cookie = cookie;
    assert.equal((await visitor.get('/clients')).status, 303, cookie);
  }
});

test('signing out ends the login on the server, not only in the browser', async () => {
  const visitor = await signedIn(site);
  const cookie = visitor.cookie;
  const answer = await visitor.fill('/', '/sign-out', {});
  assert.equal(answer.status, 303);
  assert.equal(answer.headers.location, '/sign-in');
  assert.match(answer.headers['clear-site-data'], /storage/);
  assert.equal(visitor.cookie, '');
  visitor.cookie = cookie;
  assert.equal((await visitor.get('/clients')).status, 303);
});

test('signing out needs the token of the form', async () => {
  const visitor = await signedIn(site);
  assert.equal((await visitor.post('/sign-out', [['csrf', 'x']])).status, 409);
  assert.equal((await visitor.get('/clients')).status, 200);
});

test('signing out when the login has ended already leads to signing in, not to a dead end',
  async () => {
  const visitor = await signedIn(site);
  const { text } = await visitor.get('/');
  const fields = fieldsOf(text, '/sign-out');
  visitor.cookie = '';
  const asked = await visitor.post('/sign-out', fields);
  assert.ok([303, 401].includes(asked.status), String(asked.status));
  if (asked.status === 303) return;
  const again = await visitor.post('/sign-in', visitor.edit(fieldsOf(asked.text, '/sign-in'),
    { email: site.email, password: site.password }));
  if (again.status === 303) return;
  const form = /<form action="([^"]*)" method="post">\s*<input type="hidden" name="csrf"/.exec(
    again.text.replace(/<header class="bar">[\s\S]*?<\/header>/, ''));
  const sent = await visitor.post(form[1], fieldsOf(again.text, form[1]));
  assert.notEqual(sent.status, 405, `the form leads to POST ${form[1]}`);
});

/* --- wrong passwords ------------------------------------------------------------------------------ */

test('a wrong password and an unknown address get the same answer', async () => {
  await colleague(site, mira, 'Theo', 'therapist');
  const wrong = await stranger().signIn('theo@example.org', 'not the right one at all');
  const nobody = await stranger().signIn('teo1@example.org', 'not the right one at all');
  assert.equal(wrong.status, 422);
  assert.equal(nobody.status, 422);
  assert.equal(wrong.text.replace(/theo@/g, 'teo1@'), nobody.text);
  assert.match(faults(wrong.text), /do not fit together.*Check both/);
  assert.equal(wrong.headers['set-cookie'], undefined);
  assert.doesNotMatch(wrong.text, /not the right one/, 'the password comes back in the page');
});

test('an unknown address takes as long as a wrong password', async () => {
  await colleague(site, mira, 'Vera', 'desk');
  const time = async (email) => {
    const began = process.hrtime.bigint();
    await stranger().signIn(email, 'not the right one at all');
    return Number(process.hrtime.bigint() - began);
  };
  const known = Math.min(await time('vera@example.org'), await time('vera@example.org'));
  const unknown = Math.min(await time('nobody@example.org'), await time('nobody@example.org'));
  assert.ok(unknown > known / 3 && unknown < known * 3, `${unknown} against ${known} ns`);
});

test('failures are delayed, say how long, and a right password then works', async () => {
  const uma = await colleague(site, mira, 'Uma', 'therapist');
  let answer, n = 0;
  do answer = await stranger().signIn(uma.email, 'not the right one at all');
  while (answer.status === 422 && ++n < 9);
  assert.equal(answer.status, 429, `no delay after ${n} failures`);
  assert.ok(n >= 3, `delayed after ${n} failures already`);
  const said = faults(answer.text);
  assert.match(said, /Wait \d+ seconds, then try again/);
  const right = await stranger().signIn(uma.email, uma.password);
  assert.equal(right.status, 429, 'the right password gets through during the delay');
  assert.equal((await uma.get('/clients')).status, 200, 'who is signed in already is thrown out');
  await new Promise((done) => setTimeout(done, (Number(/Wait (\d+)/.exec(said)[1]) + 1) * 1000));
  assert.equal((await stranger().signIn(uma.email, uma.password)).status, 303);
  assert.equal((await stranger().signIn(uma.email, 'wrong once more, just once')).status, 422);
});

test('the delay does not tell a known address from an unknown one', async () => {
  await colleague(site, mira, 'Yara', 'desk');
  const statuses = async (email) => {
    const seen = new Set();
    for (let i = 0; i < 8; i++)
      seen.add((await stranger().signIn(email, 'not the right one at all')).status);
    return [...seen].sort().join(' ');
  };
  assert.equal(await statuses('yara1@example.org'), await statuses('yara@example.org'));
});

test('guesses sent at once are counted one by one', async () => {
  const xeno = await colleague(site, mira, 'Xeno', 'therapist');
  await Promise.all(Array.from({ length: 12 }, (_, i) =>
    stranger().signIn(xeno.email, `guess number ${i} of a dozen`)));
  assert.equal((await stranger().signIn(xeno.email, xeno.password)).status, 429,
    'twelve guesses at once counted as fewer than four');
});

/* --- where signing in leads ------------------------------------------------------------------------ */

test('a page asked for without a login comes after signing in', async () => {
  const visitor = stranger();
  const asked = await visitor.get('/clients?q=M%C3%BCller%20%26%20Co');
  assert.equal(asked.status, 303);
  const page = await visitor.get(asked.headers.location);
  assert.equal(page.status, 200);
  const answer = await visitor.post('/sign-in', visitor.edit(fieldsOf(page.text, '/sign-in'),
    { email: site.email.toUpperCase(), password: site.password }));
  assert.equal(answer.status, 303);
  assert.equal(answer.headers.location, '/clients?q=M%C3%BCller%20%26%20Co');
});

test('a very long address still leads to a sign-in page', async () => {
  const asked = await stranger().get(`/clients?q=${'%C3%A9'.repeat(1250)}`);
  assert.equal(asked.status, 303);
  assert.equal((await stranger().get(asked.headers.location)).status, 200);
});

test('no `next` leaves this site', async () => {
  for (const next of ['//evil.example', '/\\evil.example', 'https://evil.example/',
    '/\t/evil.example',
    '\t//evil.example', ' //evil.example', '/\n/evil.example', '\\\\evil.example',
      '///evil.example',
    'javascript:alert(1)', '/%09/evil.example', '/%2f%2fevil.example',
      '/\r\nLocation: //evil.example',
    'evil.example', '', '/sign-in', '/sign-out', '/.//evil.example']) {
    const answer = await stranger().post('/sign-in', [['email', site.email],
      ['password', site.password], ['next', next], ['carry', '']]);
    assert.equal(answer.status, 303, JSON.stringify(next));
    assert.equal(hostOf(answer.headers.location), home(), JSON.stringify(next));
    const carried = await stranger().post('/sign-in', [['email', site.email],
      ['password', site.password], ['next', next], ['carry', 'given=A']]);
    for (const [, to] of carried.text.matchAll(/\b(?:action|href|formaction)="([^"]*)"/g))
      assert.equal(hostOf(to), home(), `${JSON.stringify(next)} with a form: ${to}`);
    const page = await mira.get(`/sign-in?next=${encodeURIComponent(next)}`);
    if (page.status === 303) assert.equal(hostOf(page.headers.location), home());
  }
});

/* --- a login that ends while a form is open ---------------------------------------------------------- */

const odd = 'Ñandú & <b>"\'+%41=;\r\nzweite Zeile 🙂';

test('a form sent after the login ended is carried through signing in and arrives once',
  async () => {
  const visitor = await signedIn(site);
  const fields = await clientForm(visitor, { given: 'Carry', family: 'Once', address: odd });
  const before = await countOf(mira);
  visitor.cookie = '';
  const asked = await visitor.post('/clients/new', fields);
  assert.equal(asked.status, 401);
  assert.match(shown(asked.text), /What you typed is kept: sign in and it is sent/);
  const wrong = await visitor.post('/sign-in', visitor.edit(fieldsOf(asked.text, '/sign-in'),
    { email: site.email, password: 'a slip of the hand' }));
  assert.equal(wrong.status, 422);
  const resumed = await visitor.post('/sign-in', visitor.edit(fieldsOf(wrong.text, '/sign-in'),
    { email: site.email, password: site.password }));
  assert.equal(resumed.status, 200);
  assert.match(shown(resumed.text), /Nothing you typed is lost/);
  const again = fieldsOf(resumed.text, '/clients/new');
  assert.deepEqual(without(again, 'csrf').sort(), without(fields, 'csrf').sort());
  const [first, second] = [await visitor.post('/clients/new', again),
    await visitor.post('/clients/new', again)];
  assert.equal(first.status, 303);
  assert.equal(second.headers.location, first.headers.location);
  assert.equal(await countOf(mira), before + 1);
  const kept = fieldsOf((await visitor.get(`${first.headers.location}/edit`)).text, '/edit');
  assert.equal(new Map(kept).get('address').replace(/\r\n/g, '\n'), odd.replace(/\r\n/g, '\n'));
});

test('a draft of nearly 64 KiB survives the same way', async () => {
  const client = await addClient(mira);
  await addComplaint(mira, client);
  const path = await startVisit(mira, client);
  const visitor = await signedIn(site);
  const { text } = await visitor.get(path);
  const o = 'é'.repeat(10000);
  const fields = visitor.edit(fieldsOf(text, '/sign'), { o, do: 'save' });
  visitor.cookie = '';
  const asked = await visitor.post(`${path}/draft`, fields);
  assert.equal(asked.status, 401);
  const resumed = await visitor.post('/sign-in', visitor.edit(fieldsOf(asked.text, '/sign-in'),
    { email: site.email, password: site.password }));
  assert.equal(resumed.status, 200);
  const sent = await visitor.post(`${path}/draft`, fieldsOf(resumed.text, '/draft'));
  assert.equal(sent.status, 303);
  assert.equal(new Map(fieldsOf((await visitor.get(path)).text, '/sign')).get('o'), o);
});

test('another person who signs in does not send the first one\'s form as their own by itself',
  async () => {
  const visitor = await signedIn(site);
  const fields = await clientForm(visitor, { given: 'Handed', family: 'Over' });
  visitor.cookie = '';
  const asked = await visitor.post('/clients/new', fields);
  const before = await countOf(mira);
  const zoe = await colleague(site, mira, 'Zoe', 'desk');
  const resumed = await visitor.post('/sign-in', visitor.edit(fieldsOf(asked.text, '/sign-in'),
    { email: zoe.email, password: zoe.password }));
  assert.equal(resumed.status, 200);
  assert.equal(await countOf(mira), before, 'sent without anybody pressing a button');
});

test('a form whose token or key is missing or old is offered again with all that was typed',
  async () => {
  const before = await countOf(mira);
  const other = await signedIn(site);
  const foreign = new Map(await clientForm(other, {})).get('csrf');
  const fields = await clientForm(mira, { given: 'Old', family: 'Page', address: odd });
  for (const bad of [without(fields, 'csrf'), withValue(fields, 'csrf', ''),
    withValue(fields, 'csrf', 'f'.repeat(32)), withValue(fields, 'csrf', foreign),
    without(fields, 'key'), withValue(fields, 'key', ''), withValue(fields, 'key', 'seven')]) {
    const answer = await mira.post('/clients/new', bad);
    assert.equal(answer.status, 409);
    assert.match(shown(answer.text), /Nothing you typed is lost\. Send it now/);
    assert.equal(await countOf(mira), before, 'written in spite of its token');
    const again = fieldsOf(answer.text, '/clients/new');
    assert.equal(new Map(again).get('address'), odd);
    assert.equal(new Map(again).get('csrf'), new Map(fields).get('csrf'));
    assert.match(new Map(again).get('key'), /^[0-9a-f-]{36}$/, 'the same page would come for ever');
  }
});

test('an empty key is no key: two forms with it are two, or none', async () => {
  const fields = withValue(await clientForm(mira, { given: 'Nil', family: 'Key', despite: '1' }),
    'key',
    '00000000-0000-0000-0000-000000000000');
  const before = await countOf(mira);
  await mira.post('/clients/new', fields);
  await mira.post('/clients/new', fields);
  assert.ok(await countOf(mira) <= before + 1, 'the same form was written twice');
});

/* --- other sites ------------------------------------------------------------------------------------- */

test('a form from another site changes nothing', async () => {
  const before = await countOf(mira);
  const fields = await clientForm(mira, { given: 'From', family: 'Elsewhere' });
  for (const headers of [{ Origin: 'https://evil.example' }, { Origin: 'null' }, { Origin: '' },
    { Origin: `http://${home()}.evil.example` }, { Origin: `http://127.0.0.1:${site.port + 1}` },
    { Origin: home() }, { 'Sec-Fetch-Site': 'cross-site' }, { 'Sec-Fetch-Site': 'same-site' },
    { 'Sec-Fetch-Site': '' }]) {
    const answer = await mira.post('/clients/new', fields, headers);
    assert.equal(answer.status, 403, JSON.stringify(headers));
    assert.match(shown(answer.text), /came from another site.*Nothing was changed/);
  }
  assert.equal(await countOf(mira), before);
  const sign = await stranger().request('POST', '/sign-in',
    { headers: { Origin: 'https://evil.example' },
    body: new URLSearchParams({ email: site.email, password: site.password }).toString() });
  assert.equal(sign.status, 403, 'another site can sign a visitor in');
  assert.equal((await mira.post('/clients/new', fields, { Origin: `http://${home()}`,
    'Sec-Fetch-Site': 'same-origin' })).status, 303, 'our own page is refused');
});

/* --- the route table ----------------------------------------------------------------------------------- */

test('without a login every page asks for one and every form is kept, not run; a file is to be chosen again',
  async () => {
  const table = routes();
  assert.ok(table.length > 35, `only ${table.length} routes were read from the source`);
  const open = table.filter((r) => /ANYONE/.test(r.roles)).map((r) => r.name).sort();
  assert.deepEqual(open, ['GET /a/:hash/:name', 'GET /health', 'GET /i/:token',
    'GET /intake', 'GET /intake/:n', 'GET /intake/consent', 'GET /intake/thanks',
    'GET /intake/urgent', 'GET /intake/where/:n', 'GET /setup', 'GET /sign-in', 'POST /i/:token',
    'POST /intake/:n', 'POST /intake/consent', 'POST /intake/later', 'POST /intake/where/:n', 'POST /setup',
    'POST /sign-in'], 'what is open to a client\'s browser has its cases in intake_test');
  for (const route of table.filter((r) => !/ANYONE/.test(r.roles))) {
    const path = pathOf(route);
    for (const cookie of ['', `__Host-login=${'0'.repeat(64)}`]) {
      const visitor = stranger();
      visitor.cookie = cookie;
      const answer = route.method === 'GET' ? await visitor.get(path)
        : await visitor.post(path, [['given', 'x'], ['key', randomUUID()]]);
      if (route.method === 'GET') {
        assert.equal(answer.status, 303, route.name);
        const to = new URL(answer.headers.location, `http://${home()}`);
        assert.equal(to.pathname, '/sign-in', route.name);
        assert.equal(to.searchParams.get('next'), path, route.name);
        assert.equal(to.searchParams.get('ended'), cookie ? '1' : null, route.name);
      } else if (path !== '/sign-out') {
        assert.equal(answer.status, 401, route.name);
        assert.match(new Map(fieldsOf(answer.text, '/sign-in')).get('carry'),
          route.file ? /^$/ : /^given=x&key=/, route.name);
        assert.equal(/choose the file again/.test(shown(answer.text)), route.file, route.name);
        assert.equal(new Map(fieldsOf(answer.text, '/sign-in')).get('next'), path);
      }
    }
  }
});

test('a role opens its rows only', async () => {
  const people = { THERAPIST: await colleague(site, mira, 'Tara', 'therapist'),
    DESK: await colleague(site, mira, 'Dora', 'desk'),
    OWNER: await colleague(site, mira, 'Olga', 'owner') };
  for (const [role, visitor] of Object.entries(people)) {
    const csrf = new Map(fieldsOf((await visitor.get('/')).text, '/sign-out')).get('csrf');
    for (const route of routes().filter((r) => !new RegExp(`ANYONE|STAFF|${role}`).test(r.roles))) {
      const path = pathOf(route);
      const answer = route.method === 'GET' ? await visitor.get(path)
        : await visitor.post(path, [['csrf', csrf], ['key', randomUUID()]]);
      assert.ok([403, 404].includes(answer.status), `${role} at ${route.name}: ${answer.status}`);
    }
  }
});

test('the desk sees how to reach a client, not what is written about the body', async () => {
  const desk = await colleague(site, mira, 'Bob', 'desk');
  const client = await addClient(mira, { given: 'Secret', alert: 'Bleeding disorder',
    phone: '0412 999 888' });
  await addComplaint(mira, client, 'Shoulder of doom', { cause: 'A fall from a ladder' });
  const path = await startVisit(mira, client);
  const page = await desk.get(`/clients/${client}`);
  assert.equal(page.status, 200);
  assert.match(page.text, /0412 999 888/);
  assert.doesNotMatch(page.text, /Shoulder of doom|ladder|Bleeding|visits\//);
  for (const place of [path, `/clients/${client}/visits`, `/clients/${client}/complaints/1`,
    '/unsigned',
    '/audit', '/users', '/practice'])
    assert.equal((await desk.get(place)).status, 403, place);
  const home = await desk.get('/');
  assert.doesNotMatch(home.text, /href="\/(practice|users|audit|unsigned)/);
});

/* --- the end of a login ---------------------------------------------------------------------------------- */

test('a login ends after its idle time and after twelve hours, whatever the cookie says',
  async () => {
  const other = await practice('--idle', '1');
  const visitor = await signedIn(other);
  await stop(other);
  let now = other;
  const now_s = () => Math.floor(Date.now() / 1000);
  const later = async (change) => {
    await stop(now).catch(() => null);
    sql(other.data, `UPDATE login SET ${change}`);
    now = await serve(other.data, '--idle', '1');
    visitor.port = now.port;
    return visitor.get('/clients');
  };
  try {
    assert.equal((await later('seen_utc = seen_utc - 20')).status, 200, 'ended too early');
    const idle = await later('seen_utc = seen_utc - 100');
    assert.equal(idle.status, 303);
    const page = await visitor.get(idle.headers.location);
    assert.match(shown(page.text),
      /signed out because nothing happened for a while.*Sign in to go on/);
    assert.equal((await later(`seen_utc = ${now_s()}`)).status, 200);
    const whole = await later(`made_utc = made_utc - 43300, seen_utc = ${now_s()}`);
    assert.equal(whole.status, 303, 'a login lives longer than twelve hours');
  } finally {
    await stop(now);
    rmSync(other.data, { recursive: true, force: true });
  }
});

test('ending a user, or their logins, or setting their password, throws them out at once',
  async () => {
  const idOf = async (name) => new RegExp(`href="/users/([0-9a-f-]{36})"><strong>${name}`).exec(
    (await mira.get('/users')).text)[1];
  const eve = await colleague(site, mira, 'Eve', 'desk');
  const path = `/users/${await idOf('Eve')}`;
  assert.equal((await mira.fill(path, `${path}/logins/end`, {})).status, 303);
  assert.equal((await eve.get('/clients')).status, 303);
  await eve.signIn(eve.email, eve.password);
  const set = await mira.fill(path, `${path}/password`, { password: 'seven new quiet rivers' });
  assert.equal(set.status, 303, faults(set.text));
  assert.equal((await eve.get('/clients')).status, 303);
  assert.equal((await stranger().signIn(eve.email, eve.password)).status, 422);
  assert.equal((await eve.signIn(eve.email, 'seven new quiet rivers')).status, 303);
  await mira.fill(path, path, { ended: '1' });
  assert.equal((await eve.get('/clients')).status, 303);
  assert.equal((await eve.signIn(eve.email, 'seven new quiet rivers')).status, 422);
});

test('the last owner stays, and changing one\'s password asks for the present one', async () => {
  const alone = await practice();
  try {
    const owner = await signedIn(alone);
    const id = /href="\/users\/([0-9a-f-]{36})"/.exec((await owner.get('/users')).text)[1];
    for (const values of [{ owner: null }, { ended: '1' }]) {
      const answer = await owner.fill(`/users/${id}`, `/users/${id}`, values);
      assert.equal(answer.status, 422);
      assert.match(faults(answer.text), /last owner: give another user the owner's role first/);
    }
    for (const [values, words] of [[{ password: 'a much better one', password_now: 'no' },
      /not your present/],
      [{ password: 'short', password_now: alone.password }, /at least 15 characters/],
      [{ password: 'aaaaaaaaaaaaaaaaaa', password_now: alone.password }, /easily guessed/],
      [{ password: 'x'.repeat(5000), password_now: alone.password }, /at most \d+ characters/]]) {
      const answer = await owner.fill('/account', '/account/password', values);
      assert.equal(answer.status, 422);
      assert.match(faults(answer.text), words);
    }
    assert.equal((await new Visitor(alone.port).signIn(alone.email, alone.password)).status, 303);
  } finally {
    await alone.end();
  }
});
