/* One visit: started, kept as it is written, signed, and what the next one takes from it.
 * Must never: take a page's word for what is stored; the note is opened again.
 * Read next: src/web/visit.c, src/practice/visit.c.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { addClient, addComplaint, colleague, faults, fieldsOf, practice, sheet, shown, signedIn,
  startVisit, valueOf, valuesOf, visitsOf } from './site.mjs';

let site, mira, tess, at, begin, fieldsAt, keep, press, sign;

before(async () => {
  site = await practice();
  mira = await signedIn(site);
  tess = await colleague(site, mira, 'Tess', 'therapist');
  ({ at, begin, fieldsAt, keep, press, sign } = visitsOf(mira));
});
after(() => site.end());

const wide = (html) => html.replace(/\r\n/g, '\n');

/* --- the whole way -------------------------------------------------------------------------------------- */

test('a visit is started, kept, signed, and stands in the chart', async () => {
  const { client, path } = await begin();
  assert.match(shown(await at('/unsigned')), /Ada Test-/);
  assert.match(shown(await at(`/clients/${client}`)), /unsigned/);
  const kept = await keep(path, { 'now.1': '6', s: 'First words' });
  assert.equal(kept.status, 303);
  assert.equal(kept.headers.location, '/unsigned');
  assert.equal(valueOf(await fieldsAt(path), 's'), 'First words');
  assert.doesNotMatch(shown(await at(`/clients/${client}`)), /pain 6/,
    'a draft counts as a finding');
  const signed = await sign(path);
  assert.equal(signed.status, 303, faults(signed.text));
  assert.equal(signed.headers.location.split('?')[0], `/clients/${client}`);
  const note = shown(await at(path));
  for (const words of [/Pain now 0-10 6 3/, /55 → 66\.5 deg/, /70 → 70 deg/, /beyond error/,
    /Anything new: Nothing new/,
    /kneading, lifting, wringing, deep layer, 10 min, pressure 3\/5, pain during 4\/10; Softer\./,
      /Woke twice\./,
    /Left tight\./, /Easing\./, /Weekly\./, /Advice: Heat at night/, /Signed by Mira O'Neil/,
      /Seal [0-9a-f]{16}/,
    /10 min hands-on/])
    assert.match(note, words);
  assert.doesNotMatch(note, /not what was signed|Entered later/);
  const chart = shown(await at(`/clients/${client}`));
  assert.match(chart, /pain 6 before, 3 right after/);
  assert.doesNotMatch(chart, /unsigned/);
  assert.doesNotMatch(shown(await at('/unsigned')), new RegExp(client));
  assert.match(await at('/'), new RegExp(client));
  const rows = shown(await at(`/audit?client=${client}`));
  for (const words of [/started a visit/, /kept a draft/, /signed a note/, /saw the chart/,
    /saw a visit/, /added a complaint/])
    assert.match(rows, words);
});

test('numbers are taken with comma or point, in any usual spelling', async () => {
  const { path } = await begin();
  assert.equal((await sign(path, { 'sign1.before_left': ' 45,5 ', 'sign1.before_right': '60.25',
    'b0.minutes': '4,5',
    'now.1': '0', 'after.1': '10' })).status, 303);
  const note = shown(await at(path));
  assert.match(note, /45\.5 → 66\.5/);
  assert.match(note, /60\.25 → 70/);
  assert.match(note, /4\.5 min/);
  assert.match(note, /Pain now 0-10 0 10/);
});

test('a place is known by its words, its id, in any case; a muscle with its side', async () => {
  const { path } = await begin();
  const answer = await sign(path, { blocks: '3', 'b0.where': 'BACK OF NECK, LEFT',
    'b1.where': 'Masseter', 'b1.side': 'both',
    'b1.technique': 'petrissage', 'b1.minutes': '2', 'b1.pressure': '1', 'b2.where': ' scalenes ',
      'b2.side': 'right',
    'b2.technique': 'petrissage', 'b2.minutes': '2', 'b2.pressure': '0' });
  assert.equal(answer.status, 303, faults(answer.text));
  const note = shown(await at(path));
  assert.match(note, /back of neck, left: /i);
  assert.match(note, /Masseter, both sides: /);
  assert.match(note, /Scalene group, right: /);
});

