/* Clients over HTTP: added, found, changed by two people at once, sent twice, attacked.
 * Must never: trust a page's looks; what is stored is read back.
 * Read next: src/web/client.c, src/domain/client.c.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { addClient, addComplaint, colleague, faults, fieldsOf, idIn, pathOf, practice, routes,
  shown,
  signedIn, startVisit } from './site.mjs';

let site, mira, tess;

before(async () => {
  site = await practice();
  mira = await signedIn(site);
  tess = await colleague(site, mira, 'Tess', 'therapist', 'desk', 'owner');
});
after(() => site.end());

const NEW = '/clients/new';
const editOf = (id) => `/clients/${id}/edit`;
const find = async (q) => (await mira.get(`/clients?q=${encodeURIComponent(q)}`));
const found = async (q) => [...(await find(q)).text.matchAll(
  /href="\/clients\/([0-9a-f-]{36})"/g)].map((m) => m[1]);
const stored = async (id) => new Map(fieldsOf((await mira.get(editOf(id))).text, editOf(id)));
const count = async () => Number(/(\d+) clients?\b/.exec(shown((await mira.get('/clients')).text))[
  1]);

async function form(visitor, page, action, values) {
  return visitor.edit(fieldsOf((await visitor.get(page)).text, action), values);
}

const full = { given: 'Siobhán', family: "O'Neill-Brannigan", preferred: 'Shiv', born: '1980-02-29',
  phone: '+61 (0)412 345 678', email: 'shiv@example.org', address: '1 Low St\r\nUnit 2',
    occupation: 'Baker & cook',
  gp: 'Dr Wu', emergency: 'Tom 0400 000 001', alert: 'Latex allergy', figure: 'b' };

/* --- add, change, put away --------------------------------------------------------------------------- */

