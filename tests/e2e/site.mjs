/* A real server on loopback with a folder of its own, and a visitor that keeps cookies and fills forms.
 * Must never: reach anything but this machine.
 * Read next: tests/e2e/visit_test.mjs.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const TONUS = process.env.TONUS || 'build/release/tonus';

/* With TONUS_TEST_STORE=pg every data folder has a database of its own beside it. */
export const ON_PG = process.env.TONUS_TEST_STORE === 'pg';
const databases = new Map();

/* A fast machine writes many rows in a test's minutes. */
const ANSWER_MAX = 64 * 1024 * 1024;

/* Asks or changes the database of a connection string. */
export function psql(db, text) {
  const done = spawnSync('psql', ['-qAtX', '-v', 'ON_ERROR_STOP=1', '-d', db, '-c', text],
    { encoding: 'utf8', maxBuffer: ANSWER_MAX });
  if (done.status !== 0) throw new Error(`psql: ${done.error ?? done.stderr}`);
  return done.stdout;
}

/* The connection string of a data folder's database, which is made when it is first asked for. */
export function dbOf(data) {
  if (!databases.has(data)) {
    const name = `t_${randomUUID().replaceAll('-', '')}`;
    psql(`${process.env.TONUS_PG} dbname=postgres`, `CREATE DATABASE ${name}`);
    databases.set(data, `${process.env.TONUS_PG} dbname=${name}`);
  }
  return databases.get(data);
}

/* A command's words, with the database of the data folder they name. */
function withDb(words) {
  const at = words.indexOf('--data');
  if (!ON_PG || at < 0 || at + 1 === words.length || words.includes('--db')) return words;
  return [...words, '--db', dbOf(words[at + 1])];
}

export function run(...words) {
  return execFileSync(TONUS, withDb(words), { encoding: 'utf8' });
}

/* The same for what may fail: { status, stdout, stderr }. */
export function tried(...words) {
  return spawnSync(TONUS, withDb(words), { encoding: 'utf8', timeout: 20000 });
}

/* Changes or asks a database; one that a server has open may be busy for a moment. */
export function sql(data, text) {
  if (ON_PG)
    return psql(dbOf(data), text.replace(/\bhex\((\w+)\)/g, "upper(encode($1, 'hex'))"));
  const done = spawnSync('sqlite3', ['-cmd', '.timeout 5000', join(data, 'tonus.db'), text],
    { encoding: 'utf8', maxBuffer: ANSWER_MAX });
  if (done.status !== 0) throw new Error(`sqlite3: ${done.error ?? done.stderr}`);
  return done.stdout;
}

export function folder() {
  return mkdtempSync(join(tmpdir(), 'tonus-e2e-'));
}

/* Starts a server on any free port; resolves when it listens. */
export const serve = (data, ...more) =>
  listening(spawn(TONUS, withDb(['serve', '--data', data, '--port', '0', ...more])), data);

/* A process that is to serve `data`; resolves when it says where. */
export function listening(child, data) {
  const site = { child, data, log: '', errors: '' };
  child.stderr.on('data', (text) => { site.errors += text; });
  site.ended = new Promise((done) => child.on('exit', (code, signal) => done({ code, signal })));
  return new Promise((ready, failed) => {
    child.stdout.on('data', (text) => {
      site.log += text;
      const found = /listens on http:\/\/127\.0\.0\.1:(\d+)/.exec(site.log);
      if (found && !site.port) {
        site.port = Number(found[1]);
        ready(site);
      }
    });
    site.ended.then((how) => failed(new Error(`server ended: ${how.code} ${site.errors}`)));
  });
}

export async function stop(site) {
  site.child.kill('SIGTERM');
  return site.ended;
}

