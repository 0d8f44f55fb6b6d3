/* The health history: handed out by link or tablet, filled in by a client who sees nothing else.
 * Must never: use a staff login where the client's own browser is meant.
 * Read next: src/web/intake.c, src/practice/intake.c.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { addClient, addComplaint, colleague, faults, fieldsOf, practice, routes, pathOf, shown,
  signedIn, sql, startVisit, Visitor } from './site.mjs';

let site, mira;

before(async () => {
  site = await practice();
  mira = await signedIn(site);
});
after(() => site.end());

const PAGES = 11;

/* A visitor whose cookies are kept by name: a client's browser may hold two. */
class Browser extends Visitor {
  jar = new Map();

  async request(method, path, more = {}) {
    this.cookie = [...this.jar].map(([k, v]) => `${k}=${v}`).join('; ');
    const answer = await super.request(method, path, more);
    for (const set of answer.headers['set-cookie'] ?? []) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(set);
      if (/Max-Age=0/.test(set)) this.jar.delete(name);
      else this.jar.set(name, value);
    }
    return answer;
  }
}

/* Resolves to the link's path. */
async function linkFor(client, visitor = mira) {
  const answer = await visitor.fill(`/clients/${client}/safety`, '/intakes', { how: 'link' },
    { to: `/clients/${client}/intakes` });
  assert.equal(answer.status, 303, faults(answer.text));
  const { text } = await visitor.get(answer.headers.location);
  return new URL(valueOfId(text, 'f-link')).pathname;
}
const valueOfId = (html, id) => new RegExp(`id="${id}"[^>]*value="([^"]*)"`).exec(html)[1];

async function opened(client) {
  const browser = new Browser(site.port), link = await linkFor(client);
  const answer = await browser.fill(link, link, {});
  assert.equal(answer.headers.location, '/intake');
  return { browser, link };
}

/* Answers a page with "none of these" or with `yes`; resolves to where it leads. */
async function page(browser, n, values = { none: '1' }) {
  return browser.fill(`/intake/${n}`, `/intake/${n}`, values);
}

async function fill(browser, yes = {}) {
  let to = (await browser.get('/intake')).headers.location;
  for (let i = 0; i < 40 && /^\/intake\/\d+$/.test(to); i++) {
    const n = Number(to.split('/')[2]);
    const answer = await page(browser, n, yes[n] ? { yes: yes[n], some: '1' } : { none: '1' });
    assert.equal(answer.status, 303, faults(answer.text));
    to = answer.headers.location;
    if (/where/.test(to)) {
      const placed = await browser.fill(to, to, { 'map.where': 'calf, left', do: 'keep' });
      to = placed.headers.location;
    }
    if (/urgent/.test(to)) to = (await browser.get('/intake')).headers.location;
  }
  return to;
}

const sign = (browser, values = {}) => browser.fill('/intake/consent', '/intake/consent',
  { kind: ['treatment', 'privacy'], signer: 'Ada Test', method: 'typed', ...values });

