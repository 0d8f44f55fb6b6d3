/* Assessment over HTTP: signs and their bad input, honest change, what is worth checking, layers of the
 * body map, the seven benefits.
 * Must never: reach into the program.
 * Read next: src/web/visit_sign.c, src/web/assess.c, src/web/benefit.c.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { addClient, addComplaint, colleague, edited, faults, fieldsOf, practice, sheet, shown, signedIn,
  sql, startVisit, valueOf, valuesOf } from './site.mjs';

let site, mira;
before(async () => {
  site = await practice();
  mira = await signedIn(site);
});
after(() => site.end());

async function client(label = 'Neck') {
  const id = await addClient(mira);
  await addComplaint(mira, id, label);
  return id;
}

const at = async (path) => (await mira.get(path)).text;
/* Sends the visit's form with `values` through one of its smaller buttons; resolves to the page. */
async function press(path, button, values = {}) {
  const fields = edited(mira, fieldsOf(await at(path), '/sign'), { ...values, do: button });
  const answer = await mira.post(`${path}/draft`, fields);
  assert.ok([200, 303].includes(answer.status), `${button}: ${answer.status} ${faults(answer.text)}`);
  return at(path);
}
async function sign(path, values = {}) {
  return mira.post(`${path}/sign`, edited(mira, fieldsOf(await at(path), '/sign'),
    { ...sheet, ...values }));
}
/* A signed visit, a week or more ago. */
async function earlier(id, values, weeks = 1) {
  const path = await startVisit(mira, id);
  const answer = await sign(path, values);
  assert.equal(answer.status, 303, faults(answer.text));
  sql(site.data, `UPDATE visit SET started_utc = started_utc - ${weeks * 604800}
    WHERE hex(id) = '${path.split('/visits/')[1].replaceAll('-', '').toUpperCase()}'`);
  return path;
}
const sides = (i, measure, left, right, more = {}) => ({ [`sign${i}.measure`]: measure,
  [`sign${i}.before_left`]: left, [`sign${i}.before_right`]: right, ...Object.fromEntries(
    Object.entries(more).map(([k, v]) => [`sign${i}.${k}`, v])) });

/* --- signs ------------------------------------------------------------------------------------- */

test('bad values are told in words that mend them, and nothing typed is lost', async () => {
  const path = await startVisit(mira, await client());
  const wrong = [
    [sides(1, 'neck.rotation', '400', '70'), /Neck rotation/],
    [sides(1, 'neck.rotation', '-5', '70'), /Neck rotation/],
    [sides(1, 'neck.rotation', '55 cm', '70'), /number/],
    [sides(1, 'neck.rotation', 'forty', '70'), /number/],
    [{ ...sides(1, 'neck.rotation', '55', ''), 'sign1.after_left': '', 'sign1.after_right': '60' },
      /right/i],
    [{ ...sides(1, '', '55', '60'), 'sign1.after_left': '', 'sign1.after_right': '' }, /test|measure/i],
    [sides(1, 'neck.winding', '55', '60'), /list/],
    [sides(1, 'str.handheld', '100', '120'), /movement/i],
    [sides(1, 'str.handheld', '100', '120', { target: 'shoulder dancing' }), /movement/i],
    [sides(1, 'palp.tenderness', '1', '2', { target: 'Atlantis' }), /region|place|muscle/i],
    [{ ...sides(1, 'end.sorensen', '60', '70'), 'sign1.after_left': '', 'sign1.after_right': '' },
      /side/i],
    [{ ...sides(1, 'neck.rotation', '55', '60'), ...sides(2, 'neck.rotation', '50', '61') }, /once|twice/i],
    [{ 'map.where': 'neck_back_l', 'map.pain': '11', 'map.layer': 'pain' }, /0 to 10/],
    [{ 'map.where': 'neck_back_l', 'map.pain': '5', 'map.layer': 'itching' }, /pain, tension, tingling or numbness/],
    [{ 'map.where': 'Atlantis', 'map.pain': '5', 'map.layer': 'pain' }, /Atlantis|region/],
  ];
  for (const [values, words] of wrong) {
    const answer = await sign(path, values);
    assert.equal(answer.status, 422, JSON.stringify(values));
    assert.match(faults(answer.text), words, JSON.stringify(values));
    const kept = fieldsOf(answer.text, '/sign');
    for (const [name, value] of Object.entries(values))
      if (value && !name.endsWith('.measure') && name !== 'map.layer')
        assert.ok(valuesOf(kept, name).includes(value), `${name} of ${JSON.stringify(values)}`);
  }
});

