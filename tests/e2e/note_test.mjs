/* Signing: what is wrong with a sheet is said, a note is signed once, and then only added to.
 * Must never: take a page's word for what is stored; the note is opened again.
 * Read next: src/domain/visit.c, src/web/note.c.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { colleague, edited, faults, fieldsOf, practice, sheet, shown, signedIn, startVisit, valueOf,
  valuesOf, visitsOf } from './site.mjs';

let site, mira, tess, at, begin, fieldsAt, isDraft, keep, sign;

before(async () => {
  site = await practice();
  mira = await signedIn(site);
  tess = await colleague(site, mira, 'Tess', 'therapist');
  ({ at, begin, fieldsAt, isDraft, keep, sign } = visitsOf(mira));
});
after(() => site.end());

/* --- signing what is wrong ----------------------------------------------------------------------------------- */

test('each fault of a sheet is said, nothing is signed, all that was typed comes back',
  async () => {
  const { path } = await begin();
  const long = 'x'.repeat(4001);
  const cases = [[{ news_none: null }, 'news', /Ask whether anything is new/], [{ 'now.1': '11' },
    'now.1', /from 0 to 10/],
    [{ 'now.1': '-1' }, 'now.1', /from 0 to 10/], [{ 'now.1': '3.5' }, 'now.1', /whole number/],
    [{ 'week.1': 'bad' }, 'week.1', /whole number/], [{ 'tension.1': '99999999999' }, 'tension.1',
      /whole number/],
    [{ 'after.1': '11' }, 'after.1', /from 0 to 10/], [{ stress: '11' }, 'stress', /from 0 to 10/],
    [{ sleep: 'NaN' }, 'sleep', /whole number/], [{ 'sign1.before_left': '111' },
      'sign1.before_left', /between 0 and 110 deg/],
    [{ 'sign1.after_right': '-1' }, 'sign1.after_right', /between 0 and 110/],
    [{ 'sign1.before_left': 'inf' }, 'sign1.before_left', /Enter a number|between/],
    [{ 'sign1.before_left': 'nan' }, 'sign1.before_left', /Enter a number|between/],
    [{ 'sign1.before_left': '0x20' }, 'sign1.before_left', /Enter a number/],
    [{ 'sign1.before_left': '1,2,3' }, 'sign1.before_left', /Enter a number/],
    [{ 'sign1.measure': '' }, 'sign1.measure', /Choose a test/], [{ 'sign1.measure': 'neck.spin' },
      'sign1.measure', /Choose a test/],
    [{ 'sign1.before_left': '', 'sign1.before_right': '' }, 'sign1.before_left',
      /value from before the treatment/],
    [{ 'b0.where': 'Atlantis' }, 'b0.where', /region or muscle from the list/], [{ 'b0.where': '' },
      'b0.where', /region or muscle/],
    [{ 'b0.technique': '' }, 'b0.technique', /Choose a technique/], [{ 'b0.technique': 'all' },
      'b0.technique', /Choose a technique/],
    [{ 'b0.minutes': '' }, 'b0.minutes', /Enter the minutes/], [{ 'b0.minutes': '0' }, 'b0.minutes',
      /more than 0/],
    [{ 'b0.minutes': '-5' }, 'b0.minutes', /more than 0/], [{ 'b0.minutes': '1e9' }, 'b0.minutes',
      /Enter (the minutes|a number)/],
    [{ 'b0.minutes': '1e308' }, 'b0.minutes', /Enter (the minutes|a number)/],
      [{ 'b0.pressure': '' }, 'b0.pressure', /pressure from 0 to 5/],
    [{ 'b0.pressure': '6' }, 'b0.pressure', /pressure from 0 to 5/], [{ 'b0.pain': '11' },
      'b0.pain', /from 0 to 10/],
    [{ 'b0.side': 'up' }, 'b0.side', /left, right or both/], [{ 'b0.depth': 'abyss' }, 'b0.depth',
      /superficial, middle or deep/],
    [{ 'b0.tissue': 'ghost' }, 'b0.tissue', /tissue from the list/],
      [{ 'b0.response': 'x'.repeat(121) }, 'b0.response', /Shorten this to 120/],
    [{ map: [['Atlantis', '3']] }, 'map.where', /from the list/],
    [{ map: [['neck_back_l', '11']] }, 'map.pain', /from 0 to 10/],
    [{ map: [['neck_back_l', '']] }, 'map.pain', /from 0 to 10/],
    [{ map: [['neck_back_l', '3'], ['neck_back_l', '4']] }, 'map.where', /stands twice/],
    [{ news: long }, 'news', /Shorten this to 4000 characters; it has 4001/], [{ s: long }, 's',
      /Shorten this to 4000/],
    [{ o: long }, 'o', /Shorten this to 4000/], [{ a: long }, 'a', /Shorten/], [{ p: long }, 'p',
      /Shorten/],
    [{ advice: long }, 'advice', /Shorten/], [{ started: '2026-02-30T10:00' }, 'started',
      /day and time that exist/],
    [{ started: '2999-01-01T10:00' }, 'started', /before it begins/], [{ started: 'noon' },
      'started', /day and time that exist/],
    [{ checkin_s: 'quick' }, 'checkin_s', /whole number/], [{ note_s: '-3' }, 'note_s', /from 0/]];
  const wrong = [];
  for (const [values, field, words] of cases) {
    const label = JSON.stringify(values).slice(0, 60);
    const answer = await sign(path, values);
    if (answer.status !== 422) {
      wrong.push(`${label}: ${answer.status}`);
      if (answer.status === 303) return assert.deepEqual(wrong, [], 'signed in spite of the fault');
      continue;
    }
    if (!words.test(faults(answer.text))) wrong.push(`${label} says ${faults(answer.text)}`);
    if (!answer.text.includes(`href="#f-${field}"`)) wrong.push(`${label}: no link to ${field}`);
    const kept = fieldsOf(answer.text, '/sign');
    for (const [name, v] of Object.entries({ ...sheet, ...values })) {
      const is = name === 'map' ? valuesOf(kept, 'map.where').map((w, i) => [w, valuesOf(kept,
        'map.pain')[i]]) : valueOf(kept, name) ?? null;
      const scores = /^(now|week|tension|after)\.|^(stress|sleep)$|\.(side|depth|pressure|technique|tissue|measure)$/.test(name);
      if (!(scores && values[name] !== undefined)) {
        const same = Array.isArray(v) ? String(is) === String(v) : is === v;
        if (!same) wrong.push(`${label}: ${name} was ${String(v).slice(0,
          20)}, came back as ${String(is).slice(0, 20)}`);
      }
    }
  }
  assert.deepEqual(wrong, []);
  assert.ok(await isDraft(path));
});