test('a first-time client is through, and the visit starts', async () => {
  const client = await addClient(mira);
  await addComplaint(mira, client);
  const { browser } = await opened(client);
  assert.equal(await fill(browser), '/intake/consent');
  const answer = await sign(browser);
  assert.equal(answer.headers.location, '/intake/thanks');
  assert.match(shown((await browser.get('/intake/thanks')).text), /Thank you/);
  const start = await mira.get(`/clients/${client}/start?complaint=1`);
  assert.doesNotMatch(shown(start.text), /No consent/);
  assert.match(shown(start.text), /What the therapist sees/,
    'the therapist\'s own observations are still to be made');
  assert.doesNotMatch(shown(start.text), /Right now|Medicines/, 'something is asked twice');
  assert.match(await startVisit(mira, client), /\/visits\//);
});

test('the link opens this one form and nothing else', async () => {
  const client = await addClient(mira);
  const { browser } = await opened(client);
  for (const route of routes().filter((r) => !/ANYONE/.test(r.roles))) {
    const answer = await browser.request(route.method, pathOf(route, client), {
      ...(route.method === 'POST' && { body: '' }) });
    assert.ok([303, 401, 404, 415].includes(answer.status), `${route.name}: ${answer.status}`);
    if (answer.status === 303) assert.match(answer.headers.location, /^\/sign-in/, route.name);
  }
});

test('a link works in one browser, and goes on there', async () => {
  const client = await addClient(mira);
  const { browser, link } = await opened(client);
  const other = new Browser(site.port);
  const answer = await other.fill(link, link, {});
  assert.equal(answer.status, 403);
  assert.match(shown(answer.text), /another device/);
  assert.equal((await other.get('/intake')).status, 410);
  await page(browser, 1);
  const again = await browser.fill(link, link, {});
  assert.equal(again.headers.location, '/intake');
  assert.equal((await browser.get('/intake')).headers.location, '/intake/2');
});

test('a newer link closes the older, a sent form is closed, a made-up link is none', async () => {
  const client = await addClient(mira);
  const { browser, link } = await opened(client);
  await linkFor(client);
  assert.equal((await browser.get('/intake')).status, 410);
  assert.equal((await browser.get(link)).status, 410);
  const posted = await browser.post('/intake/1', [['none', '1']]);
  assert.equal(posted.status, 403);
  assert.equal((await browser.get(`/i/${'0'.repeat(32)}`)).status, 404);
  assert.equal((await browser.get('/i/x')).status, 404);
  const done = await opened(client);
  await fill(done.browser);
  await sign(done.browser);
  assert.equal((await done.browser.get('/intake/1')).status, 410);
  assert.equal((await done.browser.get(done.link)).status, 410);
});

test('answers are kept page by page, and a page can be gone back to', async () => {
  const client = await addClient(mira);
  const { browser } = await opened(client);
  await page(browser, 1);
  const answer = await page(browser, 7, { yes: 're_anticoagulant', some: '1',
    medicines: 'Warfarin\nVitamin D' });
  assert.equal(answer.status, 303);
  const { text } = await browser.get('/intake/7');
  assert.match(text, /value="re_anticoagulant" checked/);
  assert.match(text, /Warfarin\r?\nVitamin D/);
  await page(browser, 8, { none: '1', 'surgery.1.what': 'Knee, right', 'surgery.1.when': '2019-03' });
  const safety = shown((await mira.get(`/clients/${client}/safety`)).text);
  assert.match(safety, /Anticoagulant medicine/);
  assert.match(safety, /Medicines that you take Warfarin Vitamin D Operation 1 Knee, right \(2019-03\)/);
  assert.equal((await page(browser, 7, { none: '1', yes: null })).status, 303);
  assert.doesNotMatch(shown((await mira.get(`/clients/${client}/safety`)).text),
    /Anticoagulant medicine/);
});

test('a red flag says at once what to do, and the visit is refused', async () => {
  const client = await addClient(mira);
  await addComplaint(mira, client);
  const { browser } = await opened(client);
  const answer = await page(browser, 1, { yes: 'rf_stroke', some: '1' });
  assert.equal(answer.headers.location, '/intake/urgent');
  assert.match(shown((await browser.get('/intake/urgent')).text), /Call 000/);
  await page(browser, 1, { none: '1' });
  await fill(browser);
  await sign(browser);
  const start = shown((await mira.get(`/clients/${client}/start?complaint=1`)).text);
  assert.match(start, /No treatment now/, 'a later no has lifted the red flag of the same day');
  await assert.rejects(startVisit(mira, client));
});

test('what applies to a place is marked on the figure', async () => {
  const client = await addClient(mira);
  const { browser } = await opened(client);
  const answer = await page(browser, 3, { yes: 'loc_bruise', some: '1' });
  assert.match(answer.headers.location, /^\/intake\/where\/\d+$/);
  const to = answer.headers.location;
  for (const bad of [{ 'map.where': 'Atlantis' }, { 'map.where': '' }, { 'map.where': 'Masseter' }])
    assert.equal((await browser.fill(to, to, { do: 'keep', ...bad })).status, 422,
      JSON.stringify(bad));
  const placed = await browser.fill(to, to, { do: 'keep', 'map.where': ['calf, left', 'shin_l'] });
  assert.equal(placed.status, 303);
  assert.match(shown((await mira.get(`/clients/${client}/safety`)).text),
    /calf, left, shin and front of leg, left: no contact/);
});

test('bad input is said, and nothing is lost', async () => {
  const client = await addClient(mira);
  const { browser } = await opened(client);
  const cases = [[7, { none: '1', yes: 're_steroid', medicines: 'Kept words' }, /untick it/],
    [7, { some: '1', medicines: 'Kept words' }, /Tick what applies/],
    [8, { none: '1', 'surgery.1.what': 'Knee', 'surgery.1.when': '2999' }, /still to come/],
    [8, { none: '1', 'surgery.1.when': 'last year' }, /Enter a year such as/],
    [7, { none: '1', medicines: 'x'.repeat(2001) }, /Shorten this/],
    [7, { some: '1', yes: 'rf_stroke' }, /not one of this page/],
    [7, { some: '1', yes: 'no_such_row' }, /not one of this page/],
    [7, { none: '1', asked: 'no_such_row' }, /not one of this program/],
    [7, { none: '1', asked: 're_minor' }, /not one of this form/],
    [7, { none: '1', asked: 'ab_no_consent' }, /not one of this form/],
    [7, { none: '1', asked: Array(600).fill('re_steroid').join(';') }, /Too many questions/]];
  for (const [n, values, words] of cases) {
    const answer = await page(browser, n, values);
    assert.equal(answer.status, 422, JSON.stringify(values));
    assert.match(faults(answer.text), words);
    if (values.medicines) assert.ok(answer.text.includes(values.medicines), 'typed words are lost');
  }
  assert.equal((await page(browser, 7, { none: '1', shoe: '44' })).status, 400);
  const fields = fieldsOf((await browser.get('/intake/1')).text, '/intake/1');
  const foreign = await browser.post('/intake/1', fields.filter(([n]) => n !== 'csrf'));
  assert.equal(foreign.status, 403);
  for (const path of ['/intake/0', '/intake/12', '/intake/x', '/intake/where/1', '/intake/where/999'])
    assert.equal((await browser.get(path)).status, 404, path);
});

test('signing needs strokes or a name, and a guardian for a minor', async () => {
  const client = await addClient(mira, { born: '2015-06-01' });
  const { browser } = await opened(client);
  await fill(browser);
  for (const [values, words] of [[{ method: null, strokes: '' }, /Nothing is drawn/],
    [{ method: null, strokes: '1,1' }, /Nothing is drawn/],
    [{ method: null, strokes: '1,1 9999,5 3,3' }, /Nothing is drawn/],
    [{ relation: 'self' }, /parent or guardian signs/], [{ signer: '  ' }, /name of who signs/],
    [{ relation: 'aunt' }, /Say who signs/], [{ kind: [] }, /Choose what is agreed/]]) {
    const answer = await sign(browser, { relation: 'guardian', ...values });
    assert.equal(answer.status, 422, JSON.stringify(values));
    assert.match(faults(answer.text), words);
  }
  const drawn = await sign(browser, { relation: 'guardian', method: null,
    strokes: '10,20 30,40 50,60;70,80 90,100' });
  assert.equal(drawn.headers.location, '/intake/thanks');
  const safety = await mira.get(`/clients/${client}/safety`);
  assert.match(shown(safety.text), /Signed by Ada Test \(guardian\)/);
  const consent = /href="(\/clients\/[^"]*\/consents\/[0-9a-f-]{36})"/.exec(safety.text)[1];
  assert.match((await mira.get(consent)).text, /d="M10 20L30 40L50 60M70 80L90 100"/);
});

