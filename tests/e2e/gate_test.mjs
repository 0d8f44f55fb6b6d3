/* The gate, attacked: over every route that writes, with stale forms, replays, other roles, at the
 * same moment as what closes it.
 * Must never: leave a route that writes without a case; a new one fails here.
 * Read next: src/domain/gate.c, src/practice/visit.c.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { addClient, addComplaint, colleague, edited, faults, fieldsOf, idIn, pathOf, practice,
  routes, sheet, shown, signConsent, signedIn, sql, startVisit, visitsOf } from './site.mjs';

let site, mira, desk;

before(async () => {
  site = await practice();
  mira = await signedIn(site);
  desk = await colleague(site, mira, 'Dan', 'desk');
});
after(() => site.end());

const day = (days) => new Date(Date.now() + days * 86400e3).toISOString().slice(0, 10);
const hex = (id) => id.replaceAll('-', '');
const visits = (client) => sql(site.data,
  `SELECT state, count(*) FROM visit WHERE hex(client) = upper('${hex(client)}') GROUP BY state ORDER BY state`)
  .trim().replaceAll('\n', ' ');

/* --- the ways in which it is closed ------------------------------------------------------------ */

/* One answer on the page before a visit, whether it is due or not. */
const reply = (client, caution, yes, visitor = mira) => visitor.fill(
  `/clients/${client}/start?complaint=1`, '/visits',
  { asked: caution, ...(yes ? { yes: caution, some: '1' } : { none: '1' }) },
  { to: `/clients/${client}/visits` });

const clearance = (client, caution, values = {}) => {
  const path = `/clients/${client}/clearances/new`;
  return mira.fill(path, path, { caution, kind: 'call', given_by: 'Dr Sample', given_day: day(-1),
    until_day: day(30), allowed: 'Light work only', ...values });
};

async function withdrawConsent(client) {
  const { text } = await mira.get(`/clients/${client}/safety`);
  const path = new RegExp(`/clients/${client}/consents/[0-9a-f-]{36}`).exec(text)[0];
  const answer = await mira.fill(path, path, { how: 'By phone' });
  assert.equal(answer.status, 303, faults(answer.text));
}

const closings = {
  'a red flag': async (client) => {
    await reply(client, 'rf_stroke', true);
    await reply(client, 'rf_stroke', false);
  },
  'what a doctor has to allow': async (client) => {
    await reply(client, 'ab_seizure', true);
    await reply(client, 'ab_seizure', false);
  },
  'a clearance that has expired': async (client) => {
    await reply(client, 'ab_seizure', true);
    assert.equal((await clearance(client, 'ab_seizure')).status, 303);
    sql(site.data, `UPDATE clearance SET until_day = '${day(-2)}' WHERE hex(client) = upper('${hex(client)}')`);
  },
  'a clearance that was withdrawn': async (client) => {
    await reply(client, 'ab_seizure', true);
    const added = await clearance(client, 'ab_seizure');
    assert.equal(added.status, 303);
    const { text } = await mira.get(`/clients/${client}/safety`);
    const path = new RegExp(`/clients/${client}/clearances/[0-9a-f-]{36}`).exec(text)[0];
    assert.equal((await mira.fill(path, path, { why: 'Another letter came' })).status, 303);
  },
  'a consent that was withdrawn': withdrawConsent,
  'questions that are due again': async (client) => {
    sql(site.data, `UPDATE standing SET at_utc = at_utc - 200000 WHERE hex(client) = upper('${hex(client)}')`);
  },
};
/* What these close for a visit that has begun already, too. */
const closesSigning = (name) => !/consent|due/.test(name);

/* A client with a visit under way, for whom the gate closes then. */
async function closed(name) {
  const client = await addClient(mira);
  await addComplaint(mira, client);
  const path = await startVisit(mira, client);
  const start = await mira.get(`/clients/${client}/start?complaint=1`);
  const note = await mira.get(path);
  await closings[name](client);
  return { client, path, visit: idIn(path.split('/visits/')[1]), start: start.text, note: note.text };
}

/* --- every route that writes ------------------------------------------------------------------- */

const fresh = (text, fields) => [['csrf', /name="csrf" value="([^"]+)"/.exec(text)[1]],
  ['key', randomUUID()], ...Object.entries(fields)];
const start = { complaint: '1', started: '', location: '' };

