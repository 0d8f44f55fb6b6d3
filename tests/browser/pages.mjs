/* Every page, full, empty and in error: how to get there, as whom. The audits and the pictures walk
 * through this one list.
 * Must never: leave out a page that a person can reach.
 * Read next: tests/browser/audit_test.mjs, tests/browser/screens.mjs.
 */
import { readFileSync, rmSync } from 'node:fs';
import { addClient, folder, run, serve, signedIn, sql, stop } from '../e2e/site.mjs';
import { signIn, visitorIn } from './browser.mjs';

const uuid = (hex) => hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5').toLowerCase();

/* --- the practices ----------------------------------------------------------------------------- */

/* The number of a row of the safety rules. */
const numberOf = (id) => readFileSync('data/contraindications.csv', 'utf8').split('\n')
  .findIndex((line) => line.startsWith(`${id},`));

/* Paths into the sample practice's records. */
function recordsOf(data) {
  const path = (query) => {
    const [client, visit] = sql(data, query).trim().split('|').map(uuid);
    return visit ? `/clients/${client}/visits/${visit}` : `/clients/${client}`;
  };
  const adverse = (severity) => path(`SELECT hex(client), hex(id) FROM adverse
    WHERE severity = '${severity}'`).replace('/visits/', '/adverse/');
  const therapist = "(SELECT id FROM staff WHERE email = 'therapist@example.org')";
  return {
    chart: path('SELECT hex(client) FROM visit GROUP BY client ORDER BY count(*) DESC, client LIMIT 1'),
    bare: path('SELECT hex(client) FROM complaint WHERE client NOT IN (SELECT client FROM review) LIMIT 1'),
    young: path('SELECT hex(client) FROM visit GROUP BY client ORDER BY count(*), client LIMIT 1'),
    alert: path("SELECT hex(id) FROM client WHERE alert <> '' ORDER BY id LIMIT 1"),
    draft: path(`SELECT hex(client), hex(id) FROM visit WHERE state = 'draft'
      AND therapist = ${therapist} ORDER BY id LIMIT 1`),
    note: path(`SELECT hex(client), hex(id) FROM visit WHERE state = 'signed'
      AND client = (SELECT client FROM bodymap ORDER BY client LIMIT 1) ORDER BY id DESC LIMIT 1`),
    amended: path('SELECT hex(client), hex(visit) FROM amendment ORDER BY client LIMIT 1'),
    refused: path("SELECT hex(client) FROM standing WHERE caution = 'rf_gca' AND yes = 1"),
    stopped: path("SELECT hex(client) FROM standing WHERE caution = 'ab_seizure' AND yes = 1"),
    postponed: path("SELECT hex(client) FROM standing WHERE caution = 'ab_fever' AND yes = 1"),
    old: path(`SELECT hex(client), hex(id) FROM visit WHERE state = 'draft'
      AND therapist = ${therapist} ORDER BY id DESC LIMIT 1`),
    cleared: path("SELECT hex(client) FROM clearance LIMIT 1"),
    clearance: path("SELECT hex(client), hex(id) FROM clearance LIMIT 1").replace('visits', 'clearances'),
    consent: path("SELECT hex(client), hex(id) FROM consent ORDER BY client LIMIT 1").replace('visits', 'consents'),
    voided: path("SELECT hex(client), hex(id) FROM visit WHERE state = 'void' LIMIT 1"),
    calm: path(`SELECT hex(id) FROM client WHERE id NOT IN (SELECT client FROM adverse)
      ORDER BY id LIMIT 1`),
    hurt: path("SELECT hex(client) FROM adverse WHERE severity = 'severe'"),
    severe: adverse('severe'),
    mild: adverse('mild'),
    note_severe: path("SELECT hex(client), hex(visit) FROM adverse WHERE severity = 'severe'"),
    anticoagulant: numberOf('re_anticoagulant'),
  };
}

/* Somebody who said today that they have a fever; and drafts that are days old, but for the first. */
function feverOf(data) {
  const now = Math.floor(Date.now() / 1000);
  sql(data, `UPDATE standing SET yes = 1, yes_utc = ${now}, since_utc = ${now}, at_utc = ${now}
    WHERE caution = 'ab_fever' AND client = (SELECT max(client) FROM standing
      WHERE client NOT IN (SELECT client FROM standing WHERE yes = 1))`);
  sql(data, `UPDATE visit SET entered_utc = entered_utc - 3 * 86400 WHERE state = 'draft'
    AND EXISTS (SELECT 1 FROM visit w WHERE w.state = 'draft' AND w.therapist = visit.therapist
      AND w.id < visit.id)`);
}

