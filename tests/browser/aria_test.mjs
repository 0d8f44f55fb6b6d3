/* What a screen reader is told of the main pages, against kept texts in tests/browser/aria.
 * UPDATE=1 writes them anew: read the difference before committing it.
 * Must never: keep a date, a time or a name that changes.
 * Read next: tests/browser/visit_test.mjs.
 */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { addClient, addComplaint, edited, fieldsOf, practice, sheet, signedIn, startVisit }
  from '../e2e/site.mjs';
import { launch, signIn, visitorIn } from './browser.mjs';

const KEPT = 'tests/browser/aria';
let site, browser, tab, paths;

before(async () => {
  site = await practice();
  const mira = await signedIn(site);
  const client = await addClient(mira, { given: 'Ana', family: "O'Hara", born: '1980-02-29',
    alert: 'Warfarin' });
  await addComplaint(mira, client, 'Neck', { 'goal.label.0': 'Sleep through the night' });
  const signed = await startVisit(mira, client);
  const fields = fieldsOf((await mira.get(signed)).text, '/sign');
  await mira.post(`${signed}/sign`, edited(mira, fields, { ...sheet, map: [['neck_back_l', '6']] }));
  const draft = await startVisit(mira, client);
  paths = { home: '/', clients: '/clients', client_new: '/clients/new', chart: `/clients/${client}`,
    visit: draft, note: signed, practice: '/practice' };
  browser = await launch();
  tab = await signIn(await visitorIn(browser), site, [site.email, site.password]);
});
after(async () => {
  await browser.close();
  await site.end();
});

/* Dates, times, seals and addresses change from run to run. */
const still = (text) => text.replace(/\d{4}-\d\d-\d\dT\d\d:\d\d/g, 'MOMENT')
  .replace(/\d{1,2} [A-Z][a-z]{2} \d{4}/g, 'DAY')
  .replace(/\d{4}-\d\d-\d\d/g, 'DAY').replace(/\b\d\d:\d\d\b/g, 'TIME')
  .replace(/, \d+ years/g, ', AGE').replace(/Seal [0-9a-f]+/g, 'Seal X')
  .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'ID').replace(/Good (morning|afternoon|evening)/g, 'Good day')
  .replace(/\/a\/[\w.-]+/g, '/a/ASSET');

for (const name of ['sign_in', 'home', 'clients', 'client_new', 'chart', 'visit', 'note', 'practice'])
  test(`what a screen reader hears: ${name}`, async () => {
    const at = name === 'sign_in' ? await (await visitorIn(browser)).newPage() : tab;
    await at.goto(`http://127.0.0.1:${site.port}${paths[name] ?? '/sign-in'}`);
    if (name === 'visit') await at.waitForSelector('.bm');
    const said = `${still(await at.locator('body').ariaSnapshot())}\n`;
    mkdirSync(KEPT, { recursive: true });
    if (process.env.UPDATE) writeFileSync(`${KEPT}/${name}.yml`, said);
    assert.equal(said, readFileSync(`${KEPT}/${name}.yml`, 'utf8'));
  });