/* What is sent to each route; routes that know no visit get a form with nothing in it. */
const bodies = {
  'POST /clients/:client/visits': [start, { complaint: '1' }, { ...start, none: '1', asked: '' },
    { ...start, started: `${day(-1)}T10:00` }, { ...start, started: `${day(-400)}T10:00` },
    { ...start, none: '1', asked: 'rf_stroke' }, { ...start, none: '1', asked: 'ab_seizure' }],
  'POST /clients/:client/visits/:visit/draft': [{ ...sheet, do: 'save', version: '1' },
    { ...sheet, do: 'sign', version: '1' }],
  'POST /clients/:client/visits/:visit/sign': [{ ...sheet, version: '1', do: 'sign', blocks: '1' },
    { ...sheet, version: '1', started: `${day(-1)}T10:00` },
    { ...sheet, version: '1', 'b0.where': '', 'b0.technique': '', 'b0.minutes': '', 'b0.pressure': '',
      'b0.depth': '', 'b0.pain': '', 'b0.response': '', a: 'Nothing was done' }],
  'POST /clients/:client/visits/:visit/amend': [{ reason: 'x', body: 'y' }],
};
const nothing = ['POST /sign-in', 'POST /sign-out', 'POST /setup', 'POST /clients/new',
  'POST /clients/:client/edit', 'POST /clients/:client/archive', 'POST /clients/:client/restore',
  'POST /clients/:client/complaints/new', 'POST /clients/:client/complaints/:n',
  'POST /clients/:client/complaints/:n/plan', 'POST /clients/:client/complaints/:n/review',
  'POST /clients/:client/complaints/:n/reviews/:review/void',
  'POST /followups/:client/:n', 'POST /followups/:client/:n/:score/void',
  'POST /clients/:client/complaints/:n/scores', 'POST /clients/:client/complaints/:n/scores/:score/void',
  'POST /clients/:client/complaints/:n/other-care', 'POST /clients/:client/complaints/:n/other-care/:mark/void',
  'POST /clients/:client/visits/:visit/void', 'POST /clients/:client/where/:n',
  'POST /clients/:client/consents/new', 'POST /clients/:client/consents/:consent',
  'POST /clients/:client/clearances/new', 'POST /clients/:client/clearances/:clearance',
  'POST /clients/:client/intakes', 'POST /i/:token', 'POST /intake/:n', 'POST /intake/where/:n',
  'POST /intake/consent', 'POST /intake/later', 'POST /clients/:client/screenings/:n', 'POST /clients/:client/crisis',
  'POST /clients/:client/letters', 'POST /clients/:client/letters/:letter',
  'POST /clients/:client/letters/:letter/sign', 'POST /clients/:client/letters/:letter/void',
  'POST /clients/:client/adverse/new', 'POST /clients/:client/adverse/:adverse',
  'POST /clients/:client/tasks', 'POST /clients/:client/tasks/:task/done',
  'POST /practice/rules/new', 'POST /practice/rules/:rule', 'POST /practice/rules/:rule/end', 'POST /practice/rules/shipped/:n',
  'POST /practice/rules/shipped/:n/drop',
  'POST /practice/rules/signoff', 'POST /practice', 'POST /practice/locations', 'POST /practice/consents',
  'POST /practice/screening', 'POST /practice/outcomes/recompute', 'POST /users/new', 'POST /users/:user', 'POST /users/:user/password',
  'POST /users/:user/logins/end', 'POST /account/password', 'POST /account/logins/end'];

test('every route that writes has a case', () => {
  const writes = routes().filter((r) => r.method === 'POST').map((r) => r.name);
  const known = [...Object.keys(bodies), ...nothing];
  assert.deepEqual(writes.filter((name) => !known.includes(name)), [],
    'new routes that write: say in this file what is sent to them while the gate is closed');
  assert.deepEqual(known.filter((name) => !writes.includes(name)), [], 'routes that are gone');
});

for (const name of Object.keys(closings))
  test(`no route starts or signs a visit past ${name}`, async () => {
    const { client, path, visit, start: page } = await closed(name);
    const was = visits(client);
    for (const route of routes().filter((r) => r.method === 'POST')) {
      if (/sign-(in|out)|logins|setup|void|intakes|password/.test(route.path)) continue;
      if (!closesSigning(name) && /sign$/.test(route.path)) continue;
      for (const body of bodies[route.name] ?? [{}]) {
        const to = pathOf(route, client).replace(/visits\/[0-9a-f-]{36}/, `visits/${visit}`);
        const answer = await mira.post(to, fresh(page, body));
        assert.equal(visits(client), was, `${route.name} ${JSON.stringify(body)}: ${answer.status}`);
      }
    }
    assert.ok((await mira.get(path)).text.includes('id="visit"'), 'the draft is gone');
  });