/* A rule of the practice's own, one that was ended, and one of the file that was tightened. They are
 * younger than the sample's visits. */
function rulesOf(data) {
  const owner = "(SELECT id FROM staff WHERE email = 'owner@example.org')";
  const now = Math.floor(Date.now() / 1000);
  const own = (id, condition, question, ended) => sql(data, `INSERT INTO rule VALUES ('${id}', 1,
    '${condition}', 'client', 'skin_infection', '${question}', '', 'avoid_area', 'site', 0, 'all',
    180, 'Two clients had an infection last year', ${ended}, ${owner}, ${now})`);
  own('own_100000001', 'Recent tattoo', 'Have you had a tattoo in the past month?', 0);
  own('own_100000002', 'Recent piercing', 'Have you had a piercing in the past week?', 1);
  sql(data, `INSERT INTO tightening VALUES ('re_anticoagulant', 1, 1, 'heat', 1,
    'Our consulting physician wants a letter', ${owner}, ${now})`);
  sql(data, `INSERT INTO signoff (id, cautions, name, qualification, registration, day, remark,
    author, at_utc) SELECT id, '0123456789ab', 'Dr Ana Pérez', 'physician', 'MED0001234567',
    '2026-01-05', '', id, ${now} FROM staff WHERE email = 'owner@example.org'`);
}

const ROLES = { owner: 'owner@example.org', therapist: 'therapist@example.org',
  desk: 'desk@example.org' };

/* The sample practice, one that was just made, and one not made yet; served until `end`. */
export async function sites() {
  const full = folder(), empty = folder(), fresh = folder();
  run('sample', '--data', full);
  rulesOf(full);
  feverOf(full);
  const records = recordsOf(full);
  const passwords = {};
  const said = run('password', '--data', full, ...Object.values(ROLES));
  for (const [, email, password] of said.matchAll(/sign in: \S+ (\S+) (\S+)/g))
    passwords[email] = password;
  const made = run('init', '--data', empty, '--name', 'New Practice', '--country', 'AU', '--zone',
    'Australia/Sydney', '--currency', 'AUD', '--owner', 'Mira Wren', '--email', 'mira@example.org',
    '--treats');
  computingOf(empty);
  const [full_, empty_, fresh_] = [await serve(full), await serve(empty), await serve(fresh)];
  Object.assign(records, await handedOut(full_, records, passwords));
  await computed(full_, passwords);
  return {
    records,
    full: Object.assign(full_, { accounts: Object.fromEntries(Object.entries(ROLES)
      .map(([role, email]) => [role, [email, passwords[email]]])) }),
    empty: Object.assign(empty_, { accounts: { owner: /owner (\S+) (\S+)/.exec(made).slice(1) } }),
    fresh: Object.assign(fresh_, { accounts: {},
      code: /enter the code (\S+)/.exec(fresh_.log)?.[1] }),
    async end() {
      for (const site of [full_, empty_, fresh_]) {
        await stop(site);
        rmSync(site.data, { recursive: true, force: true });
      }
    },
  };
}

/* As if the outcomes were being computed for a long time to come. */
function computingOf(data) {
  const now = Math.floor(Date.now() / 1000);
  sql(data, `INSERT INTO recompute VALUES (1, randomblob(16), ${now}, ${now + 86400}, 'estimating',
    7400, 20000, NULL, 0)`);
}

async function computed(site, passwords) {
  const owner = await signedIn(site, ROLES.owner, passwords[ROLES.owner]);
  await owner.fill('/practice/outcomes', '/practice/outcomes/recompute', {});
  while ((await owner.get('/practice/outcomes/computing')).status === 200)
    await new Promise((done) => { setTimeout(done, 100); });
}

/* A health history handed out: the page with the link for staff, and the link. */
async function handedOut(site, records, passwords) {
  const owner = await signedIn(site, ROLES.owner, passwords[ROLES.owner]);
  const answer = await owner.fill(`${records.young}/safety`, '/intakes', { how: 'link' },
    { to: `${records.young}/intakes` });
  const hand = answer.headers.location, { text } = await owner.get(hand);
  return { hand, link: new URL(/id="f-link"[^>]*value="([^"]*)"/.exec(text)[1]).pathname };
}