test('a fault\'s link leads to a place on the page', async () => {
  const { path } = await begin();
  const long = 'x'.repeat(4001), lost = new Set();
  for (const values of [{ news_none: null, 'now.1': '11', stress: '11', 'sign1.before_left': '999',
    'b0.where': '', 'b0.pain': '11',
    'b0.response': 'x'.repeat(121), s: long, o: long, advice: long, map: [['Atlantis', '3']],
      'b0.tissue': 'ghost', 'b0.depth': 'abyss',
    'b0.pressure': '9' }, { started: 'noon', 'sign1.after_left': 'x', 'now.1': 'x',
      'b0.minutes': 'x', checkin_s: 'x' },
  { map: [['neck_back_l', '99']], started: '2999-01-01T10:00' }, { 'b0.where': null,
    'b0.technique': '', 'b0.minutes': '', a: '' }]) {
    const { text, status } = await sign(path, values);
    assert.equal(status, 422);
    const targets = [...text.matchAll(/<a href="#(f-[^"]+)"/g)].map((m) => m[1]);
    assert.ok(targets.length >= 1);
    targets.filter((id) => !text.includes(`id="${id}"`)).forEach((id) => lost.add(id));
  }
  assert.deepEqual([...lost], [], 'links that lead nowhere');
});

test('all that is wrong is said at once', async () => {
  const { path } = await begin();
  const said = faults((await sign(path, { started: 'noon', news_none: null, 'b0.minutes': 'x',
    'b0.technique': '' })).text);
  for (const words of [/day and time that exist/, /anything is new/, /Enter a number/,
    /Choose a technique/])
    assert.match(said, words);
});

test('a fault in a text is also said at the text', async () => {
  const { path } = await begin();
  for (const name of ['s', 'o', 'a', 'p', 'advice']) {
    const { text } = await sign(path, { [name]: 'x'.repeat(4001) });
    const field = new RegExp(`<div class="field[^"]*">(?:(?!</div>)[\\s\\S])*name="${name}"(?:(?!</div>)[\\s\\S])*</div>`).exec(text)?.[0];
    assert.match(field ?? '', /Shorten this to 4000/, name);
  }
});