test('a signature under another version of the text is not taken', async () => {
  const client = await addClient(mira);
  const { browser } = await opened(client);
  await fill(browser);
  const answer = await sign(browser, { 'version.treatment': '7' });
  assert.equal(answer.status, 409);
  assert.match(shown(answer.text), /Changed meanwhile/);
});

test('missing contact data is asked, known data is not', async () => {
  const client = await addClient(mira, { born: '', gp: 'Dr Known' });
  const { browser } = await opened(client);
  const { text } = await browser.get(`/intake/${PAGES}`);
  assert.doesNotMatch(text, /Dr Known|name="gp"/);
  const bad = await page(browser, PAGES, { none: '1', born: '2999-01-01' });
  assert.equal(bad.status, 422);
  assert.match(faults(bad.text), /still to come/);
  assert.equal((await page(browser, PAGES, { none: '1', born: '1990-01-02',
    emergency: 'Bo, 0491 570 110' })).status, 303);
  assert.match((await mira.get(`/clients/${client}/edit`)).text, /1990-01-02/);
});

test('handing over the tablet signs the member of staff out', async () => {
  const client = await addClient(mira);
  const tess = await colleague(site, mira, 'Tess', 'therapist');
  const tablet = new Browser(site.port);
  await tablet.signIn(tess.email, tess.password);
  const answer = await tablet.fill(`/clients/${client}/safety`, '/intakes', { how: 'tablet' },
    { to: `/clients/${client}/intakes` });
  assert.equal(answer.headers.location, '/intake');
  assert.deepEqual([...tablet.jar.keys()], ['__Host-intake']);
  assert.match((await tablet.get('/clients')).headers.location, /^\/sign-in/);
  await fill(tablet);
  await sign(tablet);
  assert.match((await tablet.get('/intake/thanks')).text, /hand the tablet back/);
});

