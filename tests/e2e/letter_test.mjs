/* Letters: drafted from a record, edited, signed, locked, printed; who may, and what keeps one from
 * being signed.
 * Must never: judge a PDF by its bytes; only by its text and tags. Needs poppler-utils.
 * Read next: src/practice/letter.c, src/web/letter.c.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { addClient, addComplaint, colleague, edited, faults, fieldsOf, idIn, ON_PG, practice, serve,
  sheet, shown, signConsent, signedIn, sql, startVisit, stop, valueOf, Visitor } from './site.mjs';

let site, mira, tess;

before(async () => {
  site = await practice();
  mira = await signedIn(site);
  tess = await colleague(site, mira, 'Tess', 'therapist');
});
after(() => site.end());

/* --- helpers ----------------------------------------------------------------------------------- */

const at = async (path, visitor = mira) => (await visitor.get(path)).text;

/* A client with a complaint who answers yes to these questions at the first visit's start. */
async function told(yes, values = {}) {
  const client = await addClient(mira, { gp: 'Dr A. Sample, Wrenfield Surgery', ...values });
  await addComplaint(mira, client, 'Neck', { since: '2026-01-03' });
  await signConsent(mira, client);
  const answer = await mira.fill(`/clients/${client}/start`, '/visits',
    yes.length ? { some: '1', yes } : { none: '1' }, { to: `/clients/${client}/visits` });
  assert.equal(answer.status, 303, faults(answer.text));
  return { client, page: await at(answer.headers.location) };
}

async function draft(client, kind = 'gp', values = {}, visitor = mira) {
  const answer = await visitor.fill(`/clients/${client}/letters`, `/clients/${client}/letters`,
    { kind, ...values });
  assert.equal(answer.status, 303, faults(answer.text));
  return answer.headers.location;
}

const fieldsAt = async (path, visitor = mira) => fieldsOf(await at(path, visitor), path);
const save = async (path, values, visitor = mira) => visitor.post(path,
  visitor.edit(await fieldsAt(path, visitor), { do: 'save', ...values }));
const finished = { body: 'Dear Doctor,\n\n# Found\nAll is well.\n\n- one\n- two' };
const sign = async (path, values = finished, visitor = mira) => visitor.post(`${path}/sign`,
  visitor.edit(await fieldsAt(path, visitor), values));

async function signedLetter(client, values = finished, kind = 'referral') {
  const path = await draft(client, kind);
  const answer = await sign(path, { recipient: 'Dr A. Sample', ...values });
  assert.equal(answer.status, 303, faults(answer.text));
  assert.equal(answer.headers.location, path);
  return path;
}

/* What `tool` says of a PDF. */
function ask(tool, bytes) {
  const [command, ...words] = tool.split(' ');
  const done = spawnSync(command, [...words, ...(command === 'pdftotext' ? ['-', '-'] : ['-'])],
    { input: bytes, encoding: 'utf8' });
  assert.equal(done.status, 0, `${tool}: ${done.error ?? done.stderr}`);
  return done.stdout;
}

async function pdfAt(path, visitor = mira) {
  const answer = await visitor.get(path);
  assert.equal(answer.status, 200);
  assert.equal(answer.headers['content-type'], 'application/pdf');
  assert.equal(answer.headers['cache-control'], 'no-store');
  assert.match(answer.headers['content-security-policy'], /default-src 'none'/);
  assert.equal(answer.headers['x-content-type-options'], 'nosniff');
  return { ...answer, words: ask('pdftotext -layout', answer.bytes).replace(/\s+/g, ' ') };
}

/* --- what a draft says ----------------------------------------------------------------------- */

