/* Text that tries to be more than text comes back as text, on every page that shows it.
 * Must never: pass because the text is missing; that it is shown is asked too.
 * Read next: tools/mktpl.c, src/base/html.c.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { addClient, addComplaint, colleague, faults, fieldsOf, practice, shown, signedIn,
  startVisit,
  Visitor } from './site.mjs';

let site, mira;

before(async () => {
  site = await practice();
  mira = await signedIn(site);
});
after(() => site.end());

const X = '"><script>alert(1)</script><img src=x onerror=alert(2)>\'&#x3c;{{x}}';
const clean = (text, where) => {
  assert.doesNotMatch(text, /<script>|<img|<svg onload|onerror=alert\(2\)>/, where);
  assert.doesNotMatch(text, /="[^"]*"[a-z]*><script/, where);
};

test('what is typed comes back as text everywhere', async () => {
  const s = Object.fromEntries(['given', 'family', 'preferred', 'address', 'occupation', 'gp',
    'emergency', 'alert']
    .map((name) => [name, X.slice(0, 100)]));
  const id = await addClient(mira, { ...s, phone: '+61 400 <b>1',
    email: `"><script>x</script>@a` });
  await addComplaint(mira, id, X, { cause: X, 'goal.label.0': X });
  const visit = await startVisit(mira, id);
  const owner = await colleague(site, mira, 'Xss', 'owner');
  const fresh = fieldsOf((await mira.get('/users/new')).text, '/users/new');
  const mine = mira.edit(fresh, { name: X, email: 'x"><script>@example.org',
    password: 'fifteen or more x',
    qualification: X, association: X, association_number: X.slice(0, 60),
      provider_number: X.slice(0, 60) });
  assert.equal((await mira.post('/users/new', mine)).status, 303);
  const sheet = { news: X, s: X, o: X, a: X, p: X, advice: X, 'b0.where': X, 'b0.response': X,
    'b0.minutes': X,
    'b0.pain': X, 'now.1': X, 'sign1.before_left': X, stress: X, checkin_s: X, last_stroke: X,
      started: X,
    'map.where': X, 'map.pain': X, 'b0.technique': X, 'sign1.measure': X };
  const kept = await mira.fill(visit, `${visit}/sign`, sheet, { to: `${visit}/draft` });
  assert.equal(kept.status, 303);
  const refused = await mira.fill(visit, `${visit}/sign`, sheet);
  assert.equal(refused.status, 422);
  clean(refused.text, 'refused note');
  const signed = await mira.fill(visit, `${visit}/sign`, { ...sheet, 'b0.where': 'neck_back_l',
    'b0.minutes': '5', 'b0.pain': '',
    'b0.technique': 'petrissage', 'b0.pressure': '2', 'now.1': '5', 'sign1.before_left': '',
      stress: '', checkin_s: '', started: '',
    'map.where': null, 'map.pain': null, 'b0.response': X.slice(0, 100), 'sign1.measure': '' });
  assert.equal(signed.status, 303, faults(signed.text));
  assert.equal((await mira.fill(visit, `${visit}/amend`, { reason: X, body: X })).status, 303);
  const second = await startVisit(mira, id);
  const pages = ['/', '/unsigned', '/clients', `/clients?q=${encodeURIComponent(X)}`,
    `/clients/${id}`, `/clients/${id}/edit`,
    `/clients/${id}/complaints/1`, `/clients/${id}/visits`, `/clients/${id}/visits/earlier`, visit,
      second, '/audit',
    `/audit?client=${id}`, `/audit?from=${encodeURIComponent(X)}`, '/users', '/account'];
  for (const page of pages) clean((await mira.get(page)).text, page);
  assert.match(shown((await mira.get(visit)).text), /<script>alert\(1\)<\/script>/,
    'the text itself is gone');
  const late = await mira.fill(`/clients/${id}/edit`, `/clients/${id}/edit`, { version: '0',
    address: `${X}${X}` });
  assert.equal(late.status, 409);
  clean(late.text, 'changed meanwhile');
  const agent = new Visitor(site.port);
  agent.cookie = '';
  await agent.request('POST', '/sign-in', { headers: { 'User-Agent': X },
    body: new URLSearchParams({ email: owner.email,
    password: owner.password }).toString() });
  clean((await agent.get('/account')).text, 'browser names');
  clean((await agent.get('/users')).text, 'users');
  assert.equal((await mira.fill(visit, `${visit}/void`, { reason: X })).status, 303);
  clean((await mira.get(visit)).text, 'voided note');
});

test('a refusal does not repeat what was sent', async () => {
  for (const path of ['/<script>alert(1)</script>', '/clients/<script>',
    `/nothing?x=${encodeURIComponent(X)}`])
    clean((await mira.get(encodeURI(path))).text, path);
  clean((await new Visitor(site.port).post('/clients/new', { [X]: X })).text, 'carried');
  clean((await new Visitor(site.port).get(`/sign-in?next=${encodeURIComponent(`/${X}`)}`)).text,
    'next');
});