for (const name of Object.keys(closings))
  test(`a form from before does not get past ${name}, nor the same form sent twice`, async () => {
    const { client, path, start: page, note } = await closed(name);
    const was = visits(client);
    const fields = mira.edit(fieldsOf(page, '/visits'), { none: '1' });
    const signing = edited(mira, fieldsOf(note, '/sign'), sheet);
    for (let i = 0; i < 2; i++) {
      /* None of the questions of that page is a stale "no" to what was said since. */
      if (!/due/.test(name)) await mira.post(`/clients/${client}/visits`, fields);
      if (closesSigning(name)) assert.equal((await mira.post(`${path}/sign`, signing)).status, 422);
      assert.equal(visits(client), was);
    }
  });

test('other roles neither start nor sign', async () => {
  const client = await addClient(mira);
  await addComplaint(mira, client);
  const path = await startVisit(mira, client);
  const { text } = await desk.get(`/clients/${client}`);
  const was = visits(client);
  assert.equal((await desk.post(`/clients/${client}/visits`, fresh(text, start))).status, 403);
  assert.equal((await desk.post(`${path}/sign`, fresh(text, sheet))).status, 403);
  assert.equal((await desk.get(`/clients/${client}/start`)).status, 403);
  assert.equal(visits(client), was);
});

/* --- at the same moment ------------------------------------------------------------------------ */

/* Number of the row in the audit chain, or none. */
const seq = (client, action) => Number(sql(site.data, `SELECT max(seq) FROM audit
  WHERE hex(client) = upper('${hex(client)}') AND action = '${action}'`).trim());

test('what is withdrawn at the moment of a start comes before or after it, never beside it', async () => {
  for (let i = 0; i < 12; i++) {
    const client = await addClient(mira);
    await addComplaint(mira, client);
    await signConsent(mira, client);
    const page = (await mira.get(`/clients/${client}/start?complaint=1`)).text;
    await mira.post(`/clients/${client}/visits`, mira.edit(fieldsOf(page, '/visits'), { none: '1' }));
    const draft = (await mira.get('/unsigned')).text;
    assert.ok(draft.includes(client));
    await reply(client, 'ab_seizure', true);
    await clearance(client, 'ab_seizure');
    const safety = (await mira.get(`/clients/${client}/safety`)).text;
    const path = new RegExp(`/clients/${client}/clearances/[0-9a-f-]{36}`).exec(safety)[0];
    const away = fieldsOf((await mira.get(path)).text, path);
    const visit = new RegExp(`/clients/${client}/visits/[0-9a-f-]{36}`).exec(
      (await mira.get(`/clients/${client}`)).text)[0];
    const signing = edited(mira, fieldsOf((await mira.get(visit)).text, '/sign'),
      { ...sheet, 'b0.pressure': '2', 'b0.technique': 'effleurage' });
    const [withdrawn, signed] = await Promise.all([
      mira.post(path, mira.edit(away, { why: 'A second letter' })), mira.post(`${visit}/sign`, signing)]);
    assert.equal(withdrawn.status, 303);
    if (signed.status === 303)
      assert.ok(seq(client, 'visit.sign') < seq(client, 'clearance.withdraw'), 'signed after it');
    else
      assert.ok(seq(client, 'visit.refuse') > seq(client, 'clearance.withdraw'), faults(signed.text));
  }
});

/* --- limits ------------------------------------------------------------------------------------ */