test('what is typed is what is kept', async () => {
  const id = await addClient(mira, full);
  const kept = await stored(id);
  for (const [name, value] of Object.entries(full))
    assert.equal(kept.get(name).replace(/\r\n/g, '\n'), value.replace(/\r\n/g, '\n'), name);
  const chart = shown((await mira.get(`/clients/${id}`)).text);
  assert.match(chart, /Siobhán \(Shiv\) O'Neill-Brannigan/);
  assert.match(chart, /29 Feb 1980/);
  assert.match(chart, /Latex allergy/);
});

test('changing keeps what was not touched, and the search follows the new name', async () => {
  const id = await addClient(mira, { ...full, family: 'Quillfeather', phone: '0499 111 222',
    born: '1971-01-05' });
  const answer = await mira.fill(editOf(id), editOf(id), { family: 'Vandermolen', phone: '' });
  assert.equal(answer.status, 303);
  const kept = await stored(id);
  assert.equal(kept.get('phone'), '');
  assert.equal(kept.get('alert'), full.alert);
  assert.equal(kept.get('figure'), 'b');
  assert.ok((await found('vandermolen')).includes(id));
  assert.ok(!(await found('quillfeather')).includes(id));
  assert.ok(!(await found('111222')).includes(id));
});

test('archived clients leave the list, stay readable, and come back', async () => {
  const id = await addClient(mira, { family: 'Awayman' });
  const before = await count();
  assert.equal((await mira.fill(editOf(id), `/clients/${id}/archive`, {})).status, 303);
  assert.equal(await count(), before - 1);
  const chart = await mira.get(`/clients/${id}`);
  assert.match(shown(chart.text), /archived/);
  assert.doesNotMatch(chart.text, /action="[^"]*\/visits"/);
  assert.ok((await found('awayman')).includes(id), 'an archived client cannot be found any more');
  assert.equal((await mira.fill(editOf(id), `/clients/${id}/restore`, {})).status, 303);
  assert.equal(await count(), before);
});

/* --- search -------------------------------------------------------------------------------------------- */

test('search folds case, accents and marks, by name, phone and birth date', async () => {
  const people = {
    muller: await addClient(mira, { given: 'Jürgen', family: 'Müller-Ångström', born: '1968-12-07',
      phone: '030 555 01 99' }),
    obrien: await addClient(mira, { given: 'Niamh', family: 'O’Brien', phone: '' }),
    yamada: await addClient(mira, { given: '花子', family: '山田' }),
    ivanov: await addClient(mira, { given: 'Алёна', family: 'Иванова' }),
    arabic: await addClient(mira, { given: 'محمد', family: 'علي' }),
    greek: await addClient(mira, { given: 'Ευάγγελος', family: 'Παπαδόπουλος' }),
    maori: await addClient(mira, { given: 'Tāne', family: 'Mahuta', preferred: 'Kauri' }),
    one: await addClient(mira, { given: 'Ø', family: '' }),
    ligature: await addClient(mira, { given: 'Straße', family: 'ﬁnch' }),
  };
  const wanted = { muller: ['müller', 'MULLER', 'mu\u0308ller', 'jurgen mull', 'mull jurg',
    'angstrom', '7/12/1968',
    '07.12.1968', '1968-12-07', '1968-12-7', '0199', '5550199', '030 555 0199',
      '+49 30 555 01 99'.slice(4), '555-01-99'],
  obrien: ["o'brien", 'O’BRIEN', 'obrien', 'niamh o'],
  yamada: ['山田', '山', '花子 山田'], ivanov: ['иван', 'АЛЕНА', 'алёна иванова'], arabic: ['محمد',
    'علي محمد'],
  greek: ['παπαδοπουλος', 'ΠΑΠΑΔΌΠΟΥΛΟΣ', 'ευαγ'], maori: ['tane', 'kauri', 'kauri mahuta'],
    one: ['ø', 'Ø'],
  ligature: ['strasse', 'finch', 'STRASSE FINCH'] };
  const missed = [];
  for (const [who, typed] of Object.entries(wanted))
    for (const q of typed)
      if (!(await found(q)).includes(people[who])) missed.push(`${who}: ${q}`);
  assert.deepEqual(missed, []);
  for (const q of ['müllerx', 'jurgen brien', '8/12/1968', '0198', '%', '_', "' OR 1=1 --", '*'])
    assert.deepEqual(await found(q), [], q);
});

test('finding nobody says what to do, and keeps what was typed', async () => {
  const page = await find('<b>zzz"');
  assert.match(shown(page.text), /Nobody is found.*add a client/);
  assert.match(page.text, /value="&lt;b&gt;zzz&quot;"/);
});

test('any length and script of search is answered', async () => {
  for (const q of [' ', 'a'.repeat(3000), `a${'é'.repeat(150)}`, '漢'.repeat(300), 'a '.repeat(500),
    '\t', '́',
    '1/1/1/1/1', '99999999999999999999', '-', "'", '+', '0', '٠١٢٣٤'])
    assert.equal((await find(q)).status, 200, JSON.stringify(q.slice(0, 20)));
  for (const raw of ['%ff', '%00', '%', '%zz', '%c3', 'a%0bb', '%ed%a0%80'])
    assert.equal((await mira.get(`/clients?q=${raw}`)).status, 400, raw);
  assert.equal((await mira.get('/clients?after=x&id=nonsense')).status, 200);
});

/* Many clients, sent side by side over few connections. */
async function crowd(n, valuesOf) {
  const fields = await form(mira, NEW, NEW, { despite: '1' });
  const todo = Array.from({ length: n }, (_, i) => mira.edit(fields, { ...valuesOf(i),
    key: randomUUID() }));
  const lost = [];
  await Promise.all(Array.from({ length: 16 }, async () => {
    for (let one = todo.pop(); one; one = todo.pop()) {
      const answer = await mira.post(NEW, one);
      if (answer.status !== 303) lost.push(answer.status);
    }
  }));
  assert.deepEqual(lost, []);
}

test('one more word narrows down, however many share the first', async () => {
  await crowd(430, (i) => ({ given: `Alan${i}`, family: 'Smithsonian' }));
  const zed = await addClient(mira, { given: 'Zed', family: 'Smithsonian' });
  const many = await find('smithsonian');
  assert.match(shown(many.text), /More than 50 found: type more to narrow it down/);
  assert.deepEqual(await found('smithsonian zed'), [zed]);
  assert.deepEqual(await found('zed smithsonian'), [zed]);
});

test('paging through all shows everyone once, in order', async () => {
  await crowd(60, (i) => ({ given: 'Same', family: 'Name', preferred: `n${i}` }));
  const seen = [];
  let next = '/clients';
  for (let page = 0; next && page < 100; page++) {
    const { text, status } = await mira.get(next);
    assert.equal(status, 200);
    const section = /<section id="found"[\s\S]*?<\/section>/.exec(text)[0];
    seen.push(...[...section.matchAll(/href="\/clients\/([0-9a-f-]{36})"/g)].map((m) => m[1]));
    next = /href="(\/clients\?after=[^"]*)"/.exec(text)?.[1].replace(/&amp;/g, '&');
  }
  assert.equal(new Set(seen).size, seen.length, 'somebody is shown twice');
  assert.equal(seen.length, await count());
});