test('nothing half-typed is signed away', async () => {
  for (const [values, words] of [
    [{ blocks: '2', 'b1.response': 'Cramp in the calf, stopped' }, /Cramp in the calf/],
    [{ blocks: '2', 'b1.pressure': '5', 'b1.pain': '9' }, /9\/10/],
    [{ map: [['', '8']] }, /\(8\)/],
    [{ 'sign2.after_left': '40' }, /40 deg/]]) {
    const { path } = await begin();
    const answer = await sign(path, values);
    if (answer.status === 422) continue;
    assert.equal(answer.status, 303);
    assert.match(shown(await at(path)), words,
      `${JSON.stringify(values)} is not in the note, and nobody was told`);
  }
});

test('sixty regions are signed, sixty-one are not', async () => {
  const { path } = await begin();
  const page = await at(path);
  const regions = [...page.matchAll(/data-id="([a-z_]+_[lrm])"/g)].map((m) => m[1]).slice(0, 61);
  assert.equal(regions.length, 61);
  const many = (n) => ({ map: regions.slice(0, n).map((where, i) => [where, String(i % 11)]) });
  const over = await sign(path, many(61));
  assert.equal(over.status, 422);
  assert.match(faults(over.text), /Mark at most 60 regions/);
  assert.equal(valuesOf(fieldsOf(over.text, '/sign'), 'map.where').length, 61);
  assert.equal((await sign(path, many(60))).status, 303);
  const items = /<ul class="echo">[\s\S]*?<\/ul>/.exec(await at(path))[0].match(/<li>/g);
  assert.equal(items.length, 60);
});

test('the longest texts in any script are in the note to their last character', async () => {
  const { path } = await begin();
  const regions = [...(await at(path)).matchAll(/data-id="([a-z_]+_[lrm])"/g)].map((m) => m[
    1]).slice(0, 60);
  const answer = await sign(path, { news: '🙂'.repeat(4000), s: 'The last words',
    map: regions.map((where) => [where, '7']) });
  assert.equal(answer.status, 303, faults(answer.text));
  const note = shown(await at(path));
  assert.match(note, /🙂{4000}/u, 'the news are cut');
  assert.match(note, /pain now 6\/10/, 'the scores fell out of the sentence');
  assert.match(note, /Body map: [^.]*\(7\)\./, 'the body map fell out of the sentence');
  assert.match(note, /The last words/);
});

test('an unknown field signs nothing', async () => {
  const { path } = await begin();
  for (const name of ['mood', 'now.0', 'now.x', 'now', 'sign0.measure', 'sign25.measure',
    'sign1.colour', 'b12.where', 'b.where',
    'b0.colour', 'map.colour', 'complaint', 'therapist', 'signed_utc']) {
    const answer = await sign(path, { [name]: '1' });
    assert.equal(answer.status, 400, name);
    assert.match(shown(answer.text), /reload the page/i);
  }
  assert.ok(await isDraft(path));
});

/* --- signed once ----------------------------------------------------------------------------------------------- */

test('signing twice with one key is one note, with one answer', async () => {
  const { client, path } = await begin();
  const fields = edited(mira, await fieldsAt(path), sheet);
  const answers = await Promise.all(Array.from({ length: 6 }, () => mira.post(`${path}/sign`,
    fields)));
  answers.push(await mira.post(`${path}/sign`, fields));
  assert.deepEqual([...new Set(answers.map((a) => `${a.status} ${a.headers.location}`))].length, 1,
    answers.map((a) => a.status).join());
  assert.equal(answers[0].status, 303);
  const rows = shown(await at(`/audit?client=${client}`)).match(/signed a note/g);
  assert.equal(rows.length, 1);
});

test('after the signature nothing changes the note any more', async () => {
  const { path } = await begin();
  const fields = edited(mira, await fieldsAt(path), sheet);
  await mira.post(`${path}/sign`, fields);
  const note = async () => shown((await at(path)).replace(/<section class="card no-print">[\s\S]*/,
    ''));
  const before = await note();
  for (const [end, values] of [['sign', { key: randomUUID(), s: 'Changed' }], ['sign',
    { key: randomUUID(), 'b0.minutes': 'x' }],
    ['draft', { key: randomUUID(), do: 'save', s: 'Changed' }], ['sign', { s: 'Changed' }]]) {
    const answer = await mira.post(`${path}/${end}`, mira.edit(fields, values));
    assert.equal(answer.status, 409, `${end} ${JSON.stringify(values)}`);
    assert.match(shown(answer.text), /signed already|already sent with other contents/);
  }
  assert.equal(await note(), before);
});