/* --- the draft ------------------------------------------------------------------------------------------- */

test('of two tabs the later one is told, and what the first kept stays', async () => {
  const { path } = await begin();
  const [one, two] = [await fieldsAt(path), await fieldsAt(path)];
  assert.equal((await mira.post(`${path}/draft`, mira.edit(one, { s: 'tab one' }))).status, 303);
  for (const headers of [{}, { 'X-Autosave': '1' }]) {
    const late = await mira.post(`${path}/draft`, mira.edit(two, { s: 'tab two',
      key: randomUUID() }), headers);
    assert.equal(late.status, 409);
    assert.match(shown(late.text), /saved in another window meanwhile/);
  }
  assert.equal(valueOf(await fieldsAt(path), 's'), 'tab one');
});

test('what the second tab typed is in the answer that refuses it', async () => {
  const { path } = await begin();
  const [one, two] = [await fieldsAt(path), await fieldsAt(path)];
  await mira.post(`${path}/draft`, mira.edit(one, { s: 'tab one' }));
  const late = await mira.post(`${path}/draft`, mira.edit(two, { s: 'only ever in tab two' }));
  assert.equal(late.status, 409);
  assert.ok(late.text.includes('only ever in tab two'), 'what was typed there is lost');
});

test('a version that is missing or bent does not write over another tab', async () => {
  const { path } = await begin();
  await keep(path, { s: 'first' });
  for (const version of ['abc', '-1', '', '1.5', '999', null])
    await keep(path, { s: 'blind', version });
  assert.equal(valueOf(await fieldsAt(path), 's'), 'first');
});

test('autosave answers with the sentences and a version that goes up by one', async () => {
  const { path } = await begin();
  const fields = await fieldsAt(path);
  let version = Number(valueOf(fields, 'version'));
  for (const now of ['4', '5', '6']) {
    const answer = await mira.post(`${path}/draft`, mira.edit(fields, { 'now.1': now, s: 'w',
      version, key: randomUUID() }),
      { 'X-Autosave': '1' });
    assert.equal(answer.status, 200);
    assert.match(answer.text.trim(), /^<div id="soap"/);
    assert.doesNotMatch(answer.text, /<html|<form/);
    assert.match(shown(answer.text), new RegExp(`pain now ${now}/10`));
    assert.equal(Number(/data-version="(\d+)"/.exec(answer.text)[1]), version + 1);
    version++;
  }
  const kept = await fieldsAt(path);
  assert.equal(valueOf(kept, 'now.1'), '6');
  assert.equal(Number(valueOf(kept, 'version')), version);
});

test('autosave without a login says so and keeps the server\'s draft as it was', async () => {
  const { path } = await begin();
  await keep(path, { s: 'kept' });
  const visitor = await signedIn(site);
  const fields = visitor.edit(fieldsOf(await at(path, visitor), '/sign'),
    { s: 'typed after the end' });
  visitor.cookie = '';
  assert.equal((await visitor.post(`${path}/draft`, fields, { 'X-Autosave': '1' })).status, 401);
  assert.equal(valueOf(await fieldsAt(path), 's'), 'kept');
});

test('a draft holds whatever is typed, however odd, just as it was', async () => {
  const { path } = await begin();
  const odd = { s: ' lead & trail =%41+\n\n', o: '<b>"\'</b>', news: '漢字 🙂 עברית',
    'b0.minutes': 'ten', 'b0.where': 'Atlantis',
    'sign1.before_left': '4,5,6', stress: '99', advice: "it's", started: 'soon' };
  assert.equal((await keep(path, odd)).status, 303);
  const kept = await fieldsAt(path);
  for (const [name, v] of Object.entries(odd))
    if (name !== 'stress') assert.equal(wide(valueOf(kept, name)), v, name);
});