test('the answers say who asked, when, and in which words', async () => {
  const client = await addClient(mira);
  const { browser } = await opened(client);
  await page(browser, 7, { yes: 're_steroid', some: '1' });
  const safety = (await mira.get(`/clients/${client}/safety`)).text;
  const told = new RegExp(`href="(/clients/${client}/safety/\\d+)"`).exec(safety)[1];
  const words = shown((await mira.get(told)).text);
  assert.match(words, /Yes .* on the client's own device, questions [0-9a-f]{12}: “Have you taken steroid tablets for more than 3 months\?”/);
});

/* --- beside what staff write -------------------------------------------------------------------- */

const standing = (client, caution) => sql(site.data, `SELECT yes, sites FROM standing
  WHERE caution = '${caution}' AND hex(client) = upper('${client.replaceAll('-', '')}')`).trim();
const reply = (client, caution, yes) => mira.fill(`/clients/${client}/start?complaint=1`, '/visits',
  { asked: caution, ...(yes ? { yes: caution, some: '1' } : { none: '1' }) },
  { to: `/clients/${client}/visits` });
const pageOf = async (browser, caution) => {
  for (let n = 1; n <= PAGES; n++) {
    const { text } = await browser.get(`/intake/${n}`);
    if (text.includes(`value="${caution}"`)) return { n, text };
  }
  throw new Error(`${caution} is on no page`);
};

test('a page that was opened before staff wrote a yes does not take it back', async () => {
  const client = await addClient(mira);
  await addComplaint(mira, client);
  const { browser } = await opened(client);
  for (const caution of ['rf_stroke', 're_steroid']) {
    const { n, text } = await pageOf(browser, caution);
    await reply(client, caution, true);
    const sent = await browser.post(`/intake/${n}`, browser.edit(fieldsOf(text, `/intake/${n}`), { none: '1' }));
    assert.equal(sent.status, 303);
    assert.match(standing(client, caution), /^1/, caution);
    assert.doesNotMatch((await browser.get(`/intake/${n}`)).text, new RegExp(`value="${caution}"`),
      'the phone shows what staff recorded');
  }
  assert.equal((await browser.get('/intake/urgent')).headers.location, '/intake',
    'the phone shows what staff recorded');
});

test('a page that was opened before staff wrote a no still adds a yes; the client may take back their own', async () => {
  const client = await addClient(mira);
  await addComplaint(mira, client);
  const { browser } = await opened(client);
  const { n, text } = await pageOf(browser, 're_steroid');
  await reply(client, 're_steroid', false);
  const late = browser.edit(fieldsOf(text, `/intake/${n}`), { yes: 're_steroid', some: '1' });
  assert.equal((await browser.post(`/intake/${n}`, late)).status, 303);
  assert.match(standing(client, 're_steroid'), /^1/);
  const now = fieldsOf((await browser.get(`/intake/${n}`)).text, `/intake/${n}`);
  const unticked = browser.edit(now.filter(([name]) => name !== 'yes'), { none: '1' });
  assert.equal((await browser.post(`/intake/${n}`, unticked)).status, 303);
  assert.match(standing(client, 're_steroid'), /^0/);
});

test('places that staff have marked are neither shown on the phone nor changed from it', async () => {
  const client = await addClient(mira);
  await addComplaint(mira, client);
  const { browser } = await opened(client);
  await reply(client, 'loc_lump', true);
  const n = readFileSync('data/contraindications.csv', 'utf8').split('\n')
    .findIndex((line) => line.startsWith('loc_lump,'));
  const path = `/clients/${client}/where/${n}`;
  assert.equal((await mira.fill(path, path, { 'map.where': 'heel_l', do: 'keep' })).status, 303);
  const phone = await browser.get(`/intake/where/${n}`);
  assert.equal(phone.status, 303);
  const first = fieldsOf((await browser.get('/intake/1')).text, '/intake/1');
  const machinery = first.filter(([name]) => ['csrf', 'key'].includes(name));
  await browser.post(`/intake/where/${n}`, [...machinery, ['map.where', 'calf_l'], ['do', 'keep']]);
  assert.equal(standing(client, 'loc_lump'), '1|heel_l');
});

test('what was ticked by mistake and unticked asks for no place', async () => {
  const client = await addClient(mira);
  const { browser } = await opened(client);
  const { n, text } = await pageOf(browser, 're_surgery');
  const fields = fieldsOf(text, `/intake/${n}`);
  const ticked = await browser.post(`/intake/${n}`, browser.edit(fields, { yes: 're_surgery', some: '1' }));
  assert.match(ticked.headers.location, /where/);
  const again = fieldsOf((await browser.get(`/intake/${n}`)).text, `/intake/${n}`).filter(([name]) => name !== 'yes');
  const unticked = await browser.post(`/intake/${n}`, browser.edit(again, { none: '1' }));
  assert.equal(unticked.status, 303);
  assert.doesNotMatch(unticked.headers.location, /where/);
  assert.doesNotMatch((await browser.get('/intake')).headers.location, /where/);
});

test('what the practice has written down meanwhile is not overwritten', async () => {
  const client = await addClient(mira, { gp: '' });
  const { browser } = await opened(client);
  const { text } = await browser.get('/intake/11');
  assert.match(text, /name="gp"/);
  sql(site.data, `UPDATE client SET gp = 'Dr Right' WHERE hex(id) = upper('${client.replaceAll('-', '')}')`);
  const sent = await browser.post('/intake/11', browser.edit(fieldsOf(text, '/intake/11'),
    { gp: 'Dr Wrong', none: '1' }));
  assert.ok([303, 422].includes(sent.status));
  assert.equal(sql(site.data, `SELECT gp FROM client WHERE hex(id) = upper('${client.replaceAll('-', '')}')`).trim(), 'Dr Right');
});

test('who does not want to sign yet sends the answers, and no visit starts', async () => {
  const client = await addClient(mira);
  await addComplaint(mira, client);
  const { browser } = await opened(client);
  assert.equal(await fill(browser), '/intake/consent');
  const sent = await browser.fill('/intake/consent', '/intake/later', {});
  assert.equal(sent.headers.location, '/intake/thanks');
  assert.match(shown((await mira.get(`/clients/${client}/start?complaint=1`)).text), /No consent to treatment yet/);
});

test('nothing is sent while a question is open', async () => {
  const client = await addClient(mira);
  const { browser } = await opened(client);
  const { text } = await browser.get('/intake/consent');
  const sent = await browser.post('/intake/later', fieldsOf(text, '/intake/later'));
  assert.equal(sent.headers.location, '/intake/1');
});