test('of two who sign at the same moment one is told', async () => {
  const { path } = await begin();
  const fields = edited(mira, await fieldsAt(path), sheet);
  const answers = await Promise.all(['one', 'two', 'three'].map((s) =>
    mira.post(`${path}/sign`, mira.edit(fields, { s, key: randomUUID() }))));
  assert.deepEqual(answers.map((a) => a.status).sort(), [303, 409, 409]);
});

test('an amendment stands below with author, time and reason; the note stays', async () => {
  const { path } = await begin();
  await sign(path);
  for (const [values, words] of [[{ reason: '', body: 'x' }, /Enter why the note is amended/],
    [{ reason: 'x', body: ' ' }, /Enter what is to be added/], [{ reason: 'x'.repeat(401),
      body: 'x' }, /Shorten this to 400/],
    [{ reason: 'x', body: 'x'.repeat(4001) }, /Shorten this to 4000/]]) {
    const answer = await mira.fill(path, `${path}/amend`, values);
    assert.equal(answer.status, 422);
    assert.match(faults(answer.text), words);
    const kept = new Map(fieldsOf(answer.text, '/amend'));
    assert.equal(kept.get('body'), values.body);
    assert.equal(kept.get('reason'), values.reason);
  }
  const fields = mira.edit(fieldsOf(await at(path), '/amend'), { reason: 'Wrong side',
    body: 'It was the right.\nNot the left.' });
  for (let i = 0; i < 3; i++) assert.equal((await mira.post(`${path}/amend`, fields)).status, 303);
  assert.equal((await tess.fill(path, `${path}/amend`, { reason: 'Second look',
    body: 'Both sides.' })).status, 303);
  const note = shown(await at(path));
  assert.equal(note.match(/Wrong side/g).length, 1,
    'sent three times, it stands there more than once');
  assert.match(note, /Mira O'Neil, [^.]*\. Reason: Wrong side It was the right\. Not the left\./);
  assert.match(note, /Tess, [^.]*\. Reason: Second look Both sides\./);
  assert.match(note, /Woke twice\./);
  assert.doesNotMatch(note, /not what was signed/);
});

test('a voided note stays readable with its reason, and its scores count no longer', async () => {
  const { client, path } = await begin();
  await sign(path, { 'now.1': '9', 'after.1': '1' });
  assert.match(shown(await at(`/clients/${client}`)), /pain 9 before, 1 right after/);
  const empty = await mira.fill(path, `${path}/void`, { reason: '' });
  assert.equal(empty.status, 422);
  assert.match(faults(empty.text), /Enter why it does not belong here/);
  assert.equal((await mira.fill(path, `${path}/void`, { reason: 'Wrong chart <x>' })).status, 303);
  const note = shown(await at(path));
  assert.match(note, /Voided by Mira O'Neil, .*: Wrong chart <x>/);
  assert.match(note, /Woke twice\./);
  const chart = shown(await at(`/clients/${client}`));
  assert.match(chart, /voided/);
  assert.doesNotMatch(chart, /pain 9 before|before a visit 9/);
  assert.match(chart, /no visit with pain before and after yet/);
  const ids = fieldsOf(await at(`/clients/${client}/visits/earlier`), `/clients/${client}/visits`)
    .filter(([n]) => n === 'csrf' || n === 'key');
  for (const [end, more] of [['amend', [['reason', 'x'], ['body', 'x']]], ['void', [['reason',
    'again']]],
    ['draft', [['do', 'save']]]])
    assert.equal((await mira.post(`${path}/${end}`, [...ids, ...more])).status, 409, end);
  const fresh = await startVisit(mira, client);
  assert.notEqual(fresh, path);
  assert.doesNotMatch(await at(fresh), /as last time/, 'defaults come from a voided visit');
});

test('a draft is voided with a reason only, and asked again if there is none', async () => {
  const { path } = await begin();
  await keep(path, { s: 'typed before' });
  const empty = await mira.fill(path, `${path}/void`, { reason: ' ' });
  assert.equal(empty.status, 422);
  assert.match(faults(empty.text), /Enter why it does not belong here/);
  assert.ok(await isDraft(path));
  assert.match(empty.text, /action="[^"]*\/void"/, 'the page has no form to give the reason in');
  assert.equal((await mira.fill(path, `${path}/void`, { reason: 'Client left' })).status, 303);
  assert.match(shown(await at(path)), /Voided by .*: Client left/);
  assert.doesNotMatch(await at('/unsigned'), new RegExp(path));
});