test('a letter to the doctor holds complaint, visit, pain, limits, and a place for the reason',
  async () => {
  const { client } = await told(['re_htn_controlled', 'rf_weight_loss']);
  const visit = await startVisit(mira, client);
  assert.equal((await mira.post(`${visit}/sign`, edited(mira, fieldsOf(await at(visit), '/sign'),
    sheet))).status, 303);
  const path = await draft(client, 'gp', { visit: idIn(visit.split('/visits/')[1]) });
  const fields = await fieldsAt(path);
  assert.equal(valueOf(fields, 'recipient'), 'Dr A. Sample, Wrenfield Surgery');
  assert.match(valueOf(fields, 'subject'), /^About Ada Test-[0-9a-f]{8}, born 28 Feb 1980$/);
  const body = valueOf(fields, 'body');
  for (const words of [/\[Fill in: why you write/, /- Neck, since 3 Jan 2026/,
    /One visit is recorded, on /, /Neck: 6 before, 3 right after/, /says little/,
    /Asked: “Have you lost weight without trying in the past 6 months\?” Answered yes on /,
    /- Treated high blood pressure: pressure 4 of 5 at most\./])
    assert.match(body, words);
});

test('the page that refuses a visit leads to a referral that names no illness', async () => {
  const { client, page } = await told(['rf_pe', 're_heart']);
  assert.match(shown(page), /No treatment now/);
  const path = (await mira.post(`/clients/${client}/letters`,
    fieldsOf(page, `${client}/letters`))).headers.location;
  const fields = await fieldsAt(path);
  assert.match(valueOf(fields, 'subject'), /^Emergency: called 000\. Ada/);
  assert.match(shown(await at(path)), /says that the emergency number was called/);
  const body = valueOf(fields, 'body');
  assert.match(body, /Sudden short breath, .* Answered yes on \d+ \w+ 20\d\d\./);
  assert.doesNotMatch(body, /embolism|heart disease/i);
  assert.match(body, /Phone: not recorded/);
});

test('the page that waits for a clearance leads to a request with space to answer', async () => {
  const { client, page } = await told(['re_heart']);
  assert.match(shown(page), /Not without a clearance/);
  const path = (await mira.post(`/clients/${client}/letters`,
    fieldsOf(page, `${client}/letters`))).headers.location;
  const body = valueOf(await fieldsAt(path), 'body');
  for (const words of [/Asked: “Do you have heart disease\?”/, /Is massage suitable\? _____/,
    /At what pressure/, /Which areas/, /Which techniques/, /Until when/, /Signature: ___.* Date: ___/,
    /no diagnosis/])
    assert.match(body, words);
});

test('what is not recorded is said, and the address is not made up', async () => {
  const client = await addClient(mira, { born: '', gp: '' });
  const fields = await fieldsAt(await draft(client));
  assert.equal(valueOf(fields, 'recipient'), '');
  assert.match(valueOf(fields, 'body'), /Birth date: not recorded/);
  assert.match(valueOf(fields, 'body'), /No visit is recorded\./);
  assert.match(valueOf(fields, 'body'), /The safety questions were not asked yet\./);
});

/* --- the draft ------------------------------------------------------------------------------- */

test('the list says that there is nothing, then what there is', async () => {
  const client = await addClient(mira);
  const page = `/clients/${client}/letters`;
  assert.match(shown(await at(page)), /No letters yet\./);
  assert.match(await at(`/clients/${client}`), new RegExp(`href="${page}"`));
  const path = await draft(client, 'referral');
  assert.match(shown(await at(page)), /Referral draft \d+ \w+ 20\d\d Please see today: Ada .* · Mira O'Neil/);
  assert.ok((await at(page)).includes(path));
});

test('a draft is kept as it is written, unfinished too, by any therapist', async () => {
  const path = await draft(await addClient(mira));
  const odd = { recipient: '', address: "12 Some Road\nSydney", subject: '漢字 <b>&amp;',
    body: `${'x'.repeat(7990)}\n# End` };
  const answer = await save(path, odd, tess);
  assert.equal(answer.status, 303);
  assert.match(shown(await at(answer.headers.location)), /The draft is kept\./);
  const kept = await fieldsAt(path);
  for (const [name, value] of Object.entries(odd))
    assert.equal(valueOf(kept, name).replace(/\r\n/g, '\n'), value);
});

test('of two tabs the later one is told, and keeps what it typed', async () => {
  const path = await draft(await addClient(mira));
  const [one, two] = [await fieldsAt(path), await fieldsAt(path, tess)];
  assert.equal((await mira.post(path, mira.edit(one, { body: 'tab one' }))).status, 303);
  for (const to of [path, `${path}/sign`]) {
    const late = await tess.post(to, tess.edit(two, { recipient: 'Dr B', body: 'tab two',
      key: randomUUID(), ...(to === path ? {} : { subject: 'About' }) }));
    assert.ok([409, 422].includes(late.status), `${late.status}`);
    assert.equal(valueOf(fieldsOf(late.text, path), 'body'), 'tab two');
    if (late.status === 409) assert.match(faults(late.text), /Changed meanwhile/);
  }
  assert.equal(valueOf(await fieldsAt(path), 'body'), 'tab one');
  const again = fieldsOf((await tess.post(path, tess.edit(two, { body: 'tab two' }))).text, path);
  assert.equal((await tess.post(path, tess.edit(again, { key: randomUUID() }))).status, 303);
  assert.equal(valueOf(await fieldsAt(path), 'body'), 'tab two');
});

test('a referral that changed meanwhile is not signed', async () => {
  const path = await draft(await addClient(mira), 'referral');
  const fields = tess.edit(await fieldsAt(path, tess), { recipient: 'Dr B', body: 'tab two' });
  await save(path, { body: 'tab one' });
  const late = await tess.post(`${path}/sign`, fields);
  assert.equal(late.status, 409);
  assert.match(faults(late.text), /Changed meanwhile/);
  assert.equal(valueOf(fieldsOf(late.text, path), 'body'), 'tab two');
  assert.equal(valueOf(await fieldsAt(path), 'body'), 'tab one');
});

test('a version that is missing or bent writes over nothing', async () => {
  const path = await draft(await addClient(mira), 'referral');
  await save(path, { body: 'first' });
  for (const version of ['abc', '-1', '', '1.5', '999', null]) {
    assert.equal((await save(path, { body: 'blind', version })).status, 409);
    assert.equal((await sign(path, { recipient: 'Dr', body: 'blind', version })).status, 409);
  }
  assert.equal(valueOf(await fieldsAt(path), 'body'), 'first');
});

test('texts that are too long come back whole, each with its limit', async () => {
  const path = await draft(await addClient(mira), 'referral');
  for (const [name, most] of [['recipient', 200], ['address', 400], ['subject', 200],
    ['body', 8000]]) {
    const typed = { recipient: 'Dr', body: 'Text', [name]: '漢'.repeat(most + 1) };
    for (const answer of [await save(path, typed), await sign(path, typed)]) {
      assert.equal(answer.status, 422);
      assert.match(faults(answer.text), new RegExp(`Shorten this to ${most} characters; it has ${most + 1}`));
      assert.equal(valueOf(fieldsOf(answer.text, path), name), typed[name]);
    }
    assert.equal((await save(path, { ...typed, [name]: '漢'.repeat(most) })).status, 303, name);
  }
});

test('the preview shows the stored draft and says on every page that it is one', async () => {
  const client = await addClient(mira, { given: 'Þórdís', family: "O'Brien" });
  const path = await draft(client, 'referral');
  const answer = await save(path, { do: 'preview', body: `One.\n\n${'Line.\n\n'.repeat(60)}` });
  assert.equal(answer.headers.location, `${path}/preview.pdf`);
  const { words, headers } = await pdfAt(answer.headers.location);
  assert.equal(headers['content-disposition'], 'inline; filename="letter-draft.pdf"');
  assert.match(words, /Wren & O'Neil/);
  assert.equal(words.match(/DRAFT, not signed\. About Þórdís O'Brien, born 28 Feb 1980\./g).length,
    Number(/page 1 of (\d+)/.exec(words)[1]));
  assert.match(words, /Mira O'Neil Not signed/);
});

test('a dropped draft stays in the list, and is over', async () => {
  const client = await addClient(mira);
  const path = await draft(client, 'referral');
  const fields = await fieldsAt(path);
  const ids = fieldsOf(await at(path), '/void');
  assert.equal((await mira.post(`${path}/void`, ids)).headers.location,
    `/clients/${client}/letters`);
  assert.equal((await mira.post(`${path}/void`, ids)).status, 303, 'the same form again');
  assert.match(shown(await at(`/clients/${client}/letters`)), /Referral dropped/);
  assert.match(shown(await at(path)), /Referral dropped Please see today/);
  for (const [end, more] of [['', {}], ['/sign', {}], ['/void', null]]) {
    const late = await mira.post(`${path}${end}`,
      more ? mira.edit(fields, { ...more, key: randomUUID() }) : mira.edit(ids, { key: randomUUID() }));
    assert.equal(late.status, 409, end);
    assert.match(faults(late.text), /dropped already/);
  }
  assert.equal((await mira.get(`${path}/letter.pdf`)).status, 404);
  assert.equal((await mira.get(`${path}/preview.pdf`)).headers.location, path);
});

/* --- signing --------------------------------------------------------------------------------- */

test('what is signed is what stands in the form; the PDF holds it, tagged', async () => {
  const client = await addClient(mira, { given: 'Þórdís', family: 'O’Brien Παπαδοπούλου' });
  const path = await signedLetter(client, { address: '12 Some Road\nSydney', body:
    'Dear Doctor,\n\nTyped, never saved; the office first.\n\n# Found\nŁódź, Ємельян, გიორგი.\n\n- one\n- two' });
  const page = shown(await at(path));
  for (const words of [/Please see today: Þórdís O’Brien Παπαδοπούλου, born 28 Feb 1980/,
    /Dr A\. Sample 12 Some Road Sydney/, /Typed, never saved/, /Found Łódź, Ємельян, გიორგი\. one two/,
    /Signed by Mira O'Neil, \d+ \w+ 20\d\d, \d\d:\d\d\. Seal [0-9a-f]{16}…/, /Print/, /Download/])
    assert.match(page, words);
  assert.doesNotMatch(page, /not what was signed|No font could|Sign and lock/);
  const { words, headers, bytes } = await pdfAt(`${path}/letter.pdf`);
  assert.match(headers['content-disposition'], /^inline; filename="letter-20\d\d-\d\d-\d\d\.pdf"$/);
  for (const part of ["Wren & O'Neil", 'Dr A. Sample', 'Þórdís O’Brien Παπαδοπούλου',
    'Typed, never saved; the office first.', 'Found', 'Łódź, Ємельян, გიორგი.', '• one', '• two', 'Kind regards',
    "Mira O'Neil Signed electronically on", 'page 1 of 1'])
    assert.ok(words.includes(part), `${part} is missing in: ${words}`);
  assert.doesNotMatch(words, /DRAFT|Not signed/);
  const tags = ask('pdfinfo -struct', bytes);
  for (const tag of ['Document', 'H1', 'H2', 'P', 'L', 'LI'])
    assert.match(tags, new RegExp(`^\\s*${tag}( |$)`, 'm'), tag);
  assert.match(ask('pdfinfo', bytes), /Title: +Please see today: Þórdís O’Brien/);
});

test('a signed letter is locked', async () => {
  const client = await addClient(mira);
  const path = await draft(client, 'referral');
  const fields = mira.edit(await fieldsAt(path), { recipient: 'Dr', body: 'Signed words.' });
  const ids = fieldsOf(await at(path), '/void');
  assert.equal((await mira.post(`${path}/sign`, fields)).status, 303);
  assert.equal((await mira.post(`${path}/sign`, fields)).headers.location, path, 'the form again');
  const [page, pdf] = [await at(path), (await pdfAt(`${path}/letter.pdf`)).bytes];
  for (const [end, values] of [['', { body: 'Other' }], ['/sign', { body: 'Other' }],
    ['/sign', { version: '2', body: 'Other', despite: '1' }]]) {
    const late = await mira.post(path + end, mira.edit(fields, { key: randomUUID(), ...values }));
    assert.equal(late.status, 409, end);
    assert.match(faults(late.text), /signed already and stays as it is/);
    assert.match(shown(late.text), /What you typed .*Other/);
  }
  const dropped = await mira.post(`${path}/void`, mira.edit(ids, { key: randomUUID() }));
  assert.equal(dropped.status, 409);
  assert.equal((await mira.post(`${path}/sign`, mira.edit(fields, { body: 'Other' }))).status, 409);
  assert.equal(await at(path), page);
  assert.deepEqual((await pdfAt(`${path}/letter.pdf`)).bytes, pdf);
  assert.equal((await mira.get(`${path}/preview.pdf`)).headers.location, path);
});

test('a signed letter asks whether it was handed over, until somebody says so', async () => {
  const { client } = await told([]);
  await signConsent(mira, client, { kind: ['gp'] });
  const page = `/clients/${client}/adverse/new`;
  const event = await mira.fill(page, page, { kind: 'faint', severity: 'severe', visit: '', over: '',
    began: new Date().toLocaleDateString('sv-SE', { timeZone: 'Australia/Sydney' }), body: 'Fell.' });
  assert.equal(event.status, 303, faults(event.text));
  const path = await draft(client, 'gp', { adverse: idIn(event.headers.location.split('/adverse/')[1]) });
  assert.doesNotMatch(await at(path), /handed over/i, 'of a draft');
  assert.equal((await sign(path, { ...finished, recipient: 'Dr A. Sample' })).status, 303);
  assert.match(shown(await at(path)), /When it is handed over.* Write to the GP about the adverse event/);
  const done = (await at(path)).match(/action="([^"]*\/tasks\/[^"]*\/done)"/g);
  assert.equal(done.length, 1, 'asking how the client is has nothing to do with the letter');
  const answer = await mira.fill(path, done[0].slice(8, -1), { how: 'Sent by post' });
  assert.equal(answer.status, 303, faults(answer.text));
  assert.doesNotMatch(await at(path), /handed over/);
  assert.match(shown(await at(event.headers.location)), /Done by Mira O'Neil: Sent by post/);
  assert.doesNotMatch(await at(await signedLetter(client)), /handed over/, 'of no event');
});

test('of those who sign at the same moment one is told', async () => {
  const path = await draft(await addClient(mira), 'referral');
  const fields = mira.edit(await fieldsAt(path), { recipient: 'Dr' });
  const answers = await Promise.all(['one', 'two', 'three', 'four'].map((body) =>
    mira.post(`${path}/sign`, mira.edit(fields, { body, key: randomUUID() }))));
  assert.deepEqual(answers.map((a) => a.status).sort(), [303, 409, 409, 409]);
  const body = ['one', 'two', 'three', 'four'][answers.findIndex((a) => a.status === 303)];
  assert.match(shown(await at(path)), new RegExp(` ${body} Signed by`));
  assert.match((await pdfAt(`${path}/letter.pdf`)).words, new RegExp(` ${body} Kind regards`));
});

test('signing twice with one key is one letter, with one answer', async () => {
  const client = await addClient(mira);
  const path = await draft(client, 'referral');
  const fields = mira.edit(await fieldsAt(path), { recipient: 'Dr', ...finished });
  const answers = await Promise.all(Array.from({ length: 5 }, () => mira.post(`${path}/sign`,
    fields)));
  assert.deepEqual([...new Set(answers.map((a) => `${a.status} ${a.headers.location}`))],
    [`303 ${path}`]);
  assert.equal(shown(await at(`/audit?client=${client}`)).match(/signed a letter/g).length, 1);
});

test('another therapist signs under their own name', async () => {
  const client = await addClient(mira);
  const path = await draft(client, 'referral');
  assert.equal((await sign(path, { recipient: 'Dr', ...finished }, tess)).status, 303);
  assert.match(shown(await at(path)), /Signed by Tess, /);
  assert.match((await pdfAt(`${path}/letter.pdf`, tess)).words, /Kind regards Tess Signed/);
});

test('nothing unfinished is signed, and all of it is said at once', async () => {
  const client = await addClient(mira);
  const path = await draft(client, 'gp');
  const answer = await sign(path, { recipient: ' ', subject: '' });
  assert.equal(answer.status, 422);
  for (const words of [/Enter who the letter goes to/, /Enter what the letter is about/,
    /still to be filled in, or taken out: \[Fill in: why you write, and what you ask for\.\]/,
    /has not agreed to sharing with the doctor/])
    assert.match(faults(answer.text), words);
  for (const [, id] of answer.text.matchAll(/<a href="#(f-[^"]+)"/g))
    assert.ok(answer.text.includes(`id="${id}"`), id);
  assert.equal((await sign(path, { recipient: 'Dr', body: '\n ' })).status, 422);
});

test('without consent to sharing a letter is drafted, not signed; a referral is', async () => {
  const client = await addClient(mira);
  for (const kind of ['gp', 'clearance']) {
    const path = await draft(client, kind);
    assert.match(shown(await at(path)), /No consent to sharing with the doctor/);
    const answer = await sign(path, { recipient: 'Dr', ...finished });
    assert.equal(answer.status, 422);
    assert.match(faults(answer.text), /has not agreed to sharing with the doctor/);
    assert.match(valueOf(fieldsOf(answer.text, path), 'body'), /All is well\./);
  }
  await signedLetter(client);
  await signConsent(mira, client, { kind: 'gp' });
  for (const kind of ['gp', 'clearance']) {
    const path = await draft(client, kind);
    assert.doesNotMatch(shown(await at(path)), /No consent/);
    assert.equal((await sign(path, { recipient: 'Dr', ...finished })).status, 303);
  }
  const consent = /\/consents\/[0-9a-f-]{36}/.exec((await at(`/clients/${client}/safety`)))[0];
  assert.equal((await mira.fill(`/clients/${client}${consent}`, consent, { how: 'by phone' },
    { to: `/clients/${client}${consent}` })).status, 303);
  const path = await draft(client, 'gp');
  assert.equal((await sign(path, { recipient: 'Dr', ...finished })).status, 422, 'withdrawn');
});

test('characters without a font are named, and stay named on a letter signed despite them',
  async () => {
  const client = await addClient(mira);
  const path = await draft(client, 'referral');
  const first = await sign(path, { recipient: 'Dr', body: 'So \u{10fffd}\u{10fffc} it is.' });
  assert.equal(first.status, 422);
  assert.match(faults(first.text), /No installed font can draw: \u{10fffd}\u{10fffc}\. Install one/u);
  assert.match(first.text, /name="despite"/);
  assert.doesNotMatch(await at(path), /name="despite"/, 'it is offered before it is needed');
  const second = await mira.post(`${path}/sign`, mira.edit(fieldsOf(first.text, path),
    { despite: '1' }));
  assert.equal(second.status, 303, faults(second.text));
  assert.match(shown(await at(path)), /No font could draw these characters .*: \u{10fffd}\u{10fffc}/u);
  assert.match((await pdfAt(`${path}/letter.pdf`)).words, /So .* it is\./);
  const many = await draft(client, 'referral');
  const all = String.fromCodePoint(...Array.from({ length: 30 }, (_, i) => 0x10f000 + i));
  assert.match(faults((await sign(many, { recipient: 'Dr', body: all })).text),
    new RegExp(`draw: ${all.slice(0, 40)} …\\.`, 'u'));
});

test('what is no character at all is not put on paper, and says so', async () => {
  const path = await draft(await addClient(mira), 'referral');
  const answer = await sign(path, { recipient: 'Dr', body: 'Not \uffff one' });
  assert.equal(answer.status, 422);
  assert.match(faults(answer.text), /cannot be put on paper/);
  assert.equal((await save(path, { body: 'Not \uffff one' })).status, 303);
  const preview = await mira.get(`${path}/preview.pdf`);
  assert.equal(preview.status, 422);
  assert.match(faults(preview.text), /cannot be put on paper/);
});

test('the letterhead has the address of where the visit was', async () => {
  const page = await at('/practice');
  const ids = fieldsOf(page, '/practice').filter(([name]) => ['csrf', 'key'].includes(name));
  const place = (name, address, more) => mira.post('/practice/locations', mira.edit(ids,
    { key: randomUUID(), location_name: name, address, location_zone: 'Australia/Sydney', ...more }));
  const main = fieldsOf(page, '/practice/locations').filter(([name]) =>
    ['location', 'version'].includes(name));
  assert.equal((await place('A room', '1 High Street', Object.fromEntries(main))).status, 303);
  assert.equal((await place('Z room', '7 Lane\nWaverley', { location: '', version: '' })).status, 303);
  const client = await addClient(mira);
  await addComplaint(mira, client);
  const choice = /<option value="([^"]+)"[^>]*>Z room/.exec(
    await at(`/clients/${client}/visits/earlier`))[1];
  const visit = idIn((await startVisit(mira, client, { location: choice })).split('/visits/')[1]);
  for (const [values, address] of [[{}, /7 Lane Waverley/], [{ visit }, /7 Lane Waverley/]])
    assert.match((await pdfAt(`${await draft(client, 'gp', values)}/preview.pdf`)).words, address);
  assert.match((await pdfAt(`${await draft(await addClient(mira))}/preview.pdf`)).words,
    /1 High Street/);
});

/* --- who may --------------------------------------------------------------------------------- */

test('the desk, strangers and wrong addresses get nothing', async () => {
  const client = await addClient(mira), other = await addClient(mira);
  const path = await signedLetter(client);
  const desk = await colleague(site, mira, 'Dora', 'desk');
  const wrong = path.replace(client, other), none = path.replace(/[^/]+$/, randomUUID());
  const csrf = valueOf(await fieldsOf(await at('/account', desk), '/sign-out'), 'csrf');
  const gets = ['', '/letter.pdf', '/preview.pdf'], posts = ['', '/sign', '/void'];
  for (const end of gets) {
    assert.equal((await desk.get(path + end)).status, 403, end);
    assert.equal((await new Visitor(site.port).get(path + end)).status, 303, end);
    for (const place of [wrong, none, path.replace(/[^/]+$/, 'none')])
      assert.equal((await mira.get(place + end)).status, 404, place + end);
  }
  for (const end of posts) {
    assert.equal((await desk.post(path + end, [['csrf', csrf], ['key', randomUUID()]])).status, 403);
    assert.equal((await new Visitor(site.port).post(path + end, [])).status, 401);
    const fields = fieldsOf(await at(`/clients/${client}/letters`), '/letters');
    for (const place of [wrong, none, path.replace(/[^/]+$/, 'none')])
      assert.equal((await mira.post(place + end, fields)).status, 404, place + end);
  }
  assert.equal((await desk.get(`/clients/${client}/letters`)).status, 403);
  assert.equal((await mira.get(`/clients/${randomUUID()}/letters`)).status, 404);
});

test('a kind or a visit that is none makes no letter', async () => {
  const { client } = await told([]), other = await addClient(mira);
  const visit = idIn((await startVisit(mira, client)).split('/visits/')[1]);
  const page = `/clients/${client}/letters`;
  const tried = async (values, place = page) =>
    (await mira.fill(place, place, values)).status;
  assert.equal(await tried({ kind: 'invoice' }), 400);
  assert.equal(await tried({}), 400);
  assert.equal(await tried({ kind: 'gp', adverse: 'x' }), 404);
  assert.equal(await tried({ kind: 'gp', adverse: randomUUID() }), 404);
  assert.equal(await tried({ kind: 'gp', visit: 'x' }), 404);
  assert.equal(await tried({ kind: 'gp', visit: randomUUID() }), 404);
  assert.equal(await tried({ kind: 'gp', visit }, `/clients/${other}/letters`), 404);
  assert.match(shown(await at(page)), /No letters yet/);
  const path = await draft(client, 'gp', { visit });
  assert.equal((await save(path, { kind: 'referral' })).status, 400);
  assert.equal((await save(path, { state: 'signed' })).status, 400);
});

test('every write and every view leaves a row without clinical words', async () => {
  const client = await addClient(mira);
  const path = await signedLetter(client);
  await save(await draft(client), { body: 'x' });
  await mira.get(`${path}/letter.pdf`);
  const away = await draft(client);
  await mira.fill(away, '/void', {}, { to: `${away}/void` });
  const rows = shown(await at(`/audit?client=${client}`));
  for (const [words, least] of [[/drafted a letter(?!')/g, 3], [/kept a letter's draft/g, 1],
    [/signed a letter/g, 1], [/dropped a letter's draft/g, 1], [/saw letters/g, 6]])
    assert.ok((rows.match(words) ?? []).length >= least, `${words} in ${rows}`);
  assert.doesNotMatch(rows, /referral|Please see/i);
});

/* --- behind the program's back --------------------------------------------------------------- */

test('a stored PDF or text that was changed is noticed, and not handed out', async () => {
  const own = await practice();
  let owner = await signedIn(own);
  const client = await addClient(owner);
  const paths = [];
  for (let i = 0; i < 3; i++) {
    const path = await draft(client, 'referral', {}, owner);
    assert.equal((await sign(path, { recipient: 'Dr', ...finished }, owner)).status, 303);
    paths.push(path);
  }
  await stop(own);
  const is = (path) => {
    const hex = path.slice(-36).replaceAll('-', '');
    return ON_PG ? `id = '\\x${hex}'` : `id = x'${hex}'`;
  };
  const bytes = Buffer.from('%PDF-1.5 other').toString('hex');
  sql(own.data, `UPDATE letter SET pdf = ${ON_PG ? `'\\x${bytes}'` : `x'${bytes}'`} WHERE ${is(paths[0])}`);
  sql(own.data, `UPDATE letter SET body = 'Other words' WHERE ${is(paths[1])}`);
  const again = await serve(own.data);
  owner = await signedIn(Object.assign(again, { email: own.email, password: own.password }));
  for (const path of paths.slice(0, 2)) {
    assert.match(shown(await at(path, owner)), /What is stored is not what was signed/);
    assert.doesNotMatch(await at(path, owner), /letter\.pdf/);
    const pdf = await owner.get(`${path}/letter.pdf`);
    assert.equal(pdf.status, 303);
    assert.equal(pdf.headers.location, path);
  }
  assert.doesNotMatch(shown(await at(paths[2], owner)), /not what was signed/);
  await pdfAt(`${paths[2]}/letter.pdf`, owner);
  await stop(again);
  rmSync(own.data, { recursive: true, force: true });
});