/* --- alike --------------------------------------------------------------------------------------------------- */

test('a second client of the same name and birth date, or phone, is pointed out first',
  async () => {
  const id = await addClient(mira, { given: 'Ines', family: 'Dupont', born: '1990-05-05',
    phone: '0411 222 333' });
  const before = await count();
  for (const twin of [{ given: 'INÉS', family: 'dupont', born: '1990-05-05' }, { given: 'Ines',
    family: 'Dupont' },
    { given: 'Other', family: 'Person', phone: '(0411) 222-333' }]) {
    const answer = await mira.fill(NEW, NEW, { ...twin, alert: 'typed with care' });
    assert.equal(answer.status, 409, JSON.stringify(twin));
    assert.match(shown(answer.text), /Is it one of these\?.*No, this is somebody else/);
    assert.ok(answer.text.includes(`/clients/${id}`));
    const again = new Map(fieldsOf(answer.text, NEW));
    assert.equal(again.get('given'), twin.given);
    assert.equal(again.get('alert'), 'typed with care');
  }
  assert.equal(await count(), before, 'added before anybody confirmed');
  const asked = await mira.fill(NEW, NEW, { given: 'Ines', family: 'Dupont', born: '1990-05-05' });
  const twin = await mira.post(NEW, mira.edit(fieldsOf(asked.text, NEW), { despite: '1' }));
  assert.equal(twin.status, 303);
  assert.notEqual(idIn(twin.headers.location), id);
  assert.equal(await count(), before + 1);
  const namesake = await mira.fill(NEW, NEW, { given: 'Ines', family: 'Dupont',
    born: '1951-01-01' });
  assert.equal(namesake.status, 303, 'a namesake with another birth date is held up');
});

/* --- two people at once ------------------------------------------------------------------------------------------ */

test('who saves second sees what the first one saved, and decides', async () => {
  const id = await addClient(mira, { family: 'Shared', occupation: 'Nurse',
    address: 'Old\r\nStreet <1>' });
  const [first, second] = [await form(mira, editOf(id), editOf(id), { occupation: 'Pilot' }),
    await form(tess, editOf(id), editOf(id), { phone: '0400 123 123', alert: 'Mine <i>' })];
  assert.equal((await mira.post(editOf(id), first)).status, 303);
  const late = await tess.post(editOf(id), second);
  assert.equal(late.status, 409);
  const words = shown(late.text);
  assert.match(words, /Changed meanwhile.*Nothing of yours is lost/);
  assert.match(words, /Occupation Pilot Nurse/);
  assert.match(words, /Phone 0400 123 123/);
  assert.doesNotMatch(words, /Given name Ada Ada/);
  assert.equal((await stored(id)).get('phone'), '', 'written over in spite of the conflict');
  const over = fieldsOf(late.text, editOf(id));
  const saved = await tess.post(editOf(id), over);
  assert.equal(saved.status, 303, faults(saved.text));
  const now = await stored(id);
  assert.equal(now.get('phone'), '0400 123 123');
  assert.equal(now.get('occupation'), 'Nurse');
  assert.equal(now.get('address').replace(/\r\n/g, '\n'), 'Old\nStreet <1>');
  assert.equal((await tess.post(editOf(id), over)).status, 303,
    'sent twice, it is the same change');
});

test('a version that is missing, bent or to come never writes over', async () => {
  const id = await addClient(mira, { family: 'Versioned' });
  for (const version of [null, '', 'abc', '-1', '0', '2', '99999999999999999999', '1.0', ' 1']) {
    const answer = await mira.fill(editOf(id), editOf(id), { occupation: 'Pirate', version });
    assert.ok([400, 409].includes(answer.status), `${version}: ${answer.status}`);
  }
  assert.equal((await stored(id)).get('occupation'), '');
});