/* A practice with an owner who treats, served. */
export async function practice(...more) {
  const data = folder();
  const said = run('init', '--data', data, '--name', "Wren & O'Neil", '--country', 'AU', '--zone',
    'Australia/Sydney', '--currency', 'AUD', '--owner', "Mira O'Neil", '--email',
    'mira@example.org', '--treats');
  const [, email, password] = /sign in: owner (\S+) (\S+)/.exec(said);
  const site = await serve(data, ...more);
  return Object.assign(site, { email, password, end: async () => {
    const how = await stop(site);
    rmSync(data, { recursive: true, force: true });
    return how;
  } });
}

export const unescapeHtml = (s) => s.replace(/&#(\d+);/g, (_, n) => String.fromCodePoint(n))
  .replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&amp;/g, '&');

function attributes(tag) {
  const found = {};
  for (const [, name, , value] of tag.matchAll(/([\w:.-]+)(="([^"]*)")?/g))
    found[name] = value === undefined ? '' : unescapeHtml(value);
  return found;
}

/* Fields of the form whose action ends with `action`, as a browser would send them. */
export function fieldsOf(html, action) {
  const forms = [...html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/g)];
  const form = forms.find(([, head]) => attributes(head).action?.endsWith(action));
  if (!form) throw new Error(`no form for ${action}`);
  const fields = [];
  fields.multipart = attributes(form[1]).enctype === 'multipart/form-data';
  for (const [, tag] of form[2].matchAll(/<input\b([^>]*)>/g)) {
    const a = attributes(tag);
    const off = (a.type === 'checkbox' || a.type === 'radio') && a.checked === undefined;
    const value = a.type === 'file' ? { name: '', body: '' } : a.value ?? '';
    if (a.name && !off) fields.push([a.name, value]);
  }
  for (const [, tag, text] of form[2].matchAll(/<textarea\b([^>]*)>([\s\S]*?)<\/textarea>/g))
    fields.push([attributes(tag).name, unescapeHtml(text)]);
  for (const [, tag, inner] of form[2].matchAll(/<select\b([^>]*)>([\s\S]*?)<\/select>/g)) {
    const options = [...inner.matchAll(/<option\b([^>]*)>/g)].map(([, o]) => attributes(o));
    const chosen = options.find((o) => o.selected !== undefined) ?? options[0];
    if (chosen) fields.push([attributes(tag).name, chosen.value ?? '']);
  }
  return fields;
}

export class Visitor {
  constructor(port) {
    this.port = port;
    this.cookie = '';
  }

  request(method, path, { body, headers = {} } = {}) {
    const options = { host: '127.0.0.1', port: this.port, method, path, agent: false,
      headers: { ...(this.cookie && { Cookie: this.cookie }), ...headers } };
    if (body !== undefined) {
      options.headers['Content-Type'] ??= 'application/x-www-form-urlencoded';
      options.headers['Content-Length'] = Buffer.byteLength(body);
    }
    return new Promise((done, failed) => {
      const rq = http.request(options, (rs) => {
        const parts = [];
        rs.on('data', (part) => parts.push(part));
        rs.on('end', () => {
          const set = rs.headers['set-cookie']?.[0];
          if (set) this.cookie = /Max-Age=0/.test(set) ? '' : set.split(';')[0];
          const bytes = Buffer.concat(parts);
          done({ status: rs.statusCode, headers: rs.headers, bytes, text: bytes.toString('utf8') });
        });
        rs.on('error', failed);
      });
      rq.on('error', failed);
      rq.end(body);
    });
  }

  get(path) {
    return this.request('GET', path);
  }

  post(path, fields, headers = {}) {
    return this.request('POST', path, { body: new URLSearchParams(fields).toString(), headers });
  }

