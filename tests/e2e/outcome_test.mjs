/* What sessions do, over HTTP: from too little data to a verdict, scores from home, other care, bad input.
 * Must never: reach into the program but for making old visits.
 * Read next: src/web/outcome.c, src/domain/outcome_words.c.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { addClient, addComplaint, colleague, edited, faults, fieldsOf, ON_PG, practice, sheet, shown, signedIn,
  sql, startVisit } from './site.mjs';

let site, mira;
before(async () => {
  site = await practice();
  mira = await signedIn(site);
});
after(() => site.end());

const bytes = (id) => (ON_PG ? `'\\x${id.replaceAll('-', '')}'::bytea` : `x'${id.replaceAll('-', '')}'`);
const hex = (id) => id.replaceAll('-', '').toUpperCase();

async function complaint(values = { since: '2020-01-01' }) {
  const client = await addClient(mira);
  await addComplaint(mira, client, 'Neck', values);
  const path = `/clients/${client}/complaints/1/outcome`;
  return { client, path, page: async () => shown((await mira.get(path)).text),
    send: (what, fields) => mira.fill(path, `/${what}`, fields,
      { to: path.replace('outcome', what) }) };
}

/* A signed visit so many days ago, with pain before and after. */
async function visit(client, daysAgo, before_, after_) {
  const path = await startVisit(mira, client);
  const fields = fieldsOf((await mira.get(path)).text, '/sign');
  const answer = await mira.post(`${path}/sign`, edited(mira, fields,
    { ...sheet, 'now.1': String(before_), 'after.1': String(after_), 'b0.minutes': '60' }));
  assert.equal(answer.status, 303, faults(answer.text));
  const id = hex(path.split('/visits/')[1]);
  sql(site.data, `UPDATE visit SET started_utc = started_utc - ${daysAgo * 86400} WHERE hex(id) = '${id}'`);
  sql(site.data, `UPDATE observation SET at_utc = at_utc - ${daysAgo * 86400} WHERE hex(visit) = '${id}'`);
}

const ago = (days) => {
  const at = new Date(Date.now() - days * 86400000);
  return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Australia/Sydney', dateStyle: 'short',
    timeStyle: 'short' }).format(at).replace(' ', 'T');
};

test('without a score, with one, with a few: no verdict, and what would tell more', async () => {
  const c = await complaint();
  assert.match(await c.page(), /No score of pain yet/);
  assert.equal((await c.send('scores', { at: ago(1), value: '6' })).status, 303);
  const one = await c.page();
  assert.match(one, /Not enough data for a verdict 1 score and 0 sessions so far/);
  assert.match(one, /No session yet\./);
  assert.match(one, /Too few scores or sessions to speak of a change/);
  await visit(c.client, 3, 7, 4);
  await visit(c.client, 10, 7, 4);
  const few = await c.page();
  assert.match(few, /Not enough data for a verdict 5 scores and 2 sessions/);
  assert.doesNotMatch(few, /because of sessions/);
  assert.doesNotMatch(few, /How often, and what to expect/);
  assert.doesNotMatch((await mira.get(c.path)).text, /class="band"/);
});

/* Ten weeks in which relief comes with each session and fades in the days after it. */
async function treated(values) {
  const c = await complaint(values);
  for (let i = 0; i < 8; i++) await visit(c.client, 70 - 7 * i, Math.max(3, 8 - i), Math.max(0, 4 - i));
  for (let i = 0; i < 8; i++)
    for (const [day, value] of [[1, Math.max(1, 4 - i)], [3, Math.max(2, 5 - i)], [5, Math.max(2, 6 - i)]])
      assert.equal((await c.send('scores', { at: ago(70 - 7 * i - day), value: String(value) })).status, 303);
  return c;
}

