/* Adverse events and follow-up tasks: recorded, added to, done, by whom and for whom.
 * Must never: take a page's word for what is stored; the record is opened again.
 * Read next: src/web/adverse.c, src/practice/adverse.c.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { addClient, addComplaint, colleague, edited, faults, fieldsOf, idIn, practice, serve, sheet,
  shown, signConsent, signedIn, sql, startVisit, stop, Visitor, valueOf } from './site.mjs';

let site, mira, tess;
let quiet, una, vic; /* a practice with few tasks: the first page has room for them */

before(async () => {
  [site, quiet] = [await practice(), await practice()];
  [mira, una] = [await signedIn(site), await signedIn(quiet)];
  tess = await colleague(site, mira, 'Tess', 'therapist');
  vic = await colleague(quiet, una, 'Vic', 'therapist');
});
after(() => Promise.all([site.end(), quiet.end()]));

/* A day of the practice, `plus` days from today: stored form, and as pages show it. */
const moment = (plus) => new Date(Date.now() + plus * 86400000);
const SYDNEY = { timeZone: 'Australia/Sydney' };
const day = (plus = 0) => moment(plus).toLocaleDateString('sv-SE', SYDNEY);
const human = (plus) => {
  const part = (options) => moment(plus).toLocaleDateString('en-US', { ...SYDNEY, ...options });
  return `${part({ day: 'numeric' })} ${part({ month: 'short' })} ${part({ year: 'numeric' })}`;
};

const right = { kind: 'flare', severity: 'mild', visit: '', over: '',
  body: "Couldn't sleep; <b>rested</b> & warmed it." };

const newOf = (client) => `/clients/${client}/adverse/new`;
const listOf = (client) => `/clients/${client}/adverse`;
const send = (client, values = {}, visitor = mira) => visitor.fill(newOf(client), newOf(client),
  { ...right, began: day(), ...values });

/* Resolves to the event's path. */
async function record(client, values = {}, visitor = mira) {
  const answer = await send(client, values, visitor);
  assert.equal(answer.status, 303, faults(answer.text));
  const [path] = answer.headers.location.split('?');
  assert.match(path, /^\/clients\/[0-9a-f-]+\/adverse\/[0-9a-f-]{36}$/);
  return path;
}

const see = async (path, visitor = mira) => shown((await visitor.get(path)).text);
const doneForms = (html) => [...html.matchAll(/action="(\/clients\/[^"]*\/tasks\/[^"]*\/done)"/g)]
  .map((m) => m[1]);
const add = (path, values, visitor = mira) => visitor.fill(path, path, values);

async function signedVisit(client) {
  await addComplaint(mira, client);
  const path = await startVisit(mira, client);
  const fields = fieldsOf((await mira.get(path)).text, '/sign');
  const answer = await mira.post(`${path}/sign`, edited(mira, fields, sheet));
  assert.equal(answer.status, 303, faults(answer.text));
  return path;
}

/* --- recording --------------------------------------------------------------------------------- */

