/* The practice's own safety rules: asked, kept to, ended; rules of the file tightened and never
 * loosened; the clinical sign-off.
 * Must never: take a rule for kept to without a visit that it stops or limits.
 * Read next: src/web/rule.c, src/practice/rule.c.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { addClient, addComplaint, colleague, faults, fieldsOf, passGate, pathOf, practice, routes,
  shown, signConsent, signedIn, startVisit, valueOf, Visitor, visitsOf } from './site.mjs';

let site, mira, visits;

before(async () => {
  site = await practice();
  mira = await signedIn(site);
  visits = visitsOf(mira);
});
after(() => site.end());

/* A row's number in the file. */
const numberOf = (id) => readFileSync('data/contraindications.csv', 'utf8').split('\n')
  .findIndex((line) => line.startsWith(`${id},`));

const tattoo = { condition: 'Recent tattoo', question: 'Have you had a tattoo in the past month?',
  page: 'skin_infection', action: 'gp_clearance_first', pressure_cap: '2', rationale: 'An infection' };

const addRule = (values = {}, visitor = mira) =>
  visitor.fill('/practice/rules/new', '/practice/rules/new', { ...tattoo, ...values });

/* The number of the standing rule of that name. */
async function ruleOf(name) {
  const { text } = await mira.get('/practice/rules');
  const own = /<section class="card" id="own"[\s\S]*?<\/section>/.exec(text)[0];
  const row = own.split('<li ').find((li) => li.includes(`<span>${name}</span>`));
  return row && /id="r(\d+)"/.exec(row)[1];
}

async function made(values) {
  const answer = await addRule(values);
  assert.equal(answer.status, 303, faults(answer.text));
  return ruleOf(values?.condition ?? tattoo.condition);
}

const change = (number, values, visitor = mira) => visitor.fill(`/practice/rules/${number}`,
  `/practice/rules/${number}`, values);

async function end(number) {
  const answer = await mira.fill(`/practice/rules/${number}`, `/practice/rules/${number}/end`, {});
  assert.equal(answer.status, 303, faults(answer.text));
}

async function patient() {
  const client = await addClient(mira);
  await addComplaint(mira, client);
  await signConsent(mira, client);
  return client;
}

const startOf = (client) => `/clients/${client}/start?complaint=1`;
const start = async (client) => shown((await mira.get(startOf(client))).text);
/* Says yes to these before a visit. */
const say = (client, ...ids) => mira.fill(startOf(client), '/visits', { yes: ids, some: '1' },
  { to: `/clients/${client}/visits` });

/* --- own rules --------------------------------------------------------------------------------- */