/* A tablet in the hand of a client whom nobody has asked yet. */
async function handedOver(context, all) {
  const client = await addClient(await signedIn(all.full, ...all.full.accounts.owner));
  const tab = await signIn(context, all.full, all.full.accounts.owner);
  await tab.goto(`http://127.0.0.1:${all.full.port}/clients/${client}/safety`);
  await tab.getByRole('button', { name: 'Hand over the tablet' }).click();
  await tab.waitForURL(/\/intake\//);
  await tab.goto(`http://127.0.0.1:${all.full.port}/intake/1`);
  await tab.getByText('suddenly had a drooping face').click();
  await tab.getByRole('button', { name: 'Go on with' }).click();
  await tab.waitForURL(/\/intake\/urgent/);
  return tab;
}

/* A tab of one size and scheme for each role of each site, signed in once. */
export async function tabs(browser, all, options) {
  const made = {};
  for (const name of ['full', 'empty', 'fresh']) {
    const nobody = await visitorIn(browser, options);
    made[`${name} nobody`] = name === 'full' ? await handedOver(nobody, all)
      : await nobody.newPage();
    for (const [role, account] of Object.entries(all[name].accounts)) {
      const context = await visitorIn(browser, { ...options, bypassCSP: options.bypassCSP });
      made[`${name} ${role}`] = await signIn(context, all[name], account);
    }
  }
  return made;
}

/* --- the pages --------------------------------------------------------------------------------- */

/* Sends what is wrong; the answer says so. */
const press = (name) => async (tab) => {
  await tab.locator('button', { hasText: name }).first().click();
  await tab.locator('.faults').waitFor();
};
const open = (summary) => async (tab) => tab.getByText(summary, { exact: true }).click();
const fill = (values) => async (tab) => {
  for (const [name, value] of Object.entries(values)) await tab.locator(`[name="${name}"]`).fill(value);
};
const pressed = (selector) => async (tab) => tab.locator(selector).first().click();
/* Drafts a letter of this kind; signs it. */
const write = (kind) => async (tab) => {
  await tab.locator(`button[name="kind"][value="${kind}"]`).click();
  await tab.locator('.letter-form').waitFor();
};
const lock = async (tab) => {
  await tab.locator('button', { hasText: 'Sign and lock' }).click();
  await tab.locator('article.letter').waitFor();
};
/* Ticks what has a place; the page that asks for it follows. */
const local = async (tab) => {
  await tab.getByText('Have you had a bruise or a muscle tear').click();
  await tab.locator('button[name="some"]').click();
  await tab.waitForURL(/\/intake\/where\//);
};
const steps = (...all) => async (tab) => {
  for (const one of all) await one(tab);
};

/* [name, as whom, path, then] */
export const pages = (r) => [
  ['home', 'full therapist', '/'],
  ['home_desk', 'full desk', '/'],
  ['home_empty', 'empty owner', '/'],
  ['unsigned', 'full therapist', '/unsigned'],
  ['unsigned_empty', 'empty owner', '/unsigned'],
  ['clients', 'full therapist', '/clients'],
  ['clients_found', 'full therapist', '/clients?q=a'],
  ['clients_none', 'full therapist', '/clients?q=zzzz'],
  ['clients_empty', 'empty owner', '/clients'],
  ['client_new', 'full desk', '/clients/new'],
  ['client_new_error', 'full therapist', '/clients/new',
    steps(fill({ given: '', born: '2999-01-01' }), press('Save'))],
  ['client_edit', 'full therapist', `${r.alert}/edit`],
  ['chart', 'full therapist', r.chart],
  ['chart_young', 'full therapist', r.young],
  ['chart_alert', 'full therapist', r.alert],
  ['chart_desk', 'full desk', r.chart],
  ['visits_older', 'full therapist', `${r.chart}/visits`],
  ['complaint_new', 'full therapist', `${r.chart}/complaints/new`],
  ['complaint_error', 'full therapist', `${r.chart}/complaints/new`,
    steps(fill({ 'goal.target.0': 'soon' }), press('Save'))],
  ['complaint_edit', 'full therapist', `${r.chart}/complaints/1`],
  ['review', 'full therapist', `${r.chart}/complaints/1/review`],
  ['review_first', 'full therapist', `${r.bare}/complaints/1/review`],
  ['review_error', 'full therapist', `${r.bare}/complaints/1/review`,
    steps(open('A questionnaire filled in elsewhere'),
      fill({ 'activity.1': 'Carrying a child', total: '999' }), press('Keep the review'))],
  ['plan', 'full therapist', `${r.chart}/complaints/1/plan`],
  ['plan_first', 'full therapist', `${r.bare}/complaints/1/plan`],
  ['plan_error', 'full therapist', `${r.chart}/complaints/1/plan`,
    steps(fill({ minutes: '0', review_after: '99' }), press('Keep the plan'))],
  ['followups', 'full therapist', '/followups'],
  ['followups_desk', 'full desk', '/followups'],
  ['followups_empty', 'empty owner', '/followups'],
  ['outcome', 'full therapist', `${r.chart}/complaints/1/outcome`],
  ['outcome_empty', 'full therapist', `${r.bare}/complaints/1/outcome`],
  ['outcome_error', 'full therapist', `${r.chart}/complaints/1/outcome`,
    steps(fill({ at: '2999-01-01T10:00' }), press('Keep the score'))],
  ['benefits', 'full therapist', `${r.chart}/benefits`],
  ['benefits_empty', 'full therapist', `${r.bare}/benefits`],
  ['maps', 'full therapist', `${r.chart}/maps`],
  ['maps_tension', 'full therapist', `${r.chart}/maps?layer=2`],
  ['maps_empty', 'full therapist', `${r.bare}/maps`],
  ['visit_worth', 'full therapist', r.draft, pressed('.worth summary')],
  ['earlier', 'full therapist', `${r.chart}/visits/earlier`],
  ['earlier_error', 'full therapist', `${r.chart}/visits/earlier`,
    steps(fill({ started: '2999-01-01T10:00' }), press('Go on to the visit'))],
  ['visit', 'full therapist', r.draft],
  ['visit_error', 'full therapist', r.draft,
    steps(fill({ 'b0.where': 'Atlantis', 'b0.minutes': '0' }), press('Sign and close'))],
  ['note', 'full therapist', r.note],
  ['note_amended', 'full therapist', r.amended],
  ['note_voided', 'full therapist', r.voided],
  ['note_error', 'full therapist', r.note,
    steps(open('Amend this note'), press('Sign the amendment'))],
  ['adverse', 'full therapist', `${r.hurt}/adverse`],
  ['adverse_empty', 'full therapist', `${r.calm}/adverse`],
  ['adverse_new', 'full therapist', `${r.hurt}/adverse/new`],
  ['adverse_new_error', 'full therapist', `${r.hurt}/adverse/new`,
    steps(fill({ began: '2999-01-01' }), press('Record it'))],
  ['adverse_severe', 'full therapist', `${r.severe}?recorded=1`],
  ['adverse_mild', 'full therapist', r.mild],
  ['adverse_error', 'full therapist', r.mild, steps(open('Add to it'), press('Add to the record'))],
  ['note_severe', 'full therapist', r.note_severe],
  ['tasks', 'full therapist', '/tasks'],
  ['tasks_empty', 'empty owner', '/tasks'],
  ['task_open', 'full therapist', '/tasks', pressed('.task summary')],
  ['task_error', 'full therapist', '/tasks', steps(pressed('.task summary'), press('It is done'))],
  ['task_new_error', 'full therapist', `${r.hurt}/adverse`,
    steps(open('Add a task'), press('Add the task'))],
  ['letters_empty', 'full therapist', `${r.young}/letters`],
  ['letter_draft', 'full therapist', `${r.chart}/letters`, write('gp')],
  ['letter_error', 'full therapist', `${r.chart}/letters`,
    steps(write('clearance'), fill({ recipient: '', subject: '' }), press('Sign and lock'))],
  ['letter_signed', 'full therapist', `${r.chart}/letters`, steps(write('referral'), fill({
    recipient: 'Dr A. Sample, Wrenfield Surgery', address: '12 Some Road\nSydney NSW 2000',
    body: 'Dear Doctor,\n\n# What was told\n- One answer\n- Another\n\nPlease look.' }), lock)],
  ['letters', 'full therapist', `${r.chart}/letters`],
  ['keys', 'full therapist', '/keys'],
  ['account', 'full therapist', '/account'],
  ['account_error', 'full therapist', '/account',
    steps(fill({ password_now: 'x', password: 'short' }), press('Change it'))],
  ['not_found', 'full therapist', '/clients/none'],
  ['not_allowed', 'full therapist', '/users'],
  ['practice', 'full owner', '/practice'],
  ['practice_error', 'full owner', '/practice', steps(async (tab) => {
    await tab.locator('[name="zone"]').fill('Mars/Olympus');
  }, press('Save'))],
  ['outcomes', 'full owner', '/practice/outcomes'],
  ['outcomes_computing', 'empty owner', '/practice/outcomes/computing'],
  ['outcomes_empty', 'empty owner', '/practice/outcomes'],
  ['home_owner', 'full owner', '/'],
  ['rules', 'full owner', '/practice/rules'],
  ['rules_open', 'full owner', '/practice/rules', open('Recent tattoo')],
  ['rules_empty', 'empty owner', '/practice/rules'],
  ['rules_error', 'empty owner', '/practice/rules',
    steps(open('Record the sign-off'), press('Record it'))],
  ['rule_new', 'full owner', '/practice/rules/new'],
  ['rule_error', 'full owner', '/practice/rules/new',
    steps(fill({ question: 'Short' }), press('Add the rule'))],
  ['rule', 'full owner', '/practice/rules/100000001'],
  ['rule_ended', 'full owner', '/practice/rules/100000002'],
  ['tighten', 'full owner', '/practice/rules/shipped/60'],
  ['tighten_error', 'full owner', '/practice/rules/shipped/60', press('Tighten it')],
  ['tighten_none', 'full owner', '/practice/rules/shipped/1'],
  ['tightened', 'full owner', `/practice/rules/shipped/${r.anticoagulant}`],
  ['users', 'full owner', '/users'],
  ['user_new', 'full owner', '/users/new'],
  ['user_error', 'full owner', '/users/new', press('Save')],
  ['audit', 'full owner', '/audit'],
  ['audit_empty', 'full owner', '/audit?from=2001-01-01&to=2001-01-02'],
  ['start', 'full therapist', `${r.young}/start?complaint=1`],
  ['start_error', 'full therapist', `${r.young}/start?complaint=1`, press('Go on with')],
  ['start_refused', 'full therapist', `${r.refused}/start?complaint=1`],
  ['start_stopped', 'full therapist', `${r.stopped}/start?complaint=1`],
  ['start_postponed', 'full therapist', `${r.postponed}/start?complaint=1`],
  ['visit_old', 'full therapist', r.old],
  ['safety', 'full therapist', `${r.cleared}/safety`],
  ['safety_refused', 'full therapist', `${r.refused}/safety`],
  ['told', 'full therapist', `${r.refused}/safety/21`],
  ['where', 'full therapist', `${r.young}/where/105`],
  ['where_error', 'full therapist', `${r.young}/where/105`, press('Go on')],
  ['clearance', 'full therapist', r.clearance],
  ['clearance_new', 'full therapist', `${r.stopped}/clearances/new`],
  ['clearance_error', 'full therapist', `${r.stopped}/clearances/new`, press('Record it')],
  ['clearance_none', 'full therapist', `${r.young}/clearances/new`],
  ['consent', 'full therapist', r.consent],
  ['consent_new', 'full therapist', `${r.young}/consents/new`],
  ['consent_error', 'full therapist', `${r.young}/consents/new`,
    async (tab) => tab.locator('main button.primary').click()],
  ['consent_texts', 'full owner', '/practice/consents'],
  ['intake_hand', 'full therapist', r.hand],
  ['intake_door', 'full nobody', r.link],
  ['intake_closed', 'full nobody', `/i/${'0'.repeat(32)}`],
  ['intake_page', 'full nobody', '/intake/1'],
  ['intake_fields', 'full nobody', '/intake/8'],
  ['intake_error', 'full nobody', '/intake/8',
    steps(fill({ 'surgery.1.when': '2999' }), press('None of these'))],
  ['intake_where', 'full nobody', '/intake/3', local],
  ['intake_consent', 'full nobody', '/intake/consent'],
  ['intake_urgent', 'full nobody', '/intake/urgent'],
  ['screenings', 'full therapist', `${r.young}/screenings`],
  ['screening_ask', 'full therapist', `${r.young}/screenings/1`],
  ['screening_error', 'full therapist', `${r.young}/screenings/1`, press('Done')],
  ['crisis', 'full therapist', `${r.young}/crisis`],
  ['screening_setting', 'full owner', '/practice/screening'],
  ['screening_setting_error', 'full owner', '/practice/screening',
    steps(fill({ 'contact.5.name': 'Half' }), press('Save'))],
  ['sign_in', 'full nobody', '/sign-in'],
  ['sign_in_error', 'full nobody', '/sign-in',
    steps(fill({ email: 'nobody@example.org', password: 'not the one' }), press('Sign in'))],
  ['setup', 'fresh nobody', '/setup'],
  ['setup_error', 'fresh nobody', '/setup', press('Make the practice')],
];

/* The body map fetches its figure after the page has loaded; who leaves before that breaks it off.
 * Without script it never comes. */
const drawn = (tab) => tab.locator('[data-bodymap]:not(.is-live)').first()
  .waitFor({ state: 'detached', timeout: 2000 }).catch(() => {});

/* Goes to a page; resolves to the tab. */
export async function visit(all, made, [, who, path, then]) {
  const tab = made[who];
  const site = all[who.split(' ')[0]];
  await tab.goto(`http://127.0.0.1:${site.port}${path}`);
  await drawn(tab);
  if (then) await then(tab);
  await tab.waitForLoadState('load');
  await drawn(tab);
  return tab;
}