test('many at once: one wins, nobody else is told so', async () => {
  const id = await addClient(mira, { family: 'Raced' });
  const fields = await form(mira, editOf(id), editOf(id), {});
  const answers = await Promise.all(Array.from({ length: 12 }, (_, i) =>
    mira.post(editOf(id), mira.edit(fields, { occupation: `job ${i}`, key: randomUUID() }))));
  const won = answers.map((a) => a.status);
  assert.equal(won.filter((s) => s === 303).length, 1, won.join());
  assert.equal((await stored(id)).get('occupation'), `job ${won.indexOf(303)}`);
});

/* --- sent twice --------------------------------------------------------------------------------------------------- */

test('the same form sent again, also at the same moment, is one client', async () => {
  const before = await count();
  const fields = await form(mira, NEW, NEW, { given: 'Twice', family: 'Sent' });
  const answers = await Promise.all(Array.from({ length: 8 }, () => mira.post(NEW, fields)));
  answers.push(await mira.post(NEW, fields));
  assert.deepEqual([...new Set(answers.map((a) => a.status))], [303]);
  assert.equal(new Set(answers.map((a) => a.headers.location)).size, 1);
  assert.equal(await count(), before + 1);
});

test('the same key with other contents changes nothing and says so', async () => {
  const fields = await form(mira, NEW, NEW, { given: 'Keyed', family: 'Once' });
  const first = await mira.post(NEW, fields);
  const before = await count();
  const other = await mira.post(NEW, mira.edit(fields, { given: 'Changed' }));
  assert.equal(other.status, 409);
  assert.match(shown(other.text), /already sent with other contents.*Open the page again/);
  assert.equal(await count(), before);
  assert.equal((await stored(idIn(first.headers.location))).get('given'), 'Keyed');
});

test('the same key at another record is not taken for done', async () => {
  const [a, b] = [await addClient(mira), await addClient(mira)];
  const fields = await form(mira, editOf(a), `/clients/${a}/archive`, {});
  assert.equal((await mira.post(`/clients/${a}/archive`, fields)).status, 303);
  const answer = await mira.post(`/clients/${b}/archive`, fields);
  const away = /archived/.test(shown((await mira.get(`/clients/${b}`)).text));
  assert.ok(answer.status === 409 || away, `${answer.status}, and the client is not archived`);
});

test('one person\'s key is not another\'s', async () => {
  const fields = await form(mira, NEW, NEW, { given: 'Own', family: 'Key' });
  await mira.post(NEW, fields);
  const hers = await form(tess, NEW, NEW, {});
  const answer = await tess.post(NEW, tess.edit(hers, { ...Object.fromEntries(fields),
    csrf: new Map(hers).get('csrf') }));
  assert.equal(answer.status, 409);
});

/* --- bad input --------------------------------------------------------------------------------------------------------- */

test('each fault is said at its field, nothing is written, nothing typed is lost', async () => {
  const before = await count();
  const year = new Date().getFullYear() + 1;
  const cases = [['given', '', /Enter a given name/], ['given', ' \t ', /Enter a given name/],
    ['given', 'x'.repeat(101), /Shorten this to 100 characters; it has 101/],
    ['family', '漢'.repeat(101), /Shorten this to 100 characters; it has 101/],
    ['preferred', 'x'.repeat(101), /Shorten/], ['address', 'x'.repeat(401), /Shorten this to 400/],
    ['occupation', 'x'.repeat(201), /Shorten/], ['gp', 'x'.repeat(201), /Shorten/], ['emergency',
      'x'.repeat(201), /Shorten/],
    ['alert', 'x'.repeat(401), /Shorten/], ['phone', '0'.repeat(41), /Shorten/], ['phone', '12',
      /at least 4 digits/],
    ['phone', 'none', /at least 4 digits/], ['email', 'a', /name@example\.org/], ['email', '@',
      /name@example\.org/],
    ['email', 'a@', /name@example\.org/], ['email', 'a b@c', /name@example\.org/],
    ['email', `${'x'.repeat(200)}@example.org`, /Shorten/], ['born', '2026-02-30',
      /a day that exists: 1980-02-28/],
    ['born', '1900-02-29', /a day that exists/], ['born', '0000-00-00', /a day that exists/],
    ['born', '1980-1-1', /a day that exists/], ['born', 'yesterday', /a day that exists/],
    ['born', '1980-01-01T00:00', /a day that exists/], ['born', `${year}-01-01`, /still to come/],
    ['born', '1879-12-31', /from 1880 on/], ['born', '-980-01-01', /a day that exists/]];
  for (const [name, value, words] of cases) {
    const answer = await mira.fill(NEW, NEW, { ...full, given: 'Faulty', [name]: value });
    const label = `${name}=${JSON.stringify(value.slice(0, 20))}`;
    assert.equal(answer.status, 422, label);
    assert.match(faults(answer.text), words, label);
    assert.match(answer.text, new RegExp(`href="#f-${name}"`), label);
    assert.match(answer.text, new RegExp(`id="e-${name}"`), label);
    const kept = new Map(fieldsOf(answer.text, NEW));
    assert.equal(kept.get(name).trim(), value.trim(), label);
    if (name !== 'address') assert.equal(kept.get('address').replace(/\r\n/g, '\n'),
      '1 Low St\nUnit 2');
    assert.equal(kept.get('figure'), 'b');
  }
  assert.equal(await count(), before);
});