test('with enough: a verdict, ranges, intervals with the longest that reaches the target', async () => {
  const c = await treated();
  const page = await c.page();
  assert.match(page, /Sessions are helping/);
  assert.match(page, /Right after a session about [\d.]+ points lower \([\d.]+ to [\d.]+\)/);
  assert.match(page, /lasting improvement|there remains/);
  assert.match(page, /How often, and what to expect in twelve weeks/);
  assert.match(page, /every week (longest that reaches it )?[\d.]+ (about|under|over) \d+ %/);
  assert.match((await mira.get(c.path)).text, /class="band" points="/);
  assert.match(page, /not a diagnosis/);
});

test('what the scores said is kept with the visit, and the next date offered', async () => {
  const c = await treated();
  const chart = async () => shown((await mira.get(`/clients/${c.client}`)).text);
  await visit(c.client, 0, 2, 0);
  const said = await chart();
  assert.match(said, /From the scores: Sessions are helping/);
  assert.match(said, /Next visit about \d+ [A-Z][a-z]{2} \d{4} \(every|No sessions needed for the target/);
});

test('chart and letter follow a mark, an onset and a voided visit at once', async () => {
  const c = await treated();
  const chart = async () => shown((await mira.get(`/clients/${c.client}`)).text);
  const letter = async () => {
    const page = `/clients/${c.client}/letters`;
    const answer = await mira.fill(page, page, { kind: 'gp' });
    return (await mira.get(answer.headers.location)).text;
  };
  await visit(c.client, 0, 2, 0);
  assert.match(await chart(), /From the scores: Sessions are helping/);
  assert.match(await letter(), /Neck: Sessions are helping/);
  assert.equal((await c.send('other-care', { kind: 'medicine', day: ago(5).slice(0, 10),
    note: 'Began tablets' })).status, 303);
  assert.doesNotMatch(await chart(), /Sessions are helping/);
  assert.doesNotMatch(await letter(), /Sessions are helping/);
  const { text } = await mira.get(c.path);
  assert.equal((await mira.fill(c.path, /action="([^"]+\/other-care\/[^"]+\/void)"/.exec(text)[1],
    {})).status, 303);
  assert.match(await chart(), /Sessions are helping/);
  const edit = `/clients/${c.client}/complaints/1`;
  const moved = await mira.fill(edit, edit, { since: ago(80).slice(0, 10) });
  assert.equal(moved.status, 303, faults(moved.text));
  assert.doesNotMatch(await chart(), /Sessions are helping/);
  const back = await mira.fill(edit, edit, { since: '2020-01-01' });
  assert.equal(back.status, 303, faults(back.text));
  assert.match(await chart(), /Sessions are helping/);
  const visits = [...new Set((await mira.get(`/clients/${c.client}`)).text.match(/\/visits\/[0-9a-f-]{36}/g))];
  assert.ok(visits.length >= 7);
  for (const at of visits.slice(0, 7)) {
    const path = `/clients/${c.client}${at}`;
    assert.equal((await mira.fill(path, `${path}/void`, { reason: 'Wrong chart' })).status, 303);
  }
  assert.match(await c.page(), /Not enough data for a verdict/);
  assert.doesNotMatch(await chart(), /Sessions are helping|Clearly better/);
});

test('pain that rises of late: the alert is on the page, in the chart and in the letter', async () => {
  const c = await treated();
  await visit(c.client, 9, 2, 0);
  for (let day = 8; day > 0; day--)
    assert.equal((await c.send('scores', { at: ago(day - 0.2), value: '8' })).status, 303);
  assert.match(await c.page(), /Worse: check, and think of referring (The last scores|The usual level)/);
  assert.match(shown((await mira.get(`/clients/${c.client}`)).text), /From the scores: Worse: check/);
  const page = `/clients/${c.client}/letters`;
  const answer = await mira.fill(page, page, { kind: 'gp' });
  assert.match((await mira.get(answer.headers.location)).text, /Neck: Worse: check, and think of referring/);
});

test('pain of recent onset: never "because of"', async () => {
  const c = await treated({ since: ago(75).slice(0, 10) });
  const page = await c.page();
  assert.match(page, /This kind of pain often settles by itself/);
  assert.doesNotMatch(page, /because of sessions/);
});

test('a change of medicine: no causal words for four weeks; removed, they are back', async () => {
  const c = await treated();
  assert.match(await c.page(), /because of sessions/);
  const answer = await c.send('other-care', { kind: 'medicine', day: ago(5).slice(0, 10),
    note: "Began O'Neil's tablets <10 mg>" });
  assert.equal(answer.status, 303);
  const marked = await c.page();
  assert.match(marked, /Began O'Neil's tablets <10 mg>/);
  assert.doesNotMatch(marked, /because of sessions/);
  assert.match(marked, /Another treatment changed in the same weeks/);
  const { text } = await mira.get(c.path);
  const to = /action="([^"]+\/other-care\/[^"]+\/void)"/.exec(text)[1];
  assert.equal((await mira.fill(c.path, to, {})).status, 303);
  assert.match(await c.page(), /because of sessions/);
});

test('scores from home are kept once, removed once, and never of the future', async () => {
  const c = await complaint();
  const bad = [[{ at: ago(-2), value: '5' }, /later than now/], [{ at: ago(1), value: '' }, /0 to 10/],
    [{ at: ago(1), value: '11' }, /0 to 10/], [{ at: '2026-02-30T10:00', value: '5' }, /exist/],
    [{ at: '', value: '5' }, /exist/], [{ at: ago(181), value: '5' }, /up to 180 days afterwards/],
    [{ at: '1926-11-20T10:00', value: '5' }, /Check the year/]];
  for (const [fields, words] of bad) {
    const answer = await c.send('scores', fields);
    assert.equal(answer.status, 422, JSON.stringify(fields));
    assert.match(faults(answer.text), words);
  }
  const fields = mira.edit(fieldsOf((await mira.get(c.path)).text, '/scores'), { at: ago(1), value: '5' });
  const to = c.path.replace('outcome', 'scores');
  const both = await Promise.all([mira.post(to, fields), mira.post(to, fields)]);
  assert.deepEqual(both.map((a) => a.status), [303, 303]);
  const { text } = await mira.get(c.path);
  assert.equal(text.match(/\/scores\/[0-9a-f-]{36}\/void/g).length, 1);
  const gone = /action="([^"]+\/scores\/[^"]+\/void)"/.exec(text)[1];
  assert.equal((await mira.fill(c.path, gone, {})).status, 303);
  assert.match(await c.page(), /No score of pain yet/);
  const again = mira.edit(fieldsOf(text, '/void'), { key: randomUUID() });
  assert.equal((await mira.post(gone, again)).status, 409);
});

test('marks want a day that has been, a kind and words', async () => {
  const c = await complaint();
  const bad = [[{ kind: 'medicine', day: '', note: 'x' }, /day/], [{ kind: 'magic', day: ago(1).slice(0, 10), note: 'x' }, /kind/],
    [{ kind: 'other', day: '2999-01-01', note: 'x' }, /future|day/], [{ kind: 'other', day: ago(1).slice(0, 10), note: '' }, /what changed/],
    [{ kind: 'other', day: ago(1).slice(0, 10), note: 'x'.repeat(201) }, /200/]];
  for (const [fields, words] of bad) {
    const answer = await c.send('other-care', fields);
    assert.equal(answer.status, 422, JSON.stringify(fields));
    assert.match(faults(answer.text), words);
  }
});

test('a score of a visit cannot be removed here; the desk may keep one, and sees nothing', async () => {
  const c = await complaint();
  await visit(c.client, 2, 6, 3);
  const one = sql(site.data, `SELECT hex(id) FROM observation WHERE hex(client) = '${hex(c.client)}'
    AND kind = 'nrs_now' LIMIT 1`).trim().toLowerCase()
    .replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5');
  const { text } = await mira.get(c.path);
  const fields = mira.edit(fieldsOf(text, '/scores'), { key: randomUUID(), at: null, value: null });
  assert.equal((await mira.post(c.path.replace('outcome', `scores/${one}/void`), fields)).status, 409);
  const desk = await colleague(site, mira, `Dana${randomUUID().slice(0, 6)}`, 'desk');
  assert.equal((await desk.get(c.path)).status, 403);
});

test('whom to ask: those whose time it is, by therapist or desk, without what they are treated for', async () => {
  const client = await addClient(mira, { given: "D'Arcy", phone: '0491 570 006' });
  await addComplaint(mira, client, 'Left sciatica');
  await visit(client, 3, 6, 3);
  const desk = await colleague(site, mira, `Dana${randomUUID().slice(0, 6)}`, 'desk');
  const { text } = await desk.get('/followups');
  assert.match(shown(text), /D'Arcy \S+ 0491 570 006 three days after the visit of/);
  assert.doesNotMatch(text, /sciatica|Neck/);
  const action = `/followups/${client}/1`;
  const bad = await desk.fill('/followups', action, { value: '11' });
  assert.equal(bad.status, 422);
  assert.doesNotMatch(bad.text, /sciatica/);
  const wrong = await desk.fill('/followups', action, { value: '7' });
  assert.equal(wrong.status, 303);
  const after = await desk.get(wrong.headers.location);
  assert.match(shown(after.text), /D'Arcy \S+: 7 is kept\. Undo/);
  const undo = /action="(\/followups\/[^"]+\/void)"/.exec(after.text)[1];
  assert.equal((await desk.fill(wrong.headers.location, undo, {})).headers.location, '/followups?undone=1');
  assert.doesNotMatch(shown((await desk.get(wrong.headers.location)).text), /is kept/);
  const right = await desk.fill('/followups', action, { value: '2' });
  assert.equal(right.status, 303);
  assert.doesNotMatch(shown((await desk.get('/followups')).text), /D'Arcy/);
  const [, kept] = /kept=([0-9a-f-]{36})/.exec(right.headers.location);
  const older = `00${kept.slice(2)}`;
  sql(site.data, `UPDATE observation SET id = ${bytes(older)} WHERE hex(id) = '${hex(kept)}'`);
  const late = await desk.get(right.headers.location.replace(kept, older));
  assert.doesNotMatch(shown(late.text), /is kept/, 'a score of before is not shown to the desk');
  const fields = desk.edit(fieldsOf(after.text, '/void'), { key: randomUUID() });
  assert.equal((await desk.post(`/followups/${client}/1/${older}/void`, fields)).status, 409);
  assert.match(shown((await mira.get(`/clients/${client}/complaints/1/outcome`)).text),
    /three days after [^a-z]*[A-Z][a-z]{2} \d{4} asked/);
});

test('outcomes of the practice: for the owner, without names, no share of a few; as a table too', async () => {
  const page = shown((await mira.get('/practice/outcomes')).text);
  assert.match(page, /Complaints treated \d+/);
  assert.match(page, /too few for a percentage/);
  assert.doesNotMatch(page, /Ada/);
  const table = await mira.get('/practice/outcomes.csv');
  assert.match(table.headers['content-type'], /^text\/csv/);
  assert.match(table.text, /^therapist,treated,three_sessions,enough,stayed_away,clearly_better,/);
  assert.match(table.text, /^"all",\d+,\d+,\d+,/m);
  const kim = await colleague(site, mira, `Kim${randomUUID().slice(0, 6)}`, 'therapist');
  assert.equal((await kim.get('/practice/outcomes')).status, 403);
  assert.equal((await kim.get('/practice/outcomes.csv')).status, 403);
});

/* A zone in which it is about seven in the evening now. */
function evening() {
  const ahead = (19 - new Date().getUTCHours() + 36) % 24 - 12;
  return `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`;
}

test('who comes without a plan is asked once a week at a random time', async () => {
  const c = await complaint();
  await visit(c.client, 7, 6, 4);
  const was = sql(site.data, 'SELECT zone FROM practice').trim();
  sql(site.data, `UPDATE practice SET zone = '${evening()}'`);
  const asked = [];
  for (let day = 0; day < 14; day++) {
    sql(site.data, `UPDATE visit SET started_utc = started_utc - 86400, signed_utc = signed_utc - 86400
      WHERE hex(client) = '${hex(c.client)}'`);
    const { text } = await mira.get('/followups');
    asked.push(text.includes(`/followups/${c.client}/1`) && /at a random time after/.test(text));
  }
  sql(site.data, `UPDATE practice SET zone = '${was}'`);
  assert.equal(asked.filter(Boolean).length, 2, asked.join(' '));
});

test('stress and sleep are outcomes of the whole person, over the visits of all complaints', async () => {
  const c = await complaint();
  await addComplaint(mira, c.client, 'Knee', { since: '2020-01-01' });
  for (let i = 0; i < 4; i++) await visit(c.client, 40 - 10 * i, 6, 4);
  for (const path of [c.path, c.path.replace('/1/', '/2/')]) {
    const page = shown((await mira.get(path)).text);
    assert.match(page, /Other outcomes.*Stress now 0-10 .*Sleep quality past week 0-10/, path);
    assert.match(page, /Sleep quality past week 0-10 The usual level is about [\d.]+ points (higher|lower)/);
  }
});

test('range of motion is an outcome of its own, in degrees', async () => {
  const c = await complaint();
  for (const week of [3, 2, 1, 0]) await visit(c.client, week * 7 + 1, 6, 4);
  assert.match(await c.page(), /Neck rotation, left The usual level is about [\d.]+ degrees (higher|lower) \(-?[\d.]+ to -?[\d.]+\) than at the start/);
});

/* --- the practice as a whole -------------------------------------------------------------------- */

/* Resolves to the page once nothing is being computed any more. */
async function computed() {
  for (let i = 0; i < 200; i++) {
    const answer = await mira.get('/practice/outcomes/computing');
    if (answer.status === 303) return mira.get('/practice/outcomes');
    assert.equal(answer.headers.refresh, '3');
    await new Promise((done) => { setTimeout(done, 100); });
  }
  throw new Error('it is computed for ever');
}
const compute = () => mira.fill('/practice/outcomes', '/practice/outcomes/recompute', {});
const estimates = () => sql(site.data, 'SELECT hex(hash), benefit FROM estimate ORDER BY client, complaint').trim();

/* So many clients with four sessions a week apart and what they did. */
async function treatedClients(n) {
  for (let i = 0; i < n; i++) {
    const c = await complaint();
    for (const week of [3, 2, 1, 0]) await visit(c.client, week * 7 + 1, 7, 4 - (i % 3));
  }
}

test('too few complaints have no distribution; twenty have one, computed once', async () => {
  await treatedClients(2);
  assert.equal((await compute()).status, 303);
  const few = shown((await computed()).text);
  assert.match(few, /too few to say how they spread/);
  assert.doesNotMatch(few, /The tenth with the least/);
  await treatedClients(20);
  await compute();
  const page = shown((await computed()).text);
  assert.match(page, /Half of the complaints more than -?[\d.]+ points/);
  assert.match(page, /Half of it is gone after (\d+ days, for most clients \d+ to \d+|cannot be told from these scores)/);
  assert.match(page, /rests on 2\d complaints/);
  const before = estimates();
  assert.ok(before.split('\n').length >= 22);
  await compute();
  await computed();
  assert.equal(estimates(), before, 'the same scores give another result');
});

test('only the owner computes; a run under way is not begun twice; one that stopped is begun again', async () => {
  const { text } = await mira.get('/practice/outcomes');
  const desk = await colleague(site, mira, 'Dora', 'desk');
  const form = [['csrf', /name="csrf" value="([^"]+)"/.exec((await desk.get('/')).text)[1]], ['key', randomUUID()]];
  assert.equal((await desk.post('/practice/outcomes/recompute', form)).status, 403);
  sql(site.data, `UPDATE recompute SET ended_utc = NULL, beat_utc = ${Math.floor(Date.now() / 1000)}`);
  const was = sql(site.data, 'SELECT hex(run) FROM recompute');
  const again = await mira.post('/practice/outcomes/recompute', fieldsOf(text, '/recompute'));
  assert.equal(again.status, 303);
  assert.equal(sql(site.data, 'SELECT hex(run) FROM recompute'), was);
  sql(site.data, 'UPDATE recompute SET beat_utc = beat_utc - 1000');
  assert.match(shown((await mira.get('/practice/outcomes')).text), /The last run stopped on/);
  await compute();
  assert.match(shown((await computed()).text), /Computed on/);
});