test('a rule of the practice is asked, stops the visit, is cleared, limits it, and ends',
  async () => {
  const number = await made(), id = `own_${number}`, client = await patient();
  assert.match(await start(client), /Have you had a tattoo in the past month\?/);
  assert.equal((await say(client, id)).status, 303);
  assert.match(await start(client), /clearance.*Recent tattoo/i);
  const path = `/clients/${client}/clearances/new`;
  const cleared = await mira.fill(path, path, { caution: id, kind: 'call', given_by: 'Dr Who',
    given_day: new Date(Date.now() - 2 * 86400e3).toISOString().slice(0, 10), until_day: new Date(Date.now() + 86400e3).toISOString().slice(0, 10),
    allowed: 'Light work elsewhere' });
  assert.equal(cleared.status, 303, faults(cleared.text));
  const safety = (await mira.get(`/clients/${client}/safety`)).text;
  assert.match(shown(safety), /Recent tattoo .*Cleared by Dr Who/);
  assert.match(shown((await mira.get(`/clients/${client}/safety/${number}`)).text),
    /Yes .* “Have you had a tattoo in the past month\?”/);
  const visit = await startVisit(mira, client);
  const strong = await visits.sign(visit, { 'b0.pressure': '3' });
  assert.equal(strong.status, 422);
  assert.match(faults(strong.text), /Pressure 2 at most .*Recent tattoo/);
  assert.equal((await visits.sign(visit, { 'b0.pressure': '2' })).status, 303);
  await end(number);
  const after = await patient();
  assert.doesNotMatch(await start(after), /tattoo/);
  const told = (await mira.get(`/clients/${client}/safety`)).text;
  assert.match(shown(told), /Clearances .*Recent tattoo/, 'what was recorded has lost its words');
  assert.equal((await mira.get(`/clients/${client}/safety/${number}`)).status, 200);
  assert.match(await startVisit(mira, client), /\/visits\//);
});

test('a refusal names the rule in words, also after its end', async () => {
  const number = await made({ condition: 'Fresh piercing' }), client = await patient();
  await say(client, `own_${number}`);
  await passGate(mira, client, startOf(client));
  const words = /tried to start a visit: .*Fresh piercing/;
  assert.match(shown((await mira.get(`/clients/${client}/safety`)).text), words);
  await end(number);
  assert.match(shown((await mira.get(`/clients/${client}/safety`)).text), words);
});

test('a rule about a place is marked on the figure, and the place is left alone', async () => {
  const number = await made({ condition: 'Sore implant', action: 'avoid_area', scope: 'site',
    pressure_cap: '' });
  const client = await patient();
  const answer = await say(client, `own_${number}`);
  assert.equal(answer.headers.location.split('?')[0], `/clients/${client}/where/${number}`);
  const page = `/clients/${client}/where/${number}`;
  const bad = await mira.fill(page, page, { 'map.where': 'Atlantis', do: 'keep' });
  assert.equal(bad.status, 422);
  const marked = await mira.fill(page, page, { 'map.where': 'back of neck, left', do: 'keep' });
  assert.equal(marked.status, 303, faults(marked.text));
  assert.match(shown((await mira.get(`/clients/${client}/safety`)).text),
    /back of neck, left: no contact/);
  const visit = await startVisit(mira, client);
  const signed = await visits.sign(visit);
  assert.equal(signed.status, 422);
  assert.match(faults(signed.text), /No contact at back of neck, left: Sore implant/);
  assert.equal((await visits.sign(visit, { 'b0.where': 'calf_l' })).status, 303);
  await end(number);
});

test('a rule with areas limits these on both sides', async () => {
  const number = await made({ condition: 'Sunburn', action: 'modify', scope: 'areas',
    area: ['neck_back', 'shoulder_top'], pressure_cap: '1', banned: ['petrissage', 'prone'] });
  const client = await patient();
  await say(client, `own_${number}`);
  const visit = await startVisit(mira, client);
  const signed = await visits.sign(visit);
  assert.equal(signed.status, 422);
  assert.match(faults(signed.text), /Pressure 1 at most at back of neck, left: Sunburn/);
  assert.match(faults(signed.text), /No kneading, lifting, wringing at back of neck, left: Sunburn/);
  assert.equal((await visits.sign(visit, { 'b0.where': 'calf_l' })).status, 303);
  const form = fieldsOf((await mira.get(`/practice/rules/${number}`)).text, `/rules/${number}`);
  assert.deepEqual(form.filter(([n]) => ['area', 'banned', 'scope', 'action'].includes(n)),
    [['action', 'modify'], ['scope', 'areas'], ['area', 'neck_back'], ['area', 'shoulder_top'],
      ['banned', 'petrissage'], ['banned', 'prone']]);
  await end(number);
});

test('a place may be banned for a technique alone', async () => {
  const number = await made({ condition: 'Taped', action: 'modify', scope: 'site', pressure_cap: '',
    banned: ['friction', 'deep'] });
  const client = await patient();
  const answer = await say(client, `own_${number}`), page = answer.headers.location.split('?')[0];
  await mira.fill(page, page, { 'map.where': 'calf, left', do: 'keep' });
  assert.match(shown((await mira.get(`/clients/${client}/safety`)).text),
    /calf, left: no friction, deep/);
  await end(number);
});

test('the therapist is asked what is seen, the client is not', async () => {
  const number = await made({ condition: 'Looks grey', asked_of: 'therapist', action: 'note_only',
    question: 'Does the client look grey or unwell?', pressure_cap: '', reask_days: '0' });
  const client = await patient();
  assert.match(await start(client), /What the therapist sees .*Does the client look grey/);
  await say(client, `own_${number}`);
  assert.match(await start(client), /Looks grey/);
  assert.match(await startVisit(mira, client), /\/visits\//);
  await end(number);
});

test('a rule that is asked before each visit is asked in its short form', async () => {
  const number = await made({ condition: 'Hangover', reask_days: '0', short_text: 'Hungover today',
    question: 'Did you drink much alcohol yesterday evening?' });
  const client = await patient(), page = await start(client);
  assert.match(page, /Hungover today/);
  assert.doesNotMatch(page, /yesterday evening/);
  await end(number);
});

/* --- the health history ------------------------------------------------------------------------ */

/* A client's own browser, at the page of the history. */
async function history(client) {
  const handed = await mira.fill(`/clients/${client}/safety`, '/intakes', { how: 'link' },
    { to: `/clients/${client}/intakes` });
  const { text } = await mira.get(handed.headers.location);
  const link = new URL(/id="f-link"[^>]*value="([^"]*)"/.exec(text)[1]).pathname;
  const browser = new Visitor(site.port);
  assert.equal((await browser.fill(link, link, {})).headers.location, '/intake');
  return browser;
}

const SKIN = '/intake/6';

test('the health history asks it on its page, and marks its place', async () => {
  const number = await made({ action: 'avoid_area', scope: 'site', pressure_cap: '' });
  const client = await addClient(mira), browser = await history(client);
  assert.match(shown((await browser.get(SKIN)).text), /tattoo in the past month/);
  const said = await browser.fill(SKIN, SKIN, { yes: `own_${number}`, some: '1' });
  assert.equal(said.headers.location, `/intake/where/${number}`, faults(said.text));
  const placed = await browser.fill(said.headers.location, said.headers.location,
    { 'map.where': 'calf, left', do: 'keep' });
  assert.equal(placed.status, 303);
  assert.match((await browser.get(SKIN)).text, new RegExp(`value="own_${number}" checked`));
  assert.match(shown((await mira.get(`/clients/${client}/safety`)).text),
    /calf, left: no contact/);
  await end(number);
});

test('words that changed while a form was open are not taken for what was asked', async () => {
  const number = await made(), client = await addClient(mira), browser = await history(client);
  const fields = fieldsOf((await browser.get(SKIN)).text, SKIN);
  await new Promise((done) => { setTimeout(done, 1100); });
  assert.equal((await change(number, { question: 'Have you had a tattoo in the past year?' })).status,
    303);
  const answer = await browser.post(SKIN, browser.edit(fields, { none: '1' }));
  assert.equal(answer.status, 422);
  assert.match(faults(answer.text), /changed or taken away since this page was opened/);
  assert.match(shown(answer.text), /in the past year\?/);
  assert.equal((await browser.fill(SKIN, SKIN, { none: '1' })).status, 303);
  await end(number);
});

test('a question in other words is due again, and an answer keeps the words it was given to',
  async () => {
  const number = await made(), client = await patient();
  await startVisit(mira, client);
  assert.doesNotMatch(await start(client), /tattoo/);
  await new Promise((done) => { setTimeout(done, 1100); });
  await change(number, { rationale: 'Other reasons, same words' });
  assert.doesNotMatch(await start(client), /tattoo/);
  await change(number, { question: 'Have you had a tattoo in the past year?' });
  assert.match(await start(client), /in the past year\?/);
  await startVisit(mira, client);
  const told = shown((await mira.get(`/clients/${client}/safety/${number}`)).text);
  assert.match(told, /“Have you had a tattoo in the past year\?”.*“Have you had a tattoo in the past month\?”/);
  await end(number);
});

test('a rule made at noon does not keep the morning\'s note from being signed', async () => {
  const client = await patient(), visit = await startVisit(mira, client);
  await new Promise((done) => { setTimeout(done, 1100); });
  const number = await made({ condition: 'Made at noon' });
  const answer = await visits.sign(visit);
  assert.equal(answer.status, 303, faults(answer.text));
  await end(number);
});

/* --- the form ---------------------------------------------------------------------------------- */

test('what is wrong with a rule is said, and what was typed stays', async () => {
  const cases = [[{ condition: '' }, /Enter what it is about/], [{ question: 'Why?' }, /10 characters/],
    [{ action: null }, /Choose what a yes does/], [{ action: 'call_emergency' }, /Choose what a yes/],
    [{ reask_days: '0' }, /in a few words too/], [{ pressure_cap: '' }, /allowed after a clearance/],
    [{ pressure_cap: '7' }, /from 0 to 4/], [{ scope: 'areas' }, /Say where/],
    [{ scope: 'areas', area: ['calf', 'wing'] }, /Say where/], [{ banned: ['levitation'] }, /from the list/],
    [{ action: 'note_only' }, /A note limits nothing/], [{ page: 'visit_start' }, /Choose a page/],
    [{ action: 'avoid_area' }, /a part of the body/], [{ asked_of: 'nobody' }, /Say who is asked/],
    [{ rationale: ' ' }, /why the practice has this rule/]];
  for (const [values, words] of cases) {
    const answer = await addRule({ condition: 'Kept words', ...values });
    assert.equal(answer.status, 422, JSON.stringify(values));
    assert.match(faults(answer.text), words, JSON.stringify(values));
    if (!('condition' in values)) assert.ok(answer.text.includes('value="Kept words"'));
  }
  assert.equal((await addRule({ category: 'red_flag' })).status, 400);
  assert.equal(await ruleOf('Kept words'), undefined);
});

test('two who change one rule: the second one keeps what was typed', async () => {
  const number = await made({ condition: 'Two tabs' }), path = `/practice/rules/${number}`;
  const fields = fieldsOf((await mira.get(path)).text, path);
  await change(number, { rationale: 'The first one' });
  const late = await mira.post(path, mira.edit(fields, { rationale: 'The second one' }));
  assert.equal(late.status, 409);
  assert.match(faults(late.text), /Changed meanwhile/);
  assert.match(late.text, /The second one/);
  const again = await mira.post(path, fieldsOf(late.text, path));
  assert.equal(again.status, 303, faults(again.text));
  assert.match((await mira.get(path)).text, /The second one/);
  const stale = fieldsOf((await mira.get(path)).text, `${path}/end`);
  await change(number, { rationale: 'Once more' });
  assert.equal((await mira.post(`${path}/end`, stale)).status, 409);
  await end(number);
  assert.equal((await change(number, {})).status, 303, 'a rule that ended can be asked again');
  assert.equal(await ruleOf('Two tabs'), number, 'a rule has changed its number');
  await end(number);
});

test('the same form sent twice makes one rule', async () => {
  const path = '/practice/rules/new';
  const fields = mira.edit(fieldsOf((await mira.get(path)).text, path), { ...tattoo,
    condition: 'Sent twice' });
  for (let i = 0; i < 2; i++) assert.equal((await mira.post(path, fields)).status, 303);
  const { text } = await mira.get('/practice/rules');
  assert.equal(text.split('<span>Sent twice</span>').length, 2);
  await end(await ruleOf('Sent twice'));
});

test('there is no rule behind a made-up number', async () => {
  for (const path of ['/practice/rules/1', '/practice/rules/123456789', '/practice/rules/x',
    '/practice/rules/shipped/0', '/practice/rules/shipped/9999', '/practice/rules/shipped/x',
    '/practice/rules/shipped/123456789'])
    assert.equal((await mira.get(path)).status, 404, path);
});

/* --- tightening -------------------------------------------------------------------------------- */

async function tighten(id, values) {
  const path = `/practice/rules/shipped/${numberOf(id)}`;
  return mira.fill(path, path, { rationale: 'Our physician wants it', ...values });
}

async function untighten(id) {
  const path = `/practice/rules/shipped/${numberOf(id)}`;
  const answer = await mira.fill(path, `${path}/drop`, {});
  assert.equal(answer.status, 303, faults(answer.text));
}

test('a rule of the file is tightened, kept to, and taken back', async () => {
  const client = await patient();
  assert.equal((await tighten('re_allergy', { pressure_cap: '1', banned: ['heat'], stops: '1' })).status,
    303);
  assert.match(shown((await mira.get('/practice/rules')).text),
    /Tightened pressure 1 at most; not done: heat; stops the visit\. Our physician wants it \(Mira O'Neil,/);
  await say(client, 're_allergy');
  assert.match(await start(client), /Oil, nut or latex allergy/);
  await assert.rejects(startVisit(mira, client));
  assert.equal((await tighten('re_allergy', { stops: null, pressure_cap: '2' })).status, 303);
  const visit = await startVisit(mira, client);
  assert.match(faults((await visits.sign(visit)).text), /Pressure 2 at most .*allergy/);
  assert.match(faults((await visits.sign(visit, { 'b0.technique': 'heat', 'b0.pressure': '1' })).text),
    /No heat at .*allergy/);
  assert.equal((await visits.sign(visit, { 'b0.pressure': '2' })).status, 303);
  await untighten('re_allergy');
  const free = await startVisit(mira, client);
  assert.equal((await visits.sign(free, { 'b0.pressure': '5' })).status, 303);
  assert.doesNotMatch(shown((await mira.get('/practice/rules')).text), /Tightened/);
});

test('nothing is loosened, and the file says what it says already', async () => {
  const cases = [['re_anticoagulant', { pressure_cap: '2' }, /The file says 2 already/],
    ['re_anticoagulant', { pressure_cap: '4' }, /The file says 2 already/],
    ['re_anticoagulant', { pressure_cap: '5' }, /from 0 to 4/],
    ['re_anticoagulant', {}, /Nothing here is stricter/],
    ['re_anticoagulant', { banned: ['deep'] }, /The file bans this already: deep stripping/],
    ['re_anticoagulant', { banned: ['flying'] }, /from the list/],
    ['re_anticoagulant', { pressure_cap: '1', rationale: '' }, /why the practice is stricter/],
    ['end_throat', { stops: '1' }, /Nobody is asked/],
    ['rf_suicide_said', { stops: '1', pressure_cap: '1' }, /help comes first/],
    ['re_allergy', { stops: '1' }, /allowed after a clearance/]];
  for (const [id, values, words] of cases) {
    const answer = await tighten(id, values);
    assert.equal(answer.status, 422, `${id} ${JSON.stringify(values)}`);
    assert.match(faults(answer.text), words);
    if (values.rationale === undefined) assert.match(answer.text, /Our physician wants it/);
  }
  const cauda = `/practice/rules/shipped/${numberOf('rf_cauda')}`;
  const red = await mira.get(cauda);
  assert.match(shown(red.text), /Nothing can be stricter than this/);
  const token = valueOf(fieldsOf(red.text, '/sign-out'), 'csrf');
  for (const values of [{ pressure_cap: '4' }, { pressure_cap: '0' }, { stops: '1' }, { banned: 'deep' }]) {
    const answer = await mira.post(cauda, [['csrf', token], ['key', randomUUID()],
      ['rationale', 'None of this'], ['version', '0'], ...Object.entries(values)]);
    assert.equal(answer.status, 422, JSON.stringify(values));
    assert.match(faults(answer.text), /The file (says 0|stops the visit|bans this)/);
  }
});

test('two who tighten one rule: the second one keeps what was typed', async () => {
  const path = `/practice/rules/shipped/${numberOf('re_heart')}`;
  const fields = fieldsOf((await mira.get(path)).text, path);
  assert.equal((await tighten('re_heart', { pressure_cap: '1' })).status, 303);
  const late = await mira.post(path, mira.edit(fields, { pressure_cap: '2',
    rationale: 'The second one' }));
  assert.equal(late.status, 409);
  assert.match(faults(late.text), /Changed meanwhile/);
  assert.match(late.text, /The second one/);
  assert.equal((await mira.post(path, fieldsOf(late.text, path))).status, 303);
  const stale = fieldsOf((await mira.get(path)).text, `${path}/drop`);
  await untighten('re_heart');
  assert.equal((await mira.post(`${path}/drop`, mira.edit(stale, { key: randomUUID() }))).status,
    409);
});

/* --- who may ----------------------------------------------------------------------------------- */

test('only the owner sees and changes the rules', async () => {
  const number = await made({ condition: 'Not for others' });
  for (const role of ['therapist', 'desk']) {
    const visitor = await colleague(site, mira, `R${role}`, role);
    const csrf = valueOf(fieldsOf((await visitor.get('/')).text, '/sign-out'), 'csrf');
    for (const route of routes().filter((r) => r.path.startsWith('/practice/rules'))) {
      const path = pathOf(route, number);
      const answer = route.method === 'GET' ? await visitor.get(path)
        : await visitor.post(path, [['csrf', csrf], ['key', randomUUID()]]);
      assert.equal(answer.status, 403, `${role} at ${route.name}`);
    }
    assert.doesNotMatch(shown((await visitor.get('/')).text), /sign-off/);
  }
  await end(number);
});

test('what was done to the rules stands in the audit', async () => {
  const number = await made({ condition: 'Audited' });
  await tighten('re_heart', { pressure_cap: '1' });
  await untighten('re_heart');
  await end(number);
  const page = shown((await mira.get('/audit')).text);
  for (const words of ['saved a safety rule', 'ended a safety rule', 'tightened a safety rule',
    'took a tightening back'])
    assert.match(page, new RegExp(words));
});

/* --- sign-off ---------------------------------------------------------------------------------- */

const sign = (values) => mira.fill('/practice/rules', '/practice/rules/signoff',
  { name: 'Dr Ana Pérez', qualification: 'physician', registration: 'MED0001', day: '2025-11-20',
    remark: 'Watch blood pressure', ...values });

test('the sign-off is missed until it is recorded', async () => {
  assert.match(shown((await mira.get('/')).text), /Clinical sign-off: none yet/);
  const page = shown((await mira.get('/practice/rules')).text);
  assert.match(page, /Clinical sign-off: none yet .*No clinician has confirmed/);
  assert.match(page, /131 rules, version [0-9a-f]{12}/);
  for (const [values, words] of [[{ name: ' ' }, /the clinician's name/],
    [{ qualification: '' }, /their qualification/], [{ day: '' }, /the day they signed/],
    [{ day: '2999-01-01' }, /still to come/], [{ day: 'soon' }, /year-month-day/]]) {
    const answer = await sign(values);
    assert.equal(answer.status, 422, JSON.stringify(values));
    assert.match(faults(answer.text), words);
    assert.match(answer.text, /Watch blood pressure/);
  }
  assert.equal((await sign({ cautions: '0123456789ab' })).status, 409, 'another version is signed');
  assert.equal((await sign({})).status, 303);
  const signed = shown((await mira.get('/practice/rules')).text);
  assert.match(signed, /signed off by Dr Ana Pérez \(physician, MED0001\) on 20 Nov 2025\. Watch blood/);
  assert.doesNotMatch(shown((await mira.get('/')).text), /sign-off/);
  assert.match(shown((await mira.get('/audit')).text), /recorded a clinical sign-off/);
});

/* --- how many ---------------------------------------------------------------------------------- */

/* Stays last: it leaves them standing. */
test('a hundred rules are the most, and all of them are asked', async () => {
  const path = '/practice/rules/new', fields = fieldsOf((await mira.get(path)).text, path);
  const add = (i) => mira.post(path, mira.edit(fields, { ...tattoo, key: randomUUID(),
    condition: `Rule ${i}` }));
  let n = 0, answer = await add(0);
  while (answer.status === 303 && n < 200) answer = await add(++n);
  assert.equal(n, 100);
  assert.match(faults(answer.text), /100 rules of your own are the most/);
  assert.doesNotMatch((await mira.get('/practice/rules')).text, /Add a rule/);
  const client = await patient();
  assert.match(await startVisit(mira, client), /\/visits\//);
  const safety = await mira.get(`/clients/${client}/safety/${await ruleOf('Rule 99')}`);
  assert.match(shown(safety.text), /No .* “Have you had a tattoo/);
});