test('a name that nobody can see is no name', async () => {
  for (const given of ['\u200b', '\u2060\u00ad', '\u00a0', '\u3000', '\ufeff']) {
    const answer = await mira.fill(NEW, NEW, { given });
    assert.equal(answer.status, 422, escape(given));
    assert.match(faults(answer.text), /Enter a given name/);
  }
});

test('limits are counted in characters, and hold exactly', async () => {
  const id = await addClient(mira, { given: '🙂'.repeat(100), family: 'é'.repeat(100),
    alert: '漢'.repeat(400) });
  assert.equal((await stored(id)).get('alert'), '漢'.repeat(400));
  assert.equal((await mira.get(`/clients/${id}`)).status, 200);
});

test('what is not text, or not of this form, is refused whole', async () => {
  const before = await count();
  const fields = await form(mira, NEW, NEW, { given: 'Bent' });
  const body = new URLSearchParams(fields.filter(([n]) => n !== 'occupation')).toString();
  for (const more of ['occupation=%ff', 'occupation=%00', 'occupation=a%07b', 'occupation=%',
    'occupation=%zz',
    'occupation=%c3', 'occupation=%ed%a0%80', 'occupation=%f5%80%80%80', 'occupation=%c0%af',
      'occupation=%1b%5b2J',
    'occupation=%7f', '%ff=1', 'colour=red', 'id=1', 'given.0=x', 'CSRF=x', 'roles=7',
      'archived_utc=1']) {
    const answer = await mira.request('POST', NEW, { body: `${body}&${more}` });
    assert.equal(answer.status, 400, more);
    assert.match(shown(answer.text), /[Rr]eload the page/, more);
  }
  for (const raw of ['a\xff', 'a\x00b']) {
    const answer = await mira.request('POST', NEW,
      { body: Buffer.concat([Buffer.from(`${body}&occupation=`),
      Buffer.from(raw, 'latin1')]) });
    assert.equal(answer.status, 400);
  }
  assert.equal((await mira.request('POST', NEW, { body: 'a=&'.repeat(2500) })).status, 400);
  assert.equal(await count(), before);
});

test('a field that comes twice counts once, as shown', async () => {
  const fields = await form(mira, NEW, NEW, { given: ['First', 'Second'], family: 'Doubled' });
  const answer = await mira.post(NEW, fields);
  assert.ok([303, 400].includes(answer.status));
  if (answer.status === 303) assert.equal((await stored(idIn(answer.headers.location))).get(
    'given'), 'First');
});

test('unknown and bent ids are nobody\'s, on every route that takes one', async () => {
  const csrf = new Map(fieldsOf((await mira.get('/')).text, '/sign-out')).get('csrf');
  const wrong = [];
  for (const route of routes().filter((r) => /:(client|user|visit)/.test(r.path))) {
    const unknown = randomUUID();
    for (const id of [unknown, '00000000-0000-0000-0000-000000000000', 'x', `${unknown}0`,
      unknown.replace(/-/g, '0'),
      '..', '%00', '1', "'", '%2e%2e']) {
      const path = pathOf(route, id);
      const fields = [['csrf', csrf], ['key', randomUUID()]];
      const answer = route.method === 'GET' ? await mira.get(path)
        : route.file ? await mira.postFile(path, fields) : await mira.post(path, fields);
      const fine = id === '%00' ? [400] : [404];
      if (!fine.includes(answer.status)) wrong.push(
        `${route.method} ${route.path} with ${id === unknown ? 'an unknown id' :
          id}: ${answer.status}`);
    }
  }
  assert.deepEqual(wrong, []);
});