test('caps, bans and areas are enforced when a note is signed', async () => {
  const client = await addClient(mira);
  await addComplaint(mira, client);
  const { sign } = visitsOf(mira), path = await startVisit(mira, client);
  await reply(client, 're_anticoagulant', true);
  await reply(client, 'loc_lump', true);
  const where = /\/clients\/[^"]*\/where\/\d+/.exec((await mira.get(
    `/clients/${client}/safety/${await numberOf(client, 'Undiagnosed lump')}`)).text)[0];
  assert.equal((await mira.fill(where, where, { 'map.where': 'calf_l', do: 'keep' })).status, 303);
  const cases = [[{}, 'b0.pressure', /Pressure 2 at most at back of neck, left: Anticoagulant medicine/],
    [{ 'b0.pressure': '2', 'b0.technique': 'deep' }, 'b0.technique', /No deep stripping at back of neck, left/],
    [{ 'b0.pressure': '2', 'b0.depth': 'deep' }, 'b0.technique', /No deep stripping at back of neck, left/],
    [{ 'b0.pressure': '1', 'b0.where': 'calf, left' }, 'b0.where', /No contact at calf, left: Undiagnosed lump/],
    [{ 'b0.pressure': '1', 'b0.where': 'Gastrocnemius', 'b0.side': 'both' }, 'b0.where', /No contact at calf, left/]];
  for (const [values, field, words] of cases) {
    const answer = await sign(path, values);
    assert.equal(answer.status, 422);
    assert.match(faults(answer.text), words);
    assert.match(answer.text, new RegExp(`href="#f-${field}"`));
  }
  assert.equal((await sign(path, { 'b0.pressure': '1', 'b0.depth': 'middle',
    'b0.where': 'Gastrocnemius', 'b0.side': 'right' })).status, 303);
});

async function numberOf(client, words) {
  const { text } = await mira.get(`/clients/${client}/safety`);
  return new RegExp(`/safety/(\\d+)"><strong>${words}`).exec(text)[1];
}

test('a reading of the visit closes it, and a lower one opens it', async () => {
  const client = await addClient(mira);
  await addComplaint(mira, client);
  const { sign } = visitsOf(mira), path = await startVisit(mira, client);
  const high = { 'sign1.measure': 'vital.bp_systolic', 'sign1.before_left': '181',
    'sign1.before_right': '', 'sign1.after_left': '', 'sign1.after_right': '' };
  const refused = await sign(path, high);
  assert.equal(refused.status, 422);
  assert.match(faults(refused.text), /Very high blood pressure measured here/);
  assert.equal((await sign(path, { ...high, 'sign1.after_left': '150' })).status, 303);
});

test('a place to take care wants a reason beyond what is usual', async () => {
  const client = await addClient(mira);
  await addComplaint(mira, client);
  const { sign } = visitsOf(mira), path = await startVisit(mira, client);
  const throat = { 'b0.where': 'throat_l', 'b0.pressure': '2' };
  const refused = await sign(path, throat);
  assert.equal(refused.status, 422);
  assert.match(faults(refused.text), /Front of neck: say why this is right here/);
  assert.equal((await sign(path, { ...throat, 'b0.reason': 'Scar after surgery, with the surgeon' })).status, 303);
  assert.match(shown((await mira.get(path)).text), /reason: Scar after surgery/);
});

test('a clearance that cannot be is refused, and what was typed stays', async () => {
  const client = await addClient(mira);
  await addComplaint(mira, client);
  await signConsent(mira, client);
  await reply(client, 'ab_seizure', true);
  for (const [values, words] of [[{ until_day: day(-3), given_day: day(-2) }, /before the day it was given/],
    [{ until_day: day(-1), given_day: day(-2) }, /This day is over/], [{ until_day: day(800) }, /Two years at most/],
    [{ until_day: 'soon' }, /year-month-day/], [{ given_day: day(3) }, /still to come/], [{ given_day: '' }, /day it was given/],
    [{ given_by: ' ' }, /who gave it/], [{ allowed: '' }, /what was allowed/], [{ cap: '9' }, /0 to 5/],
    [{ kind: 'fax' }, /a letter, or a call/], [{ given_day: '1999-01-01' }, /more than three months ago/],
    [{ given_by: 'Dr \u202Egnilc' }, /hidden mark/], [{ caution: 'rf_stroke' }, /Red flags, and what puts a visit off to another day, are never lifted/],
    [{ caution: 'no_such' }, /nothing of this kind/], [{ allowed: 'x'.repeat(1001) }, /Shorten this/]]) {
    const answer = await clearance(client, 'ab_seizure', values);
    assert.equal(answer.status, 422, JSON.stringify(values));
    assert.match(faults(answer.text), words);
    if (!values.given_by) assert.match(answer.text, /Dr Sample/);
  }
  await reply(client, 'rf_stroke', true);
  const red = await clearance(client, 'rf_stroke');
  assert.equal(red.status, 422);
});