test('one side alone is a value; three trials are their mean', async () => {
  const id = await client();
  const path = await startVisit(mira, id);
  const answer = await sign(path, { ...sides(1, 'shoulder.abduction', '150', ''),
    'sign1.after_left': '', 'sign1.after_right': '',
    ...sides(2, 'ppt.upper_trapezius', '200 220 240', '300') });
  assert.equal(answer.status, 303, faults(answer.text));
  const note = shown(await at(path));
  assert.match(note, /Shoulder abduction: left 150 deg/);
  assert.match(note, /upper trapezius: left 220 kPa, right 300 kPa/);
});

test('three signs are tested again, each beside its error; the same open the next visit, empty', async () => {
  const id = await client();
  const path = await startVisit(mira, id);
  for (let i = 0; i < 2; i++) await press(path, 'sign.add');
  const answer = await sign(path, { ...sides(1, 'neck.rotation', '50', '70', { after_left: '64', after_right: '72' }),
    ...sides(2, 'palp.tenderness', '3', '0', { target: 'Levator scapulae', after_left: '1', after_right: '0' }),
    ...sides(3, 'str.handheld', '100', '120', { target: 'shoulder abduction', device: 'hand-held dynamometer', after_left: '110', after_right: '121' }) });
  assert.equal(answer.status, 303, faults(answer.text));
  const note = shown(await at(path));
  assert.match(note, /Left \+14 deg: beyond error\. Right \+2 deg: within error\./);
  assert.match(note, /Levator scapulae: left 3 grade/);
  assert.match(note, /shoulder abduction: left 100 N, right 120 N; retest left 110 N, right 121 N\. Left \+10 N: within error/);
  const next = fieldsOf(await at(await startVisit(mira, id)), '/sign');
  for (const [i, measure] of ['neck.rotation', 'palp.tenderness', 'str.handheld'].entries()) {
    assert.equal(valueOf(next, `sign${i + 1}.measure`), measure);
    for (const side of ['before_left', 'before_right', 'after_left', 'after_right'])
      assert.equal(valueOf(next, `sign${i + 1}.${side}`), '', `${measure} ${side} is pre-filled`);
  }
  assert.equal(valueOf(next, 'sign2.target'), 'Levator scapulae');
  assert.equal(valueOf(next, 'sign3.target'), 'shoulder abduction');
  assert.equal(valueOf(next, 'sign3.device'), 'hand-held dynamometer');
});

test('sides that differ are flagged when it is so at a second visit, on the same side', async () => {
  const id = await client();
  const words = async (left, right) => {
    const path = await startVisit(mira, id);
    const text = shown(await press(path, 'save', sides(1, 'neck.rotation', left, right)));
    await mira.fill(path, `${path}/void`, { reason: 'Only looked' });
    return text;
  };
  assert.match(await words('50', '72'), /left is the worse side, at this visit\. One measurement proves little/);
  await earlier(id, sides(1, 'neck.rotation', '72', '50'));
  assert.match(await words('50', '72'), /at this visit\. One measurement/);
  await earlier(id, sides(1, 'neck.rotation', '51', '70'), 0.5);
  assert.match(await words('50', '72'), /left is the worse side, for the second visit/);
  assert.match(await words('66', '70'), /Sides -6 %: within error or the usual difference/);
});