  /* Fields of which one may be a file, { name, body }, as a browser sends them. */
  postFile(path, fields) {
    const boundary = `----tonus${randomUUID()}`, parts = [];
    for (const [name, value] of fields) {
      const file = typeof value === 'object';
      parts.push(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"${
        file ? `; filename="${value.name}"\r\nContent-Type: application/octet-stream` : ''}\r\n\r\n`,
      file ? value.body : value, '\r\n');
    }
    const body = Buffer.concat([...parts, `--${boundary}--\r\n`].map((x) => Buffer.from(x)));
    return this.request('POST', path, { body,
      headers: { 'Content-Type': `multipart/form-data; boundary=${boundary}` } });
  }

  /* Opens `page`, fills its form for `action` with `values` (null removes a field), sends it there
   * or, as a button with a formaction does, to `to`. */
  async fill(page, action, values, { to = action, headers } = {}) {
    const { text } = await this.get(page);
    const fields = fieldsOf(text, action), edited_ = this.edit(fields, values);
    return fields.multipart ? this.postFile(to, edited_) : this.post(to, edited_, headers);
  }

  edit(fields, values) {
    const kept = fields.filter(([name]) => !(name in values));
    for (const [name, value] of Object.entries(values))
      if (value !== null)
        for (const one of [value].flat()) kept.push([name, one]);
    return kept;
  }

  async signIn(email, password) {
    return this.post('/sign-in', [['email', email], ['password', password], ['next', '/'],
      ['carry', '']]);
  }
}

export async function signedIn(site, email = site.email, password = site.password) {
  const visitor = new Visitor(site.port);
  const answer = await visitor.signIn(email, password);
  if (answer.status !== 303) throw new Error(`sign-in of ${email}: ${answer.status}`);
  return visitor;
}

/* The owner adds a user with these roles; resolves to that user, signed in. */
export async function colleague(site, owner, name, ...roles) {
  const email = `${name.toLowerCase()}@example.org`, password = `${name} likes quiet rivers`;
  const values = { name, email, password, therapist: null };
  for (const role of roles) values[role] = '1';
  const answer = await owner.fill('/users/new', '/users/new', values);
  if (answer.status !== 303) throw new Error(`user ${name}: ${answer.status}`);
  return Object.assign(await signedIn(site, email, password), { email, password });
}

export const idIn = (text) => /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/.exec(text)?.[0];

/* A client, by default one that is like no other; resolves to the id. */
export async function addClient(visitor, values = {}) {
  const answer = await visitor.fill('/clients/new', '/clients/new',
    { given: 'Ada', family: `Test-${randomUUID().slice(0, 8)}`, born: '1980-02-28', ...values });
  if (answer.status !== 303) throw new Error(`client: ${answer.status}`);
  return idIn(answer.headers.location);
}

export async function addComplaint(visitor, client, label = 'Neck', values = {}) {
  const path = `/clients/${client}/complaints/new`;
  const answer = await visitor.fill(path, path, { label, ...values });
  if (answer.status !== 303) throw new Error(`complaint: ${answer.status}`);
}

/* Signs a consent by name; to treatment unless `kind` says otherwise. */
export async function signConsent(visitor, client, values = {}) {
  const path = `/clients/${client}/consents/new`;
  const answer = await visitor.fill(path, path, { kind: 'treatment', method: 'typed',
    signer: 'Ada Test', ...values });
  if (answer.status !== 303) throw new Error(`consent: ${answer.status} ${faults(answer.text)}`);
}

/* What the gate asks before a visit: consent, then every question with "none of these". Resolves to
 * the answer of the start that `page` leads to. */
export async function passGate(visitor, client, page) {
  const { text } = await visitor.get(page);
  if (/No consent to treatment yet/.test(text)) await signConsent(visitor, client);
  return visitor.fill(page, '/visits', { none: '1' }, { to: `/clients/${client}/visits` });
}

/* Resolves to the path of the visit. */
export async function startVisit(visitor, client, values = {}) {
  let answer = await visitor.fill(`/clients/${client}/visits/earlier`,
    `/clients/${client}/visits`,
    { started: '', ...values });
  if (answer.headers.location?.includes('/start?'))
    answer = await passGate(visitor, client, answer.headers.location);
  if (answer.status !== 303 || !/\/visits\/[0-9a-f]/.test(answer.headers.location))
    throw new Error(`visit: ${answer.status} ${answer.headers.location} ${faults(answer.text)}`);
  return answer.headers.location;
}

/* What a page shows: no tags, no doubled blanks. */
export function shown(html) {
  return unescapeHtml(html.replace(/<script[\s\S]*?<\/script>|<[^>]*>/g, ' ')).replace(/\s+/g, ' ');
}

/* The words of a form's answer that say what to mend. */
export function faults(html) {
  return [...html.matchAll(/<section class="faults"[\s\S]*?<\/section>/g)].map(([x]) => shown(x))
    .join(' ');
}

/* Every row of the route table, read from the pages' source: a new route is covered by itself.
 * `file`: it takes one. */
export function routes() {
  const web = new URL('../../src/web/', import.meta.url);
  const row = /\{\s*ROUTE_(GET|POST),\s*"([^"]+)",\s*([A-Z_| \n]+?),([^{}]*)\}/g;
  return readdirSync(web).filter((name) => name.endsWith('.c')).flatMap((name) =>
    [...readFileSync(new URL(name, web), 'utf8').matchAll(row)]
      .map(([, method, path, roles, rest]) => ({ method, path, roles, name: `${method} ${path}`,
        file: /\bROUTE_UPLOAD\b/.test(rest) })));
}

/* A route's path with something in the place of its parameters. */
export const pathOf = (route, id = randomUUID()) =>
  route.path.replace(/:(\w+)/g, (_, name) => (name === 'n' ? '1' : id));

/* --- visits ------------------------------------------------------------------------------------ */

/* A sheet that can be signed. */
export const sheet = { 'now.1': '6', 'week.1': '5', 'tension.1': '7', stress: '4', sleep: '6',
  news_none: '1',
  'sign1.measure': 'neck.rotation', 'sign1.before_left': '55', 'sign1.before_right': '70',
  'b0.where': 'neck_back_l', 'b0.technique': 'petrissage', 'b0.minutes': '10', 'b0.pressure': '3',
    'b0.depth': 'deep',
  'b0.pain': '4', 'b0.response': 'Softer', 'sign1.after_left': '66,5', 'sign1.after_right': '70',
    'after.1': '3',
  s: 'Woke twice.', o: 'Left tight.', a: 'Easing.', p: 'Weekly.', advice: 'Heat at night' };

export const valueOf = (fields, name) => new Map([...fields].reverse()).get(name);
export const valuesOf = (fields, name) => fields.filter(([n]) => n === name).map(([, v]) => v);

/* As a browser sends it: a region's pain right behind the region. `map`: pairs. */
export function edited(visitor, fields, { map, ...values }) {
  const kept = visitor.edit(fields, values);
  if (!map) return kept;
  return [...kept.filter(([n]) => !n.startsWith('map.')),
    ...map.flatMap(([where, pain]) => [['map.where', where], ['map.pain', pain]])];
}

/* What one therapist does with visits, by the path of the visit. */
export function visitsOf(mira) {
  const at = async (path, visitor = mira) => (await visitor.get(path)).text;
  const fieldsAt = async (path, visitor = mira) => fieldsOf(await at(path, visitor), '/sign');
  const keep = async (path, values, headers = {}) => mira.post(`${path}/draft`,
    edited(mira, await fieldsAt(path), { do: 'save', ...values }), headers);
  return { at, fieldsAt, keep,
    async begin(visitor = mira, label = 'Neck', more = {}) {
      const client = await addClient(visitor);
      await addComplaint(visitor, client, label);
      const path = await startVisit(visitor, client, more);
      return { client, path, visit: idIn(path.split('/visits/')[1]) };
    },
    press: (path, todo, values = {}) => keep(path, { ...values, do: todo }),
    sign: async (path, values = {}, visitor = mira) => visitor.post(`${path}/sign`,
      edited(visitor, await fieldsAt(path, visitor), { ...sheet, ...values })),
    isDraft: async (path) => /<form id="visit"/.test(await at(path)) };
}