const PDF = `%PDF-1.4\n${'x'.repeat(600000)}\n%%EOF\n`;
const letter = (body, name = 'Letter from Dr O\u2019Brien.pdf') => ({ kind: 'letter', document: { name, body } });

test('a letter is uploaded with the clearance, kept whole, and given back as a file', async () => {
  const client = await addClient(mira);
  await reply(client, 'ab_seizure', true);
  const none = await clearance(client, 'ab_seizure', { kind: 'letter' });
  assert.equal(none.status, 422);
  assert.match(faults(none.text), /Choose the letter/);
  for (const [body, words] of [['<!doctype html><script>1</script>', /no PDF, JPEG, PNG/], ['', /empty|Choose the letter/]]) {
    const bad = await clearance(client, 'ab_seizure', letter(body, 'scan.pdf'));
    assert.equal(bad.status, 422);
    assert.match(faults(bad.text), words);
    assert.match(bad.text, /Dr Sample/, 'what was typed is lost');
  }
  const large = await clearance(client, 'ab_seizure', letter(`%PDF-1.4${'x'.repeat(11 * 1024 * 1024)}`))
    .catch((error) => ({ status: error.code }));
  assert.ok([413, 'ECONNRESET', 'EPIPE'].includes(large.status), String(large.status));
  assert.equal((await clearance(client, 'ab_seizure', letter(PDF))).status, 303);
  const { text } = await mira.get(`/clients/${client}/safety`);
  const page = new RegExp(`/clients/${client}/clearances/[0-9a-f-]{36}`).exec(text)[0];
  const file = new RegExp(`/clients/${client}/documents/[0-9a-f-]{36}`).exec((await mira.get(page)).text)[0];
  const got = await mira.get(file);
  assert.equal(got.status, 200);
  assert.equal(got.text, PDF);
  assert.equal(got.headers['content-type'], 'application/pdf');
  assert.match(got.headers['content-disposition'], /^attachment; filename="document\.pdf"$/);
  assert.equal(got.headers['x-content-type-options'], 'nosniff');
  assert.equal((await desk.get(file)).status, 403);
  sql(site.data, `UPDATE document SET hash = 'x' WHERE hex(client) = upper('${hex(client)}')`);
  assert.equal((await mira.get(file)).status, 500, 'a bent file is given out');
});