test('a draft near the form\'s limit is kept whole, however it is spelled', async () => {
  const { path } = await begin();
  const fields = mira.edit(await fieldsAt(path), { do: 'save' }).filter(([n]) => n !== 'o' && n !== 'p');
  const o = 'é'.repeat(25000);
  const answer = await mira.request('POST', `${path}/draft`,
    { body: `${new URLSearchParams(fields)}&o=${o}&p=the+end` });
  if (answer.status !== 303) {
    assert.ok([413, 422, 503].includes(answer.status), String(answer.status));
    return;
  }
  const page = await mira.get(path);
  assert.equal(page.status, 200, 'the draft cannot be opened any more');
  const kept = fieldsOf(page.text, '/sign');
  assert.equal(valueOf(kept, 'o'), o, 'the draft was cut');
  assert.ok(valuesOf(kept, 'p').includes('the end'), 'what came after was lost');
});

test('blocks and regions are added and removed without script, and nothing else moves',
  async () => {
  const { path } = await begin();
  const blocks = async () => {
    const fields = await fieldsAt(path);
    return Array.from({ length: Number(valueOf(fields, 'blocks')) }, (_, i) => valueOf(fields,
      `b${i}.response`));
  };
  for (const [i, todo] of ['block.add', 'block.add', 'block.add'].entries()) {
    const answer = await press(path, todo, { [`b${i}.response`]: `r${i}`,
      [`b${i}.minutes`]: `${i + 1}` });
    assert.equal(answer.status, 303);
    assert.match(answer.headers.location, /#treat$/);
  }
  await press(path, 'save', { 'b3.response': 'r3' });
  assert.deepEqual(await blocks(), ['r0', 'r1', 'r2', 'r3']);
  await press(path, 'block.drop.1');
  assert.deepEqual(await blocks(), ['r0', 'r2', 'r3']);
  assert.equal(valueOf(await fieldsAt(path), 'b1.minutes'), '3');
  for (const bent of ['block.drop.99', 'block.drop.-1', 'block.drop.x', 'block.drop.', 'map.drop.7',
    'map.drop.x', 'dance', ''])
    assert.equal((await press(path, bent)).status, 303, bent);
  assert.deepEqual(await blocks(), ['r0', 'r2', 'r3'],
    'a button that does not exist removed something');
  assert.match((await press(path, 'map.add')).headers.location, /#check-in$/);
  await press(path, 'map.add', { map: [['neck_back_l', '3']] });
  await press(path, 'map.drop.0', { map: [['neck_back_l', '3'], ['neck_back_r', '4'], ['throat_l',
    '5']] });
  const fields = await fieldsAt(path);
  assert.deepEqual(valuesOf(fields, 'map.where'), ['neck_back_r', 'throat_l']);
  assert.deepEqual(valuesOf(fields, 'map.pain'), ['4', '5']);
  assert.deepEqual(await blocks(), ['r0', 'r2', 'r3']);
  assert.match((await press(path, 'stroke')).headers.location, /#retest$/);
  const stroke = Number(valueOf(await fieldsAt(path), 'last_stroke'));
  assert.ok(Math.abs(stroke - Date.now() / 1000) < 60, 'the last stroke is not now');
});

test('dropping blocks one after another leaves one, empty', async () => {
  const { path } = await begin();
  await press(path, 'block.add', { 'b0.response': 'only' });
  await press(path, 'block.drop.0');
  await press(path, 'block.drop.0');
  await press(path, 'block.drop.0');
  const fields = await fieldsAt(path);
  assert.equal(valueOf(fields, 'blocks'), '1');
  assert.equal(valueOf(fields, 'b0.response'), '');
});

test('twelve blocks, no more, all signed', async () => {
  const { path } = await begin();
  const values = {};
  for (let i = 0; i < 12; i++) {
    if (i) await press(path, 'block.add');
    Object.assign(values, { [`b${i}.where`]: 'neck_back_l', [`b${i}.technique`]: 'petrissage',
      [`b${i}.minutes`]: `${i + 1}`,
      [`b${i}.pressure`]: '2' });
  }
  assert.equal((await press(path, 'block.add')).status, 303);
  const page = await at(path);
  assert.match(shown(page), /A visit holds 12 blocks\./);
  assert.equal(valueOf(fieldsOf(page, '/sign'), 'blocks'), '12');
  const more = await keep(path, { 'b12.where': 'x' });
  assert.equal(more.status, 400);
  assert.equal((await sign(path, values)).status, 303);
  assert.match(shown(await at(path)), /Hands-on time 78 min/);
});

test('a number of blocks that cannot be does not sign away the others', async () => {
  for (const blocks of ['99', '0', '-1', 'x', '', null]) {
    const { path } = await begin();
    const second = { 'b1.where': 'neck_back_r', 'b1.technique': 'petrissage', 'b1.minutes': '7',
      'b1.pressure': '2' };
    const answer = await sign(path, { blocks, ...second });
    if (answer.status === 303)
      assert.match(shown(await at(path)), /Hands-on time 17 min/,
        `blocks=${blocks}: a block was dropped silently`);
    else
      assert.ok([400, 422].includes(answer.status));
  }
});

/* --- whose, when -------------------------------------------------------------------------------------------------- */

test('another therapist\'s draft is nobody\'s business', async () => {
  const { client, path } = await begin();
  await keep(path, { s: 'private words' });
  assert.equal((await tess.get(path)).status, 404);
  const ids = fieldsOf(await at(`/clients/${client}/visits/earlier`, tess),
    `/clients/${client}/visits`)
    .filter(([n]) => n === 'csrf' || n === 'key');
  for (const [end, more] of [['draft', [['s', 'x'], ['do', 'save']]], ['sign',
    Object.entries(sheet)], ['void', [['reason', 'x']]]])
    assert.equal((await tess.post(`${path}/${end}`, [...ids, ...more])).status, 404, end);
  assert.doesNotMatch(await at('/unsigned', tess), new RegExp(path));
  assert.doesNotMatch(await at(`/clients/${client}`, tess), /private words/);
  assert.equal(valueOf(await fieldsAt(path), 's'), 'private words');
  const own = await startVisit(tess, client);
  assert.notEqual(own, path, 'a second therapist is put into the first one\'s draft');
  assert.equal((await sign(path)).status, 303);
  assert.equal((await tess.get(path)).status, 200, 'a signed note is for every therapist');
});

test('starting again on the same day goes on with the draft', async () => {
  const { client, path } = await begin();
  assert.equal(await startVisit(mira, client), path);
  await sign(path);
  assert.notEqual(await startVisit(mira, client), path);
});

test('an earlier visit says so in the note; a later one is not written', async () => {
  const client = await addClient(mira);
  await addComplaint(mira, client);
  const path = await startVisit(mira, client, { started: '2026-03-02T09:30' });
  assert.match(shown(await at(path)),
    /Entered later: the visit was on .*2 Mar 2026.*The note will say so/);
  assert.equal((await sign(path)).status, 303);
  const note = shown(await at(path));
  assert.match(note, /2 Mar 2026/);
  assert.match(note, /Entered later than the visit/);
});

test('a start that cannot be is refused with its reason, and what was chosen stays', async () => {
  const client = await addClient(mira);
  await addComplaint(mira, client);
  const page = `/clients/${client}/visits/earlier`;
  for (const [started, words] of [['2999-01-01T10:00', /before it begins|still to come|future/],
    ['2026-02-30T10:00', /day and time that exist/],
    ['soon', /day and time that exist/]]) {
    const answer = await mira.fill(page, `/clients/${client}/visits`, { started });
    assert.doesNotMatch(shown(await at(`/clients/${client}`)), /unsigned/,
      `${started} was started`);
    const text = answer.status === 303 ? await at(answer.headers.location) : answer.text;
    assert.match(shown(text), words, `${started}: ${answer.status}`);
    assert.equal(answer.status, 422);
    assert.equal(new Map(fieldsOf(text, '/visits')).get('started'), started);
  }
});

test('a visit without a complaint, or of one that is not there, says what is missing', async () => {
  const client = await addClient(mira);
  const answer = await mira.fill(`/clients/${client}/visits/earlier`, `/clients/${client}/visits`,
    { started: '', complaint: '1' });
  const text = answer.status === 303 ? await at(answer.headers.location) : answer.text;
  assert.match(shown(text), /Add what the client complains of first/);
  await addComplaint(mira, client);
  for (const values of [{ complaint: '7' }, { complaint: 'x' }, { location: randomUUID() },
    { complaint: '-1' }]) {
    const bent = await mira.fill(`/clients/${client}/visits/earlier`, `/clients/${client}/visits`,
      { started: '', ...values });
    if (['x', '-1'].includes(values.complaint) && bent.status === 303 &&
      /visits\/[0-9a-f]/.test(bent.headers.location)) continue;
    const shownText = shown(bent.status === 303 ? await at(bent.headers.location) : bent.text);
    assert.match(shownText, /Choose (which complaint|a location)/, JSON.stringify(values));
  }
});

test('moving the beginning while signing keeps the scores in their place', async () => {
  const { client, path } = await begin();
  assert.equal((await sign(path, { started: '2026-01-05T08:00' })).status, 303);
  assert.match(shown(await at(path)), /5 Jan 2026/);
  assert.match(shown(await at(`/clients/${client}`)), /right after on 5 Jan 2026/);
  assert.match(shown(await at(path)), /Entered later than the visit/,
    'back-dated at the end, and the note does not say so');
});

/* --- what comes from last time ---------------------------------------------------------------------------------------- */

test('defaults come from the last visit, marked, and never an outcome', async () => {
  const { client, path } = await begin();
  await sign(path, { blocks: '2', 'b1.where': 'Masseter', 'b1.side': 'right',
    'b1.technique': 'friction', 'b1.minutes': '2',
    'b1.pressure': '2', 'b1.reason': 'Below the gland only', map: [['neck_back_l', '6']] });
  const next = await startVisit(mira, client);
  const page = await at(next), fields = fieldsOf(page, '/sign');
  assert.equal(valueOf(fields, 'blocks'), '2');
  assert.match(valueOf(fields, 'b0.where'), /back of neck, left/i);
  assert.equal(valueOf(fields, 'b0.technique'), 'petrissage');
  assert.equal(valueOf(fields, 'b0.pressure'), '3');
  assert.equal(valueOf(fields, 'b1.side'), 'right');
  assert.equal(valueOf(fields, 'sign1.measure'), 'neck.rotation');
  assert.equal(page.match(/as last time/g).length, 2);
  assert.match(shown(page), /defaults from/);
  assert.match(shown(page), /last: left 66\.5, right 70/);
  for (const name of ['now.1', 'week.1', 'tension.1', 'after.1', 'stress', 'sleep', 'b0.pain',
    'b0.response', 'sign1.before_left',
    'sign1.before_right', 'sign1.after_left', 'sign1.after_right', 'news', 'news_none', 's', 'o',
      'a', 'p', 'advice', 'checkin_s', 'note_s'])
    assert.ok(!valueOf(fields, name), `${name} is filled in with ${valueOf(fields, name)}`);
  assert.deepEqual(valuesOf(fields, 'map.where'), []);
  await keep(next, { 'b0.pressure': '5' });
  assert.equal((await at(next)).match(/as last time/g).length, 1,
    'a changed default is still marked as last time');
});

test('two complaints are two series', async () => {
  const client = await addClient(mira);
  await addComplaint(mira, client, 'Neck pain');
  await addComplaint(mira, client, 'Left knee');
  const one = await startVisit(mira, client, { complaint: '1', started: '2026-05-01T09:00' });
  const knee = { 'now.2': '8', 'after.2': '7' };
  assert.equal((await sign(one, { ...knee, started: '' })).status, 303);
  const two = await startVisit(mira, client, { complaint: '2', started: '2026-05-08T09:00' });
  assert.doesNotMatch(await at(two), /as last time/, 'the knee\'s defaults come from the neck');
  assert.equal((await sign(two, { 'now.1': '2', 'after.1': '2', 'now.2': '5',
    'after.2': '4' })).status, 303);
  const cards = (await at(`/clients/${client}`)).split('<section class="card complaint"').slice(
    1).map((x) => x.split('</section>')[0]);
  assert.equal(cards.length, 2);
  const rows = cards.map((card) => [...card.matchAll(/<tr><td>[^<]*<td>([^<]*)<td>(\d+)/g)].map((
    m) => m[2]).sort().join());
  assert.match(shown(cards[0]), /Neck pain/);
  assert.deepEqual(rows, ['2,2,3,6', '4,5,7,8']);
  assert.match(shown(cards[1]), /pain 5 before, 4 right after on 8 May/);
});

test('scores of three complaints stay apart in the note', async () => {
  const client = await addClient(mira);
  for (const label of ['Neck pain', 'Left knee', 'Jaw']) await addComplaint(mira, client, label);
  const path = await startVisit(mira, client, { complaint: '1' });
  assert.equal((await sign(path, { 'now.2': '8', 'after.2': '7', 'now.3': '1',
    'after.3': '0' })).status, 303);
  const rows = [...(await at(path)).matchAll(
    /<tr><th scope="row">([^<]*)<td>([^<]*)<td>([^<]*)/g)].map((m) => m.slice(1,
      4).map((x) => x.trim()).join(' | '));
  const now = rows.filter((row) => /Pain now/.test(row)).map((row) => row.replace(': Pain now 0-10',
    '')).sort();
  assert.deepEqual(now, ['Jaw | 1 | 0', 'Left knee | 8 | 7', 'Neck pain | 6 | 3']);
});

test('closing a complaint does not take the scores out of a visit that is under way', async () => {
  const { client, path } = await begin(mira, 'Hip');
  await keep(path, { 'now.1': '6', 'after.1': '3' });
  const complaint = `/clients/${client}/complaints/1`;
  const closed = await mira.fill(complaint, complaint, { closed: '1' });
  if (closed.status !== 303) return assert.match(faults(closed.text), /unsigned|draft/);
  assert.equal((await sign(path)).status, 303);
  assert.match(shown(await at(path)), /pain now 6\/10/, 'the scores were dropped silently');
});

test('medians show after five signed visits', async () => {
  const alone = await practice();
  try {
    const visitor = await signedIn(alone);
    for (const [i, s] of [100, 50, 170, 130, 90].entries()) {
      assert.match(shown(await at('/', visitor)), /Not enough signed visits yet/, `after ${i}`);
      const { path } = await begin(visitor);
      assert.equal((await sign(path, { checkin_s: String(s), note_s: String(s + 60) },
        visitor)).status, 303);
    }
    const home = shown(await at('/', visitor));
    assert.match(home, /Half of the check-ins take 1:40 min or less \(of 5\), half of the notes 2:40 min or less \(of 5\)/);
  } finally {
    await alone.end();
  }
});

test('older visits are paged, each once', async () => {
  const client = await addClient(mira);
  await addComplaint(mira, client);
  const paths = [];
  for (let i = 0; i < 13; i++) {
    const path = await startVisit(mira, client, { started: `2026-04-${String(i + 1).padStart(2,
      '0')}T10:00` });
    assert.equal((await sign(path, { started: '' })).status, 303);
    paths.push(path);
  }
  const linked = (html) => [...html.matchAll(
    /href="(\/clients\/[0-9a-f-]+\/visits\/[0-9a-f-]{36})"/g)].map((m) => m[1]);
  const chart = await at(`/clients/${client}`);
  const first = linked(chart);
  assert.deepEqual(first, paths.slice(3).reverse());
  const older = /href="([^"]*\/visits\?before=\d+)"/.exec(chart)[1];
  assert.deepEqual(linked(await at(older)), paths.slice(0, 3).reverse());
  for (const before of ['x', '-1', '0', '99999999999999999999'])
    assert.equal((await mira.get(`/clients/${client}/visits?before=${before}`)).status, 200,
      before);
});