test('another tester or device is said to be a weaker comparison', async () => {
  const id = await client();
  await earlier(id, sides(1, 'neck.rotation', '50', '72', { device: 'goniometer' }));
  const path = await startVisit(mira, id);
  assert.doesNotMatch(shown(await at(path)), /weaker comparison/);
  assert.match(shown(await press(path, 'save', { 'sign1.device': 'inclinometer' })),
    /last: left 66\.5, right 70 \([^)]*goniometer, Mira O'Neil\); a weaker comparison: another device/);
});

/* --- worth checking ---------------------------------------------------------------------------- */

test('what hurts and what is short gives a list with reasons; a tap adds its test or a block', async () => {
  const path = await startVisit(mira, await client());
  const text = await press(path, 'save', { ...sides(1, 'neck.rotation', '50', '72'),
    map: [['neck_back_l', '6'], ['temple_l', '4']] });
  const list = shown(/<ol class="worth-list">[\s\S]*?<\/ol>/.exec(text)[0]);
  assert.match(list, /Sternocleidomastoid, left|Trapezius, upper[^.]*left/);
  assert.doesNotMatch(list, /, right may refer/);
  assert.match(shown(text), /Worth checking, not a diagnosis\..*kappa 0\.45/);
  const button = (what) => new RegExp(`value="(worth\\.${what}\\.\\d+\\.left)"[^>]*aria-label="${
    what === 'test' ? 'Test' : 'Treat'} ([^"]+)"`).exec(text);
  const [, treat, name] = button('treat');
  const treated = fieldsOf(await press(path, treat), '/sign');
  assert.equal(`${valueOf(treated, 'b0.where')}, left`, name);
  assert.equal(valueOf(treated, 'b0.side'), 'left');
  const [, tested] = button('test');
  const measures = valuesOf(fieldsOf(await press(path, tested), '/sign'), 'sign2.measure');
  assert.ok(measures[0], 'its test stands in the next row');
  assert.equal(valueOf(fieldsOf(await at(path), '/sign'), 'sign1.before_left'), '50');
});

test('the other side of the body gives the other side of the muscles', async () => {
  const names = async (side) => {
    const path = await startVisit(mira, await client());
    const text = await press(path, 'save', { map: [[`shoulder_back_${side}`, '6'], [`scapula_${side}`, '4']] });
    return [...text.matchAll(/<li><div><strong>([^<]+), (left|right)<\/strong>/g)];
  };
  const left = await names('l'), right = await names('r');
  assert.ok(left.length > 2);
  assert.deepEqual(left.map(([, name]) => name), right.map(([, name]) => name));
  assert.ok(left.every(([, , side]) => side === 'left') && right.every(([, , side]) => side === 'right'));
});

/* --- layers and maps over time ------------------------------------------------------------------ */

test('layers of the map are kept apart, said in the note, and compared over time', async () => {
  const id = await client();
  const interleaved = async (path, pain, tingling) => {
    const fields = fieldsOf(await at(path), '/sign').filter(([n]) => !n.startsWith('map.'));
    const kept = edited(mira, fields, sheet);
    for (const [layer, value] of [['pain', pain], ['tingling', tingling]])
      kept.push(['map.where', 'neck_back_l'], ['map.pain', value], ['map.layer', layer]);
    const answer = await mira.post(`${path}/sign`, kept);
    assert.equal(answer.status, 303, faults(answer.text));
  };
  const first = await startVisit(mira, id);
  await interleaved(first, '7', '3');
  sql(site.data, 'UPDATE visit SET started_utc = started_utc - 604800');
  assert.match(shown(await at(first)), /back of neck, left \(7\)/);
  assert.match(shown(await at(first)), /tingling/i);
  await interleaved(await startVisit(mira, id), '4', '2');
  const pain = shown(await at(`/clients/${id}/maps`));
  assert.match(pain, /back of neck, left: 7 → 4 \(beyond error, and it matters\)/);
  assert.match(pain, /5\.5 on average, on 2 of 2/);
  assert.match(shown(await at(`/clients/${id}/maps?layer=3`)),
    /back of neck, left: 3 → 2 \(its error is not known\)/);
  assert.match(shown(await at(`/clients/${id}/maps?layer=4`)), /No difference/);
  assert.equal((await mira.get(`/clients/${id}/maps?layer=99`)).status, 200);
});

/* --- the seven benefits -------------------------------------------------------------------------- */

test('seven benefits, each with its verdict; what lies within the error is no gain', async () => {
  const id = await client();
  const empty = shown(await at(`/clients/${id}/benefits`));
  for (const words of [/1\. Less tension/, /2\. More blood flow/, /3\. More joint mobility/, /4\. Less pain/,
    /5\. Less anxiety/, /6\. The underlying cause/, /7\. The whole person/, /Studies say otherwise/,
    /Not measured yet/]) assert.match(empty, words);
  await earlier(id, { ...sides(1, 'neck.rotation', '55', '70'), 'now.1': '6', 'tension.1': '7' }, 3);
  await earlier(id, { ...sides(1, 'neck.rotation', '59', '71'), 'now.1': '5', 'tension.1': '2' }, 1);
  const page = await at(`/clients/${id}/benefits`), text = shown(page);
  assert.match(text, /Neck rotation, left No change shown: from 55 to 59 deg lies within the error of measuring/);
  assert.match(text, /Pain now 0-10: Neck No change shown: from 6 to 5 lies within the error/);
  assert.match(text, /Muscle tension felt[^:]*: Neck Better: from 7 to 2\. That is more than the error/);
  assert.doesNotMatch(text, /Better: from 6 to 5/);
  for (const [, to] of page.matchAll(/class="trend-values">[\s\S]*?href="([^"]+)"/g))
    assert.equal((await mira.get(to)).status, 200, to);
  const desk = await colleague(site, mira, `Dana${randomUUID().slice(0, 6)}`, 'desk');
  assert.equal((await desk.get(`/clients/${id}/benefits`)).status, 403);
  assert.equal((await desk.get(`/clients/${id}/maps`)).status, 403);
  assert.equal((await mira.get(`/clients/${randomUUID()}/benefits`)).status, 404);
});