test('a refusal is recorded, with who tried', async () => {
  const client = await addClient(mira);
  await addComplaint(mira, client);
  await signConsent(mira, client);
  await reply(client, 'rf_stroke', true);
  await mira.fill(`/clients/${client}/visits/earlier`, `/clients/${client}/visits`, { started: '' });
  assert.match(shown((await mira.get(`/clients/${client}/safety`)).text),
    /Mira O'Neil tried to start a visit: Sudden face droop/);
});

test('a yes on a page that is stale is kept; its noes are not', async () => {
  const client = await addClient(mira);
  await addComplaint(mira, client);
  await signConsent(mira, client);
  const { text } = await mira.get(`/clients/${client}/start?complaint=1`);
  const first = await mira.post(`/clients/${client}/visits`,
    mira.edit(fieldsOf(text, '/visits'), { none: '1' }));
  assert.equal(first.status, 303);
  const late = mira.edit(fieldsOf(text, '/visits'), { key: randomUUID(), yes: 'rf_stroke', some: '1' });
  await mira.post(`/clients/${client}/visits`, late);
  assert.equal(sql(site.data, `SELECT yes FROM standing WHERE caution = 'rf_stroke'
    AND hex(client) = upper('${hex(client)}')`).trim(), '1');
  assert.equal(sql(site.data, `SELECT count(*) FROM answer WHERE caution = 'ab_seizure'
    AND hex(client) = upper('${hex(client)}')`).trim(), '1');
});

test('marked places that are shown again and sent unchanged all stay', async () => {
  const client = await addClient(mira);
  await addComplaint(mira, client);
  await startVisit(mira, client);
  await reply(client, 'loc_lump', true);
  const n = readFileSync('data/contraindications.csv', 'utf8').split('\n')
    .findIndex((line) => line.startsWith('loc_lump,'));
  const path = `/clients/${client}/where/${n}`;
  const places = ['calf, left', 'back of neck, left', 'heel, left'];
  const region = async () => sql(site.data, `SELECT sites FROM standing WHERE caution = 'loc_lump'
    AND hex(client) = upper('${hex(client)}')`).trim();
  const sent = await mira.fill(path, path, { 'map.where': ['calf_l', 'neck_back_l', 'heel_l'], do: 'keep' });
  assert.equal(sent.status, 303, faults(sent.text));
  const before = await region();
  assert.equal(before.split(';').length, places.length, before);
  assert.equal((await mira.fill(path, path, { do: 'keep' })).status, 303);
  assert.equal((await region()).split(';').length, places.length);
});

const numberOfRow = (caution) => readFileSync('data/contraindications.csv', 'utf8').split('\n')
  .findIndex((line) => line.startsWith(`${caution},`));
const standing = (client, caution) => sql(site.data, `SELECT yes, sites FROM standing
  WHERE caution = '${caution}' AND hex(client) = upper('${hex(client)}')`).trim();

test('what puts a visit off to another day has no clearance', async () => {
  const client = await addClient(mira);
  await addComplaint(mira, client);
  await signConsent(mira, client);
  await reply(client, 'ab_fever', true);
  const { text } = await mira.get(`/clients/${client}/start?complaint=1`);
  assert.match(shown(text), /Not today .*No letter or call lifts it/);
  assert.doesNotMatch(shown(text), /Record a letter or a call/);
  assert.match(shown((await mira.get(`/clients/${client}`)).text), /Not today\./);
  await reply(client, 'ab_seizure', true);
  const answer = await clearance(client, 'ab_fever');
  assert.equal(answer.status, 422);
  assert.match(faults(answer.text), /nothing of this kind/);
});

test('what puts a visit off, or stops it, is asked again once its day is over', async () => {
  for (const [caution, words] of [['ab_fever', /Not today/], ['rf_stroke', /No treatment now/]]) {
    const client = await addClient(mira);
    await addComplaint(mira, client);
    await signConsent(mira, client);
    await reply(client, caution, true);
    const start = `/clients/${client}/start?complaint=1`;
    const { text } = await mira.get(start);
    assert.match(shown(text), words);
    assert.doesNotMatch(text, /name="none"/, 'questions to somebody who is sent away');
    sql(site.data, `UPDATE standing SET yes_utc = yes_utc - 172800, since_utc = since_utc - 172800,
      at_utc = at_utc - 172800 WHERE hex(client) = upper('${hex(client)}')`);
    const later = await mira.get(start);
    assert.match(later.text, new RegExp(`name="yes" value="${caution}"`));
    const answer = await mira.fill(start, '/visits', { none: '1' }, { to: `/clients/${client}/visits` });
    assert.match(answer.headers.location ?? faults(answer.text), /\/visits\/[0-9a-f]/, caution);
  }
});

test('the page that marks places does not write over places marked meanwhile', async () => {
  const client = await addClient(mira);
  await addComplaint(mira, client);
  await startVisit(mira, client);
  await reply(client, 'loc_lump', true);
  const path = `/clients/${client}/where/${numberOfRow('loc_lump')}`;
  const old = (await mira.get(path)).text;
  const sent = await mira.fill(path, path, { 'map.where': 'calf_l', do: 'keep' });
  assert.equal(sent.status, 303, faults(sent.text));
  const late = await mira.post(path, mira.edit(fieldsOf(old, path), { 'map.where': 'heel, left', do: 'keep' }));
  assert.equal(late.status, 422);
  assert.match(faults(late.text), /answered meanwhile/);
  assert.equal(standing(client, 'loc_lump'), '1|calf_l');
  const both = await mira.post(path, mira.edit(fieldsOf(late.text, path), { do: 'keep' }));
  assert.equal(both.status, 303);
  assert.match(standing(client, 'loc_lump'), /^1\|heel_l;calf_l$/);
});

test('news are followed by every question that was answered before them', async () => {
  const client = await addClient(mira);
  await addComplaint(mira, client);
  await startVisit(mira, client);
  sql(site.data, `UPDATE standing SET at_utc = at_utc - 200000, since_utc = since_utc - 200000
    WHERE hex(client) = upper('${hex(client)}')`);
  const { text } = await mira.get(`/clients/${client}/start?complaint=1`);
  assert.doesNotMatch(text, /value="re_glaucoma"/, 'asked before its period is over');
  const fields = fieldsOf(text, '/visits');
  const first = await mira.post(`/clients/${client}/visits`,
    mira.edit(fields, { yes: 're_anything_new', some: '1' }));
  const was = visits(client);
  assert.ok([303, 422].includes(first.status));
  const again = await mira.get(`/clients/${client}/start?complaint=1`);
  assert.match(again.text, /value="re_glaucoma"/);
  const done = await mira.post(`/clients/${client}/visits`,
    mira.edit(fieldsOf(again.text, '/visits'), { none: '1' }));
  assert.equal(done.status, 303);
  assert.match(done.headers.location, /visits/, was);
});

test('what was done about self-harm is written though the next answer is no', async () => {
  const client = await addClient(mira);
  await addComplaint(mira, client);
  const { sign } = visitsOf(mira), path = await startVisit(mira, client);
  await reply(client, 'rf_suicide_said', true);
  await reply(client, 'rf_suicide_said', false);
  const refused = await sign(path, {});
  assert.equal(refused.status, 422);
  assert.match(faults(refused.text), /Write first what was done/);
  const crisis = `/clients/${client}/crisis`;
  assert.equal((await mira.fill(crisis, crisis, { body: 'Called the crisis line together' })).status, 303);
  assert.equal((await sign(path, {})).status, 303);
  assert.doesNotMatch((await mira.get('/')).text, new RegExp(`/clients/${client}/crisis`));
});

/* --- drafts that were left open ---------------------------------------------------------------- */

const older = (client, days) => sql(site.data, `UPDATE visit SET entered_utc = entered_utc - ${days * 86400},
  started_utc = started_utc - ${days * 86400} WHERE hex(client) = upper('${hex(client)}')`);
/* As if everything before had happened so many days earlier. */
const olderAnswers = (client, days) => sql(site.data, ['standing SET at_utc = at_utc - N, since_utc = since_utc - N',
  'consent SET at_utc = at_utc - N', 'answer SET at_utc = at_utc - N'].map((change) =>
  `UPDATE ${change.replaceAll('N', days * 86400)} WHERE hex(client) = upper('${hex(client)}');`).join(' '));

test('a draft that is older than a day is signed only when it is said that the visit took place then', async () => {
  const client = await addClient(mira);
  await addComplaint(mira, client);
  const { sign } = visitsOf(mira), path = await startVisit(mira, client);
  assert.doesNotMatch((await mira.get(path)).text, /name="held"/);
  older(client, 3);
  olderAnswers(client, 3);
  const refused = await sign(path, {});
  assert.equal(refused.status, 422);
  assert.match(faults(refused.text), /begun more than a day ago/);
  assert.equal((await sign(path, { held: '1' })).status, 303);
});

test('a note that says that the visit was later is judged by that later time', async () => {
  const client = await addClient(mira);
  await addComplaint(mira, client);
  const { sign } = visitsOf(mira), path = await startVisit(mira, client);
  older(client, 3);
  olderAnswers(client, 3);
  await withdrawConsent(client);
  const today = `${day(0)}T00:00`;
  const refused = await sign(path, { held: '1', started: today });
  assert.equal(refused.status, 422);
  assert.match(faults(refused.text), /safety questions are to be asked first/);
  const before = await sign(path, { held: '1', started: '1950-01-01T10:00' });
  assert.equal(before.status, 422);
  assert.match(faults(before.text), /before the client was born/);
});

test('a note is not signed over what another window has kept', async () => {
  const client = await addClient(mira);
  await addComplaint(mira, client);
  const path = await startVisit(mira, client);
  const old = fieldsOf((await mira.get(path)).text, '/sign');
  assert.equal((await mira.fill(path, '/sign', { s: 'The newer words', do: 'save' },
    { to: `${path}/draft` })).status, 303);
  const late = await mira.post(`${path}/sign`, edited(mira, old, { ...sheet, s: 'Older words' }));
  assert.equal(late.status, 409);
  assert.match(faults(late.text), /saved in another window/);
  assert.match(late.text, /Older words/);
  assert.match(visits(client), /draft/);
});

test('of three readings of blood pressure the last counts', async () => {
  const client = await addClient(mira);
  await addComplaint(mira, client);
  const { sign } = visitsOf(mira), path = await startVisit(mira, client);
  const read = (values) => ({ 'sign1.measure': 'vital.bp_systolic', 'sign1.before_left': values,
    'sign1.before_right': '', 'sign1.after_left': '', 'sign1.after_right': '' });
  const high = await sign(path, read('150 160 190'));
  assert.equal(high.status, 422);
  assert.match(faults(high.text), /Very high blood pressure measured here/);
  assert.equal((await sign(path, read('190 160 150'))).status, 303);
});

/* --- what was said and signed at other times --------------------------------------------------- */

test('an operation of the past weeks is asked for in full, and its limits stand', async () => {
  const client = await addClient(mira);
  await addComplaint(mira, client);
  await startVisit(mira, client);
  const { text } = await mira.get(`/clients/${client}/start?complaint=1`);
  assert.doesNotMatch(text, /Operation since last time/);
  sql(site.data, `UPDATE standing SET at_utc = at_utc - 200000 WHERE hex(client) = upper('${hex(client)}')`);
  assert.match(shown((await mira.get(`/clients/${client}/start?complaint=1`)).text),
    /Have you had any operation in the past 12 weeks\?/);
});

test('a consent that was signed after the visit does not cover it', async () => {
  const client = await addClient(mira);
  await addComplaint(mira, client);
  const { sign } = visitsOf(mira), path = await startVisit(mira, client);
  await withdrawConsent(client);
  const who = `hex(client) = upper('${hex(client)}')`;
  sql(site.data, `UPDATE visit SET entered_utc = entered_utc - 3600, started_utc = started_utc - 3600 WHERE ${who};
    UPDATE consent SET at_utc = at_utc - 7200, withdrawn_utc = at_utc - 5400 WHERE ${who};
    UPDATE standing SET at_utc = at_utc - 7200, since_utc = since_utc - 7200 WHERE ${who}`);
  await signConsent(mira, client);
  const refused = await sign(path, {});
  assert.equal(refused.status, 422);
  assert.match(faults(refused.text), /no valid consent/);
});

test('what is told days after a visit says nothing of it, but a second yes does not hide the first', async () => {
  const client = await addClient(mira);
  await addComplaint(mira, client);
  const { sign } = visitsOf(mira), path = await startVisit(mira, client);
  const back = (days) => {
    older(client, days);
    olderAnswers(client, days);
    sql(site.data, `UPDATE standing SET yes_utc = yes_utc - ${days * 86400} WHERE hex(client) = upper('${hex(client)}')`);
  };
  back(4);
  for (const yes of [true, false]) await reply(client, 'rf_stroke', yes);
  await reply(client, 're_migraine_now', true);
  const note = { held: '1', 'b0.pressure': '3', 'b0.depth': 'middle' };
  const today = await sign(path, note);
  assert.equal(today.status, 422);
  assert.match(faults(today.text), /Since yesterday the client has said: Sudden face droop/);
  const told = `caution IN ('rf_stroke', 're_migraine_now') AND hex(client) = upper('${hex(client)}')`;
  sql(site.data, `UPDATE answer SET at_utc = at_utc - 172800 WHERE at_utc > ${Math.floor(Date.now() / 1000) - 3600} AND ${told};
    UPDATE standing SET at_utc = at_utc - 172800, since_utc = since_utc - 172800, yes_utc = yes_utc - 172800 WHERE ${told}`);
  assert.equal((await sign(path, note)).status, 303);

  const other = await addClient(mira);
  await addComplaint(mira, other);
  const second = await startVisit(mira, other);
  for (const yes of [true, false]) await reply(other, 'rf_stroke', yes);
  older(other, 4);
  olderAnswers(other, 4);
  for (const yes of [true, false]) await reply(other, 'rf_stroke', yes);
  const refused = await sign(second, { held: '1' });
  assert.equal(refused.status, 422);
  assert.match(faults(refused.text), /No treatment: Sudden face droop/);
});

test('a yes on a stale page is written down, though it is yes already', async () => {
  const client = await addClient(mira);
  await addComplaint(mira, client);
  await startVisit(mira, client);
  const { text } = await mira.get(`/clients/${client}/start?complaint=1`);
  const late = (extra) => mira.post(`/clients/${client}/visits`, mira.edit(fieldsOf(text, '/visits'),
    { key: randomUUID(), asked: 're_anticoagulant', yes: 're_anticoagulant', some: '1', ...extra }));
  await reply(client, 're_anticoagulant', true);
  await late();
  assert.equal(sql(site.data, `SELECT count(*) FROM answer WHERE caution = 're_anticoagulant' AND yes = 1
    AND hex(client) = upper('${hex(client)}')`).trim(), '2');
});