test('one client\'s visit is not found under another client', async () => {
  const [a, b] = [await addClient(mira), await addClient(mira)];
  await addComplaint(mira, a);
  await addComplaint(mira, b);
  const visit = idIn((await startVisit(mira, a)).split('/visits/')[1]);
  const csrf = new Map(fieldsOf((await mira.get('/')).text, '/sign-out')).get('csrf');
  assert.equal((await mira.get(`/clients/${b}/visits/${visit}`)).status, 404);
  for (const end of ['draft', 'sign', 'amend', 'void']) {
    const answer = await mira.post(`/clients/${b}/visits/${visit}/${end}`, [['csrf', csrf], ['key',
      randomUUID()],
      ...(end === 'amend' || end === 'void' ? [['reason', 'x']] : [])]);
    assert.equal(answer.status, 404, end);
  }
  assert.equal((await mira.get(`/clients/${a}/complaints/2`)).status, 404);
});

/* --- complaints ---------------------------------------------------------------------------------------------------------- */

test('a complaint\'s faults keep what was typed, goals and all', async () => {
  const id = await addClient(mira);
  const path = `/clients/${id}/complaints/new`;
  const typed = { label: 'Neck', since: '2024-01-01', cause: 'Desk',
    'goal.label.0': 'Sleep on my side',
    'goal.target.0': '7', 'goal.due.0': '2030-01-01' };
  for (const [name, value, words] of [['label', '', /Enter what the client complains of/],
    ['label', 'x'.repeat(121), /Shorten this to 120/], ['since', '2026-02-30', /a day that exists/],
    ['since', '2999-01-01', /still to come/], ['goal.target.0', 'seven',
      /Enter a number, or leave it empty/],
    ['goal.due.0', '2027-02-30', /a day that exists/], ['goal.measure.0', 'nonsense',
      /measure from the list/],
    ['cause', 'x'.repeat(401), /Shorten/], ['goal.label.0', 'x'.repeat(201), /Shorten/]]) {
    const answer = await mira.fill(path, path, { ...typed, [name]: value });
    assert.equal(answer.status, 422, name);
    assert.match(faults(answer.text), words, name);
    const kept = new Map(fieldsOf(answer.text, path));
    for (const [n, v] of Object.entries(typed))
      if (n !== name) assert.equal(kept.get(n), v, `${n} after a fault in ${name}`);
  }
  assert.match(shown((await mira.get(`/clients/${id}`)).text), /No complaint yet/);
});

test('a goal without its words is asked for, not dropped', async () => {
  const id = await addClient(mira);
  const path = `/clients/${id}/complaints/new`;
  const answer = await mira.fill(path, path, { label: 'Hip', 'goal.target.1': '5',
    'goal.due.1': '2030-01-01' });
  assert.equal(answer.status, 422, 'a goal\'s target and day were dropped silently');
});

test('two people change one complaint: the second is told, with what was typed', async () => {
  const id = await addClient(mira);
  await addComplaint(mira, id, 'Elbow');
  const path = `/clients/${id}/complaints/1`;
  const [first, second] = [await form(mira, path, path, { cause: 'Tennis' }), await form(tess, path,
    path, { cause: 'Golf, long typed' })];
  assert.equal((await mira.post(path, first)).status, 303);
  const late = await tess.post(path, second);
  assert.equal(late.status, 409);
  assert.match(shown(late.text), /[Cc]hanged (this )?(before you|meanwhile)/);
  assert.match(shown((await mira.get(`/clients/${id}`)).text), /Tennis/);
  assert.ok(late.text.includes('Golf, long typed'), 'what the second one typed is lost');
});

test('the desk changes a phone number without seeing, or losing, the alert', async () => {
  const desk = await colleague(site, mira, 'Dora', 'desk');
  const id = await addClient(mira, { given: 'Quill', family: 'Alert', alert: 'Warfarin' });
  const page = await desk.get(`/clients/${id}/edit`);
  assert.equal(page.status, 200);
  assert.doesNotMatch(page.text, /Warfarin/);
  const path = `/clients/${id}/edit`;
  assert.equal((await desk.fill(path, path, { phone: '0400 111 222' })).status, 303);
  assert.match(shown((await mira.get(`/clients/${id}`)).text), /Warfarin/);
  assert.equal((await desk.fill(path, path, { alert: 'none' })).status, 400);
});
