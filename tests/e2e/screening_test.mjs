/* Questionnaires about mood, and what must follow when somebody speaks of self-harm.
 * Must never: find a single answer about self-harm on a page.
 * Read next: src/web/screening.c, src/practice/screening.c.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { addClient, addComplaint, colleague, faults, practice, shown, signedIn, startVisit,
  visitsOf } from './site.mjs';

let site, mira, tess, desk;

before(async () => {
  site = await practice();
  mira = await signedIn(site);
  tess = await colleague(site, mira, 'Tess', 'therapist');
  desk = await colleague(site, mira, 'Dan', 'desk');
});
after(() => site.end());

const PHQ4 = 1, GAD7 = 2, PHQ9 = 3;
const answers = (...values) => Object.fromEntries(values.map((v, i) => [`item.${i + 1}`, v])
  .filter(([, v]) => v !== null).map(([k, v]) => [k, String(v)]));
const give = (client, n, values, visitor = mira) => visitor.fill(
  `/clients/${client}/screenings/${n}`, `/screenings/${n}`, values,
  { to: `/clients/${client}/screenings/${n}` });
const list = async (client) => shown((await mira.get(`/clients/${client}/screenings`)).text);

async function enable(values = {}) {
  const { text } = await mira.get('/practice/screening');
  const id = /<option value="([0-9a-f-]{36})"[^>]*>Tess/.exec(text)[1];
  const answer = await mira.fill('/practice/screening', '/practice/screening',
    { phq9: '1', responsible: id, ...values });
  return answer;
}

test('the PHQ-4 is scored, and says what it suggests', async () => {
  const client = await addClient(mira);
  assert.equal((await give(client, PHQ4, answers(1, 0, 0, 0))).status, 303);
  assert.match(await list(client), /PHQ-4[^:]*: 1, normal/);
  await give(client, PHQ4, answers(2, 1, 0, 0));
  assert.match(await list(client), /: 3, mild .* offer the GAD-7/);
  await give(client, PHQ4, answers(0, 0, 2, 1));
  assert.match(await list(client), /longer form is not used here.*suggest a talk with the GP/);
  await give(client, GAD7, answers(3, 3, 3, 1, 0, 0, 0));
  assert.match(await list(client), /GAD-7[^:]*: 10, moderate .*Suggest a talk with the GP/);
});

test('a missing answer gives no total, and the others are kept', async () => {
  const client = await addClient(mira);
  assert.equal((await give(client, PHQ4, answers(1, null, 2, 3))).status, 303);
  assert.match(await list(client), /no total, an answer is missing/);
  const empty = await give(client, PHQ4, {});
  assert.equal(empty.status, 422);
  assert.match(faults(empty.text), /Nothing is answered yet/);
  for (const value of ['4', '-1', 'x', '1.5'])
    assert.equal((await give(client, PHQ4, { 'item.1': value })).status, 422, value);
});

test('the PHQ-9 is off until somebody is named', async () => {
  const client = await addClient(mira);
  assert.equal((await mira.get(`/clients/${client}/screenings/${PHQ9}`)).status, 404);
  const { text } = await mira.get(`/clients/${client}/screenings/${PHQ4}`);
  const bent = await mira.post(`/clients/${client}/screenings/${PHQ9}`,
    [['csrf', /name="csrf" value="([^"]+)"/.exec(text)[1]],
      ['key', /name="key" value="([^"]+)"/.exec(text)[1]], ['item.1', '1']]);
  assert.notEqual(bent.status, 303);
  const nobody = await enable({ responsible: '' });
  assert.equal(nobody.status, 422);
  assert.match(faults(nobody.text), /Name who answers for it/);
  assert.equal((await enable()).status, 303);
  assert.equal((await mira.get(`/clients/${client}/screenings/${PHQ9}`)).status, 200);
});

test('an answer above 0 about self-harm is kept at once, alerts, and wants a note', async () => {
  await enable();
  const client = await addClient(mira, { given: 'Ana', family: 'Perez' });
  await addComplaint(mira, client);
  const { sign } = visitsOf(mira), path = await startVisit(mira, client);
  const answer = await give(client, PHQ9, answers(null, null, null, null, null, null, null, null, 1));
  assert.equal(answer.headers.location, `/clients/${client}/crisis`);
  const crisis = shown((await mira.get(`/clients/${client}/crisis`)).text);
  assert.match(crisis, /Lifeline: 13 11 14/);
  assert.match(crisis, /Emergency: 000/);
  assert.match(crisis, /Stay with Ana Perez/);
  assert.match(shown((await tess.get('/')).text), /Ana Perez needs you now/, 'no alert elsewhere');
  assert.doesNotMatch(shown((await desk.get('/')).text), /Ana Perez/);
  const refused = await sign(path);
  assert.equal(refused.status, 422);
  assert.match(faults(refused.text), /Write first what was done/);
  const empty = await mira.fill(`/clients/${client}/crisis`, '/crisis', { body: '  ' },
    { to: `/clients/${client}/crisis` });
  assert.equal(empty.status, 422);
  const noted = await mira.fill(`/clients/${client}/crisis`, '/crisis',
    { body: 'Rang Lifeline together; her sister fetched her.' }, { to: `/clients/${client}/crisis` });
  assert.equal(noted.status, 303);
  assert.doesNotMatch(shown((await tess.get('/')).text), /needs you now/);
  assert.match(shown((await mira.get(`/clients/${client}/crisis`)).text), /her sister fetched her/);
  assert.equal((await sign(path)).status, 303);
});

test('what was said aloud does the same', async () => {
  const client = await addClient(mira, { given: 'Bo' });
  await addComplaint(mira, client);
  const start = `/clients/${client}/start?complaint=1`;
  const told = await mira.fill(start, '/visits', { yes: 'rf_suicide_said', some: '1' },
    { to: `/clients/${client}/visits` });
  assert.equal(told.headers.location, `/clients/${client}/crisis`);
  assert.match(shown((await tess.get('/clients')).text), /Bo [^ ]+ needs you now/);
});

test('the answer itself stands on no page', async () => {
  await enable();
  const client = await addClient(mira);
  await give(client, PHQ9, answers(0, 0, 0, 0, 0, 0, 0, 0, 3));
  for (const path of ['', '/screenings', '/safety', '/crisis', '/start']) {
    const { text } = await mira.get(`/clients/${client}${path}`);
    assert.doesNotMatch(shown(text), /better off dead|Nearly every day/, path);
  }
  assert.equal((await mira.get(`/clients/${client}/screenings/${PHQ9}`)).text.match(/checked/), null,
    'an earlier answer is shown again');
});

test('contacts are the practice\'s to change, and its country\'s when emptied', async () => {
  const client = await addClient(mira);
  assert.equal((await enable({ 'contact.0.name': 'Our line', 'contact.0.phone': '02 5550 0000',
    'contact.1.name': '', 'contact.1.phone': '' })).status, 303);
  const page = async () => shown((await mira.get(`/clients/${client}/crisis`)).text);
  assert.match(await page(), /Our line: 02 5550 0000/);
  const half = await enable({ 'contact.2.name': 'Half' });
  assert.equal(half.status, 422);
  assert.match(faults(half.text), /a name and a phone number/);
  await enable({ 'contact.0.name': '', 'contact.0.phone': '' });
  assert.match(await page(), /Lifeline/);
});

test('two owners do not write over each other', async () => {
  const { text } = await mira.get('/practice/screening');
  assert.equal((await enable()).status, 303);
  const version = /name="version" value="(\d+)"/.exec(text)[1];
  const late = await enable({ version });
  assert.equal(late.status, 409);
  assert.match(shown(late.text), /Changed meanwhile/);
});

test('screening is for therapists, settings for the owner', async () => {
  const client = await addClient(mira);
  for (const path of ['/screenings', `/screenings/${PHQ4}`, '/crisis'])
    assert.equal((await desk.get(`/clients/${client}${path}`)).status, 403, path);
  assert.equal((await tess.get('/practice/screening')).status, 403);
});
