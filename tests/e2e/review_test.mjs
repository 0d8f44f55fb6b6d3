/* Reviews of a complaint over HTTP: what is asked, what is kept, bad input, other roles, races.
 * Must never: reach into the program.
 * Read next: src/web/review.c.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { addClient, addComplaint, colleague, edited, faults, fieldsOf, practice, sheet, shown, signedIn,
  sql, startVisit } from './site.mjs';

let site, mira;
before(async () => {
  site = await practice();
  mira = await signedIn(site);
});
after(() => site.end());

const peg = (n) => ({ 'peg.1': n, 'peg.2': n, 'peg.3': n });
const named = { 'activity.1': 'Reversing the car', 'psfs.1': '3' };

async function complaint(values = { 'goal.label.0': 'Sleep through the night' }) {
  const client = await addClient(mira);
  await addComplaint(mira, client, 'Neck', values);
  const path = `/clients/${client}/complaints/1/review`;
  return { client, path, give: (fields, visitor = mira) => visitor.fill(path, path, fields),
    page: async () => shown((await mira.get(path)).text) };
}

async function signedVisit(client) {
  const path = await startVisit(mira, client);
  const fields = fieldsOf((await mira.get(path)).text, '/sign');
  const answer = await mira.post(`${path}/sign`, edited(mira, fields, sheet));
  assert.equal(answer.status, 303, faults(answer.text));
}

test('the first review asks no rating of change; a later one does, and compares with the first', async () => {
  const c = await complaint();
  assert.match(await c.page(), /without first values no later one says anything/);
  assert.doesNotMatch(await c.page(), /Compared with your last review/);
  assert.equal((await c.give({ ...peg('8'), ...named, 'nrs_goal.1': '1' })).status, 303);
  const first = await c.page();
  assert.match(first, /Compared with your last review/);
  assert.match(first, /PEG 8/);
  assert.equal((await c.give({ ...peg('4'), 'psfs.1': '5', 'nrs_goal.1': '2', 'pgic.1': '2' })).status, 303);
  const second = await c.page();
  assert.match(second, /PEG 4 was 8 on [^:]+: -4: beyond error, and it matters \(error 3\.4; matters from 1\.75\)/);
  assert.match(second, /Functional Scale 5 was 3 on [^:]+: \+2: within error \(error 3\.6; matters from 2\.3\)/);
  assert.match(second, /Progress to own goal 0-10: Sleep through the night 2 was 1 on [^:]+: \+1: within error/);
  assert.match(second, /Global change, -5 to \+5 vs last review 2 better /);
  assert.doesNotMatch(second, /vs last review 2 better was/);
});

test('a half-answered questionnaire keeps its answers and has no total', async () => {
  const c = await complaint();
  assert.equal((await c.give({ 'peg.1': '8', 'peg.2': '7' })).status, 303);
  assert.doesNotMatch(await c.page(), /PEG \d/);
  assert.equal((await c.give(peg('5'))).status, 303);
  assert.match(await c.page(), /PEG 5 (?!was)/);
});

test('activities stay as they were named, unless the review that named them is removed', async () => {
  const c = await complaint();
  assert.equal((await c.give(named)).status, 303);
  const { text } = await mira.get(c.path);
  assert.ok(!text.includes('name="activity.1"'));
  assert.match(shown(text), /Reversing the car/);
  const again = await mira.post(c.path, [...mira.edit(fieldsOf(text, '/review'), {}),
    ['activity.1', 'Lifting'], ['psfs.1', '9']]);
  assert.equal(again.status, 409);
  assert.match(await c.page(), /Reversing the car/);
  const to = /action="([^"]+\/void)"/.exec(text)[1];
  assert.equal((await mira.fill(c.path, to, {})).status, 303);
  const bare = (await mira.get(c.path)).text;
  assert.ok(bare.includes('name="activity.1"'));
  assert.match(shown(bare), /None yet/);
  assert.equal((await mira.post(to, mira.edit(fieldsOf(text, '/void'), { key: randomUUID() }))).status, 409);
});

test('bad input is told at its field, and nothing is kept', async () => {
  const c = await complaint();
  const wrong = [
    [{}, /Nothing is answered yet/],
    [{ 'peg.1': '11' }, /Choose one of the steps of the scale/],
    [{ 'peg.1': '-1' }, /Choose one of the steps of the scale/],
    [{ 'peg.1': '3.5' }, /Choose one of the steps of the scale/],
    [{ 'psfs.1': '4' }, /Name the activity/],
    [{ 'activity.1': 'Sewing' }, /Rate it too/],
    [{ 'activity.1': 'Sewing', 'activity.2': 'Sewing', 'psfs.1': '4', 'psfs.2': '5' }, /named twice/],
    [{ ...named, 'activity.1': 'x'.repeat(121) }, /120/],
    [{ 'nrs_goal.2': '4' }, /asked no more/],
    [{ 'pgic.1': '2' }, /asked no more/],
    [{ total: '20' }, /Choose whose total/],
    [{ entry: 'ndi' }, /Enter the total, 0 to 50/],
    [{ entry: 'ndi', total: '51' }, /Enter the total, 0 to 50/],
    [{ entry: 'peg', total: '5' }, /Choose whose total/],
    [{ entry: 'dass21', total: '50' }, /Choose whose total/],
    [{ entry: 'dass21/9', total: '5' }, /Choose whose total/],
    [{ entry: 'dass21/1', total: '43' }, /Enter the total, 0 to 42/],
  ];
  for (const [fields, words] of wrong) {
    const { text } = await mira.get(c.path);
    const answer = await mira.post(c.path, mira.edit(fieldsOf(text, '/review'), fields));
    assert.equal(answer.status, 422, JSON.stringify(fields));
    assert.match(faults(answer.text), words);
  }
  assert.match(await c.page(), /None yet/);
  assert.equal((await c.give({ 'peg.9': '1' })).status, 400);
  assert.equal((await c.give({ hamster: '1' })).status, 400);
});

test('what was typed is still there when something is to be mended', async () => {
  const c = await complaint();
  const { text } = await c.give({ ...peg('7'), 'activity.1': "O'Malley's 花 <b>", total: '3' });
  assert.match(text, /value="O&#39;Malley&#39;s 花 &lt;b&gt;"/);
  assert.match(text, /name="peg.3" value="7" checked/);
});

test('totals of questionnaires whose text may not be shown: by their name, with their band', async () => {
  const c = await complaint();
  assert.equal((await c.give({ entry: 'ndi', total: '18' })).status, 303);
  assert.equal((await c.give({ entry: 'dass21/1', total: '12' })).status, 303);
  const page = await c.page();
  assert.match(page, /Neck Disability Index 18 moderate/);
  assert.match(page, /DASS-21, depression 12 mild/);
  assert.doesNotMatch(page, /I found it hard to wind down|Personal Care/);
});

test('a review is due before the first visit, then after four', async () => {
  const c = await complaint();
  const chart = async () => shown((await mira.get(`/clients/${c.client}`)).text);
  assert.match(await chart(), /No review yet: without first values/);
  await c.give(peg('6'));
  sql(site.data, 'UPDATE review SET at_utc = at_utc - 86400');
  for (let i = 0; i < 4; i++) {
    assert.doesNotMatch(await chart(), /review is due/, `after ${i} visits`);
    await signedVisit(c.client);
  }
  assert.match(await chart(), /A review is due: 4 visits since the last one/);
  const visit = await startVisit(mira, c.client);
  assert.match(shown((await mira.get(visit)).text), /A review is due: 4 visits/);
  await c.give(peg('3'));
  assert.doesNotMatch(await chart(), /review is due/);
});

test('the same form sent twice is one review', async () => {
  const c = await complaint();
  const fields = mira.edit(fieldsOf((await mira.get(c.path)).text, '/review'), peg('6'));
  const both = await Promise.all([mira.post(c.path, fields), mira.post(c.path, fields)]);
  assert.deepEqual(both.map((a) => a.status), [303, 303]);
  assert.equal((await c.page()).match(/asked by/g).length, 1);
});

test('who does not treat sees no review; another client has none of it', async () => {
  const c = await complaint();
  await c.give(named);
  const desk = await colleague(site, mira, `Dana${randomUUID().slice(0, 6)}`, 'desk');
  assert.equal((await desk.get(c.path)).status, 403);
  const other = await addClient(mira);
  assert.equal((await mira.get(`/clients/${other}/complaints/1/review`)).status, 404);
  await addComplaint(mira, other, 'Knee');
  const mine = /reviews\/([0-9a-f-]{36})\/void/.exec((await mira.get(c.path)).text)[1];
  const there = `/clients/${other}/complaints/1/reviews/${mine}/void`;
  const fields = mira.edit(fieldsOf((await mira.get(c.path)).text, '/void'), { key: randomUUID() });
  assert.equal((await mira.post(there, fields)).status, 409);
  assert.match(await c.page(), /Functional Scale 3/);
});
