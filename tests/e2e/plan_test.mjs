/* Plans over HTTP: versions with reasons, what the next visit is told, bad input, two at once.
 * Must never: reach into the program.
 * Read next: src/web/plan.c.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { addClient, addComplaint, colleague, edited, faults, fieldsOf, practice, sheet, shown, signedIn,
  startVisit, valueOf } from './site.mjs';

let site, mira;
before(async () => {
  site = await practice();
  mira = await signedIn(site);
});
after(() => site.end());

async function complaint() {
  const client = await addClient(mira);
  await addComplaint(mira, client, 'Neck', { 'goal.label.0': 'Reverse the car',
    'goal.measure.0': 'neck.rotation', 'goal.target.0': '70' });
  const path = `/clients/${client}/complaints/1/plan`;
  return { client, path, save: (fields, visitor = mira) => visitor.fill(path, path, fields),
    page: async () => shown((await mira.get(path)).text) };
}

async function sign(client) {
  const path = await startVisit(mira, client);
  const fields = fieldsOf((await mira.get(path)).text, '/sign');
  const answer = await mira.post(`${path}/sign`, edited(mira, fields, sheet));
  assert.equal(answer.status, 303, faults(answer.text));
  return path;
}

test('the first plan is offered as a trial of care', async () => {
  const c = await complaint();
  const fields = fieldsOf((await mira.get(c.path)).text, '/plan');
  assert.deepEqual(['minutes', 'interval_days', 'visits', 'review_after'].map((n) => valueOf(fields, n)),
    ['60', '7', '6', '4']);
  assert.match(await c.page(), /Neck rotation 70 deg/);
});

test('a change is a version with its reason; the earlier ones stay', async () => {
  const c = await complaint();
  await c.save({ techniques: ['petrissage', 'stretch'], areas: 'neck' });
  const none = await c.save({ interval_days: '14' });
  assert.equal(none.status, 422);
  assert.match(faults(none.text), /why the plan changes/);
  assert.equal((await c.save({ interval_days: '14', reason: 'Relief lasts <10 days' })).status, 303);
  const page = await c.page();
  assert.match(page, /60 min every 2 weeks, 6 visits, review after 4; kneading, lifting, wringing, static stretch; neck/);
  assert.match(page, /Relief lasts <10 days \(how often: every week → every 2 weeks\)/);
  assert.match(page, /60 min every week, 6 visits/);
  const same = await c.save({ reason: 'Nothing really' });
  assert.equal(same.status, 422);
  assert.match(faults(same.text), /Nothing is changed yet/);
});

test('what the plan asks is in the next visit and in its note; the course is counted', async () => {
  const c = await complaint();
  await c.save({ techniques: ['petrissage', 'stretch'], areas: 'neck', visits: '2', review_after: '1',
    home_care: 'Turn the head every hour' });
  const visit = await startVisit(mira, c.client);
  const { text } = await mira.get(visit);
  assert.match(shown(text), /Plan: 60 min every week, 2 visits, review after 1; kneading[^.]*neck\. Visit 1 of 2/);
  assert.match(shown(text), /At home: Turn the head every hour/);
  const fields = fieldsOf(text, '/sign');
  assert.equal(valueOf(fields, 'b0.technique'), 'petrissage');
  assert.equal(valueOf(fields, 'b1.technique'), 'stretch');
  assert.equal(valueOf(fields, 'b1.minutes'), '30');
  assert.equal(valueOf(fields, 'b0.where'), '');
  const answer = await mira.post(`${visit}/sign`, edited(mira, fields,
    { ...sheet, 'b1.technique': '', 'b1.minutes': '' }));
  assert.equal(answer.status, 303, faults(answer.text));
  assert.match(shown((await mira.get(visit)).text), /Plan: 60 min every week[^.]*; this was visit 1 of 2\./);
  await sign(c.client);
  assert.match(await c.page(), /All 2 visits are done: review, then go on/);
  assert.equal((await c.save({ restart: '1', reason: 'Helps; on at the same pace' })).status, 303);
  assert.match(await c.page(), /Visit 1 of 2/);
  assert.match(await c.page(), /a new course/);
});

test('bad input is told at its field, kept on the page, and changes nothing', async () => {
  const c = await complaint();
  const wrong = [
    [{ minutes: '0' }, /minutes of a visit, 1 to 240/], [{ minutes: '241' }, /1 to 240/],
    [{ minutes: 'an hour' }, /1 to 240/], [{ interval_days: '367' }, /1 to 366/],
    [{ visits: '61' }, /1 to 60/], [{ visits: '' }, /1 to 60/],
    [{ review_after: '7' }, /before the course ends: after 6 visits at most/],
    [{ techniques: ['thrust'] }, /from the list/], [{ techniques: ['all'] }, /from the list/],
    [{ areas: 'x'.repeat(201) }, /200/], [{ home_care: 'x'.repeat(1001) }, /1,?000/],
  ];
  for (const [fields, words] of wrong) {
    const answer = await c.save(fields);
    assert.equal(answer.status, 422, JSON.stringify(fields));
    assert.match(faults(answer.text), words);
  }
  assert.match((await c.save({ minutes: 'an hour' })).text, /name="minutes"[^>]*value="an hour"/);
  assert.match(await c.page(), /First plan/);
  assert.equal((await c.save({ hamster: '1' })).status, 400);
});

test('two who change it at once: the second is told, and loses nothing', async () => {
  const c = await complaint();
  await c.save({});
  const { text } = await mira.get(c.path);
  const fields = (values) => mira.edit(fieldsOf(text, '/plan'), { key: randomUUID(), ...values });
  assert.equal((await mira.post(c.path, fields({ minutes: '45', reason: 'Shorter' }))).status, 303);
  const late = await mira.post(c.path, fields({ minutes: '30', reason: 'Much shorter' }));
  assert.equal(late.status, 409);
  assert.match(late.text, /value="Much shorter"/);
  assert.match(late.text, /name="minutes"[^>]*value="30"/);
});

test('a plan is for those who treat, and of its own client', async () => {
  const c = await complaint();
  const desk = await colleague(site, mira, `Dana${randomUUID().slice(0, 6)}`, 'desk');
  assert.equal((await desk.get(c.path)).status, 403);
  assert.equal((await mira.get(`/clients/${randomUUID()}/complaints/1/plan`)).status, 404);
  assert.equal((await mira.get(c.path.replace('complaints/1', 'complaints/2'))).status, 404);
});