test('every kind and severity is recorded as it was chosen, and read again', async () => {
  const client = await addClient(mira, { given: "D'Arcy", family: "O'Neil-Ng" });
  assert.match(await see(listOf(client)), /None so far\. That is worth knowing too\./);
  const kinds = { soreness: /Sore for more than 48 hours/, bruise: /Bruise/,
    flare: /Flare of pain/, faint: /Faintness or fainting/,
    nerve: /Tingling, numbness or weakness/, other: /Something else/ };
  for (const [kind, words] of Object.entries(kinds))
    for (const severity of ['mild', 'moderate', 'severe']) {
      const path = await record(client, { kind, severity });
      const said = await see(path);
      assert.match(said, words);
      assert.match(said, new RegExp(` ${severity} `));
      assert.match(said, new RegExp(`D'Arcy O'Neil-Ng · since ${human(0)}`));
      assert.match(said, /Couldn't sleep; <b>rested<\/b> & warmed it\./);
      assert.match(said, /Recorded by Mira O'Neil/);
      assert.equal(/What to do now/.test(said), severity === 'severe', `${kind} ${severity}`);
    }
  assert.equal((await see(listOf(client))).match(/since \d/g).length, 18);
});

test('after a severe one the page says what to do, and the tasks are on the lists', async () => {
  const client = await addClient(una, { given: 'Sean', family: "O'Dowd", gp: "Dr O'Hara" });
  const answer = await send(client, { severity: 'severe', began: day(-2) }, una);
  const { text } = await una.get(answer.headers.location);
  const said = shown(text);
  for (const words of [/Recorded\. What has to follow is on the list of tasks\./, /Call 000/,
    /Refer\. Ask the client to see a doctor today\./, /Write to the GP, Dr O'Hara\./,
    /has not agreed to sharing/, /Ask how the client is/])
    assert.match(said, words);
  assert.match(text, /href="tel:000"/);
  const letter = new RegExp(`Write to the GP about the adverse event of ${human(-2)} due today`);
  assert.match(said, letter);
  assert.match(said, /Ask how the client is due tomorrow/);
  for (const page of ['/tasks', '/', listOf(client)])
    for (const visitor of [una, vic])
      assert.match(await see(page, visitor), letter, page);
  assert.match(await see('/tasks', vic), /Sean O'Dowd · Write to the GP/);
  assert.doesNotMatch(await see('/tasks', una), /Flare|sleep/, 'clinical words on the list of all');
  await signConsent(una, client, { kind: ['gp'] });
  assert.doesNotMatch(await see(answer.headers.location, una), /has not agreed to sharing/);
});

test('without a GP on record the page says so', async () => {
  const client = await addClient(mira);
  assert.match(await see(await record(client, { severity: 'severe' })), /Nobody is on record: ask/);
});

test('a moderate one is followed up in two days, a mild one is not', async () => {
  const client = await addClient(mira);
  const moderate = await see(await record(client, { severity: 'moderate' }));
  assert.match(moderate, new RegExp(`Ask how the client is due ${human(2)}`));
  assert.doesNotMatch(moderate, /Write to the GP|What to do now/);
  assert.match(await see(await record(client)), /Nothing follows from this one/);
});

test('each fault is said at its place, and all that was typed comes back', async () => {
  const client = await addClient(mira);
  const long = "é'".repeat(1001);
  const cases = [[{ kind: null }, 'kind', /Choose what it was/],
    [{ kind: 'death' }, 'kind', /Choose what it was/],
    [{ severity: null }, 'severity', /Choose how severe/],
    [{ severity: 'SEVERE' }, 'severity', /Choose how severe/],
    [{ began: '' }, 'began', /Enter the day it began/],
    [{ began: '2026-02-30' }, 'began', /a day that exists/],
    [{ began: 'last week' }, 'began', /a day that exists/],
    [{ began: day(1) }, 'began', /still to come/],
    [{ began: '1400-01-01' }, 'began', /from 1880 on/],
    [{ over: day(-1) }, 'over', /before the day it began/],
    [{ over: day(1) }, 'over', /still to come/],
    [{ over: '2026-13-01' }, 'over', /a day that exists/],
    [{ body: ' \n ' }, 'body', /Enter what happened and what was done/],
    [{ body: long }, 'body', /Shorten this to 2000 characters; it has 2002/]];
  for (const [values, field, words] of cases) {
    const answer = await send(client, { severity: 'severe', ...values });
    assert.equal(answer.status, 422, JSON.stringify(values).slice(0, 60));
    assert.match(faults(answer.text), words);
    assert.ok(answer.text.includes(`href="#f-${field}"`) && answer.text.includes(`id="f-${field}"`));
    const kept = fieldsOf(answer.text, '/adverse/new');
    for (const [name, v] of Object.entries({ ...right, began: day(), severity: 'severe', ...values }))
      if (!(['kind', 'severity'].includes(name) && values[name] !== undefined))
        assert.equal(valueOf(kept, name) ?? null, v, `${field}: ${name} is lost`);
  }
  assert.equal((await send(client, { mood: 'x' })).status, 400);
  assert.match(await see(listOf(client)), /None so far/);
  assert.match(await see(listOf(client)), /Nothing for this client/);
  await record(client, { body: long.slice(0, 2000) });
});

test('the same key makes one row, with one answer', async () => {
  const client = await addClient(mira);
  const fields = mira.edit(fieldsOf((await mira.get(newOf(client))).text, '/adverse/new'),
    { ...right, began: day(), severity: 'severe' });
  const answers = await Promise.all(Array.from({ length: 6 }, () => mira.post(newOf(client), fields)));
  answers.push(await mira.post(newOf(client), fields));
  assert.equal(new Set(answers.map((a) => `${a.status} ${a.headers.location}`)).size, 1);
  assert.equal(answers[0].status, 303);
  const list = await mira.get(listOf(client));
  assert.equal(shown(list.text).match(/since \d/g).length, 1);
  assert.equal(doneForms(list.text).length, 2);
  const other = await mira.post(newOf(client), mira.edit(fields, { body: 'Other words' }));
  assert.equal(other.status, 409);
  assert.match(shown(other.text), /already sent with other contents.*Other words/);
});

/* --- the visit --------------------------------------------------------------------------------- */

test('a signed note leads to its events and lists them', async () => {
  const client = await addClient(mira);
  const path = await signedVisit(client);
  const note = await mira.get(path);
  const link = /href="([^"]*\/adverse\/new\?visit=[^"]*)"[^>]*>Something went wrong/.exec(note.text)[1];
  const form = fieldsOf((await mira.get(link)).text, '/adverse/new');
  assert.equal(valueOf(form, 'visit'), idIn(path.split('/visits/')[1]));
  const early = await mira.post(newOf(client), mira.edit(form, { ...right,
    visit: valueOf(form, 'visit'), began: day(-1) }));
  assert.equal(early.status, 422);
  assert.match(faults(early.text), /before the visit/);
  assert.equal(valueOf(fieldsOf(early.text, '/adverse/new'), 'visit'), valueOf(form, 'visit'));
  const event = await record(client, { visit: valueOf(form, 'visit'), kind: 'faint' });
  assert.match((await mira.get(event)).text, new RegExp(`href="${path}"`));
  assert.match(await see(path), /Adverse events Faintness or fainting mild/);
  await record(client, { kind: 'bruise' });
  assert.doesNotMatch(await see(path), /Bruise/, 'one that is not tied to it');
  assert.match(shown((await mira.get(listOf(client))).text), /Bruise/);
});

test('another client\'s visit, a foreign draft, a voided note and bent ids are not taken', async () => {
  const [a, b] = [await addClient(mira), await addClient(mira)];
  const visit = idIn((await signedVisit(a)).split('/visits/')[1]);
  for (const id of [visit, randomUUID(), 'x', `${visit}0`]) {
    assert.equal((await mira.get(`${newOf(b)}?visit=${id}`)).status, 404, id);
    assert.equal((await send(b, { visit: id })).status, 404, id);
  }
  const draft = idIn((await startVisit(mira, a)).split('/visits/')[1]);
  assert.equal((await mira.get(`${newOf(a)}?visit=${draft}`)).status, 200);
  assert.equal((await tess.get(`${newOf(a)}?visit=${draft}`)).status, 404);
  assert.equal((await send(a, { visit: draft }, tess)).status, 404);
  await mira.fill(`/clients/${a}/visits/${visit}`, `/clients/${a}/visits/${visit}/void`,
    { reason: 'Wrong chart' });
  const voided = await send(a, { visit });
  assert.equal(voided.status, 409);
  assert.match(shown(voided.text), /voided: record the event without it.*Couldn't sleep/);
});

test('nothing of one client is found under another', async () => {
  const [a, b] = [await addClient(mira), await addClient(mira)];
  const event = idIn((await record(a, { severity: 'severe' })).split('/adverse/')[1]);
  const [task] = doneForms((await mira.get(listOf(a))).text).map((p) => idIn(p.split('/tasks/')[1]));
  const ids = fieldsOf((await mira.get(listOf(b))).text, '/tasks').filter(([n]) => n === 'csrf');
  const key = () => ['key', randomUUID()];
  assert.equal((await mira.get(`/clients/${b}/adverse/${event}`)).status, 404);
  for (const [path, fields] of [[`/clients/${b}/adverse/${event}`, [['body', 'x'], ['version', '1']]],
    [`/clients/${b}/tasks/${task}/done`, [['how', 'x']]],
    [`/clients/${b}/tasks`, [['body', 'x'], ['due', day()], ['adverse', event]]]])
    assert.equal((await mira.post(path, [...ids, key(), ...fields])).status, 404, path);
  assert.equal(doneForms((await mira.get(listOf(a))).text).length, 2);
});

/* --- adding to it ------------------------------------------------------------------------------ */

test('what is added stands below with name and time, and closes the event', async () => {
  const client = await addClient(mira);
  const path = await record(client, { severity: 'severe', began: day(-3) });
  const bad = [[{ over: '', body: ' ' }, /Enter what was done since/],
    [{ over: day(-4), body: 'Kept words' }, /before the day it began/],
    [{ over: day(1), body: 'Kept words' }, /still to come/],
    [{ over: '', body: 'y'.repeat(2001) }, /Shorten this to 2000/]];
  for (const [values, words] of bad) {
    const answer = await add(path, values);
    assert.equal(answer.status, 422);
    assert.match(faults(answer.text), words);
    const kept = fieldsOf(answer.text, path);
    for (const [name, value] of Object.entries(values)) assert.equal(valueOf(kept, name), value);
    assert.match(answer.text, /<details open><summary>Add to it/);
  }
  assert.equal((await add(path, { body: "GP's letter sent." }, tess)).status, 303);
  assert.match(await see(path), /What to do now/);
  assert.equal((await add(path, { over: day(-1), body: 'Well again.' })).status, 303);
  const said = await see(path);
  assert.match(said, new RegExp(`${human(-3)}, over on ${human(-1)}`));
  assert.match(said, /Tess, [^.]*\. GP's letter sent\./);
  assert.match(said, new RegExp(`Mira O'Neil, [^.]*\\. Over on ${human(-1)}\\. Well again\\.`));
  assert.match(said, /Couldn't sleep/);
  assert.doesNotMatch(said, /What to do now/);
  await add(path, { over: day(0) });
  await add(path, { over: '', body: 'It came back.' });
  const after = await see(path);
  assert.match(after, new RegExp(`Over on ${human(0)}, not on ${human(-1)}\\.`));
  assert.match(after, new RegExp(`Not over on ${human(0)} after all\\. It came back\\.`));
});

test('of two who add at once one is told, and loses nothing', async () => {
  const client = await addClient(mira);
  const path = await record(client);
  const [hers, his] = [fieldsOf((await mira.get(path)).text, path),
    fieldsOf((await tess.get(path)).text, path)];
  assert.equal((await mira.post(path, mira.edit(hers, { over: day(), body: 'Hers' }))).status, 303);
  const late = await tess.post(path, tess.edit(his, { body: 'His words' }));
  assert.equal(late.status, 409);
  assert.match(faults(late.text), /Changed meanwhile/);
  assert.match(shown(late.text), /Hers/);
  const again = fieldsOf(late.text, path);
  assert.equal(valueOf(again, 'body'), 'His words');
  assert.equal(valueOf(again, 'over'), day(), 'sending again would open the event');
  assert.equal((await tess.post(path, again)).status, 303);
  for (let i = 0; i < 2; i++) assert.equal((await tess.post(path, again)).status, 303);
  const said = await see(path);
  assert.equal(said.match(/His words/g).length, 1, 'a replay stands there twice');
  assert.match(said, /over the same day/);
});

/* --- tasks ------------------------------------------------------------------------------------- */

test('a task is done once, with how, and leaves the lists', async () => {
  const client = await addClient(una, { given: 'Zoë', family: "D'Angelo" });
  const path = await record(client, { severity: 'severe' }, una);
  const [letter, followup] = doneForms((await una.get(path)).text);
  const done = (page, action, how, visitor = una) => visitor.fill(page, action, { how });
  for (const [how, words] of [['  ', /Enter what was done/], ['z'.repeat(401), /Shorten this to 400/]]) {
    const answer = await done('/tasks', letter, how);
    assert.equal(answer.status, 422);
    assert.match(faults(answer.text), words);
    assert.match(shown(answer.text), /Zoë D'Angelo · Write to the GP/);
    assert.equal(valueOf(fieldsOf(answer.text, letter), 'how'), how);
  }
  const fields = una.edit(fieldsOf((await una.get(path)).text, letter), { how: "Wrote; it's sent" });
  for (let i = 0; i < 3; i++) {
    const answer = await una.post(letter, fields);
    assert.equal(answer.status, 303);
    assert.equal(answer.headers.location, path, 'back to the page it came from');
  }
  const late = await una.post(letter, una.edit(fields, { key: randomUUID(), how: 'Mine too' }));
  assert.equal(late.status, 409);
  assert.match(shown(late.text), /done already, by Mira O'Neil.*Mine too/);
  assert.match(await see(path, una), /Done by Mira O'Neil: Wrote; it's sent/);
  assert.doesNotMatch((await una.get('/tasks')).text, new RegExp(letter));
  assert.equal((await done('/', followup, 'Rang', vic)).headers.location, '/');
  assert.doesNotMatch(await see('/', una), /Zoë D'Angelo · Ask/);
  assert.equal((await see(listOf(client), una)).match(/Done by/g).length, 2);
});

test('a task is added by hand, for a client or for an event', async () => {
  const client = await addClient(mira);
  const event = await record(client);
  for (const page of [listOf(client), event]) {
    const action = `/clients/${client}/tasks`;
    for (const [values, words] of [[{ body: ' ', due: day() }, /Enter what is to be done/],
      [{ body: "Ring; it's due", due: day(-1) }, /This day is over/],
      [{ body: "Ring; it's due", due: '2026-02-30' }, /a day that exists/],
      [{ body: "Ring; it's due", due: '2999-01-01' }, /Two years ahead/],
      [{ body: 'w'.repeat(401), due: day() }, /Shorten this to 400/]]) {
      const answer = await mira.fill(page, action, values);
      assert.equal(answer.status, 422);
      assert.match(faults(answer.text), words);
      const kept = fieldsOf(answer.text, '/tasks');
      for (const [name, value] of Object.entries(values)) assert.equal(valueOf(kept, name), value);
      assert.equal(valueOf(kept, 'adverse'), idIn(page.split('/adverse/')[1]));
    }
    const body = page === event ? 'Ring about it' : 'Ring them';
    const fields = mira.edit(fieldsOf((await mira.get(page)).text, action), { body, due: day(5) });
    for (let i = 0; i < 2; i++) assert.equal((await mira.post(action, fields)).headers.location, page);
    assert.equal((await see(page)).match(new RegExp(`${body} due ${human(5)}`, 'g')).length, 1);
  }
  assert.doesNotMatch(await see(event), /Ring them/);
});

test('what is overdue says so in words', async () => {
  const other = await practice();
  try {
    const owner = await signedIn(other);
    const client = await addClient(owner);
    await record(client, { severity: 'severe' }, owner);
    await stop(other);
    sql(other.data, `UPDATE task SET due = '${day(-3)}' WHERE kind = 'letter'`);
    const again = await serve(other.data);
    const later = await signedIn(again, other.email, other.password);
    for (const page of ['/', '/tasks', listOf(client)]) {
      const said = await see(page, later);
      assert.match(said, new RegExp(`overdue was due ${human(-3)}`), page);
      assert.equal(said.match(/overdue/g).length, 1, page);
    }
    await stop(again);
  } finally {
    await other.end();
  }
});

test('the list of all holds a hundred and says that there are more', async () => {
  const client = await addClient(mira);
  const action = `/clients/${client}/tasks`;
  const open = () => mira.get('/tasks').then(({ text }) => doneForms(text).length);
  const csrf = valueOf(fieldsOf((await mira.get(listOf(client))).text, action), 'csrf');
  for (let n = await open(); n <= 100; n++)
    assert.equal((await mira.post(action, [['csrf', csrf], ['key', randomUUID()],
      ['body', `Thing ${n}`], ['due', day(30)], ['from', 'tasks']])).headers.location, '/tasks');
  assert.equal(await open(), 100);
  assert.match(await see('/tasks'), /There are more\. These are the first 100/);
  assert.equal(doneForms((await mira.get('/')).text).length, 6);
  assert.match(await see('/'), /There are more: see all/);
});

/* --- who may ----------------------------------------------------------------------------------- */

test('therapists only; strangers are asked to sign in', async () => {
  const client = await addClient(mira);
  const event = await record(client, { severity: 'severe' });
  const [done] = doneForms((await mira.get(event)).text);
  const pages = [listOf(client), newOf(client), event, '/tasks'];
  const forms = [newOf(client), event, `/clients/${client}/tasks`, done];
  for (const role of ['desk', 'owner']) {
    const other = await colleague(site, mira, `Only${role}`, role);
    const csrf = valueOf(fieldsOf((await other.get('/')).text, '/sign-out'), 'csrf');
    for (const page of pages) assert.equal((await other.get(page)).status, 403, page);
    for (const form of forms)
      assert.equal((await other.post(form, [['csrf', csrf], ['key', randomUUID()]])).status, 403, form);
    assert.doesNotMatch((await other.get('/')).text, /To do|\/tasks/);
    assert.doesNotMatch((await other.get(`/clients/${client}`)).text, /\/adverse/);
  }
  const stranger = new Visitor(site.port);
  for (const page of pages) assert.match((await stranger.get(page)).headers.location, /^\/sign-in/);
  for (const form of forms) assert.equal((await stranger.post(form, [['how', 'x']])).status, 401);
});

test('every write and every view leaves its row, without clinical words', async () => {
  const client = await addClient(mira);
  assert.match((await mira.get(`/clients/${client}`)).text, new RegExp(`href="${listOf(client)}"`));
  const event = await record(client, { severity: 'severe', body: 'A secret swelling' });
  await mira.get(event);
  await add(event, { body: 'More secrets' });
  const [done] = doneForms((await mira.get(event)).text);
  await mira.fill(event, done, { how: 'Secretly' });
  const rows = await see(`/audit?client=${client}`);
  for (const words of [/recorded an adverse event/, /saw adverse events/, /added to an adverse event/,
    /put a task on the list/, /did a task/])
    assert.match(rows, words);
  assert.doesNotMatch(rows, /secret|flare|severe|swelling/i);
});

test('the letter about a severe one begins with what was recorded', async () => {
  const client = await addClient(mira), other = await addClient(mira);
  const event = await record(client, { kind: 'bruise', severity: 'severe' });
  const answer = await mira.fill(event, '/letters', { kind: 'gp' },
    { to: `/clients/${client}/letters` });
  assert.equal(answer.status, 303, faults(answer.text));
  assert.match(await see(answer.headers.location),
    new RegExp(`What happened.*, severe, since ${human(0)}\\. Couldn't sleep`, 'i'));
  const foreign = await mira.fill(event, '/letters', { kind: 'gp' },
    { to: `/clients/${other}/letters` });
  assert.equal(foreign.status, 404, 'another client\'s event');
});
