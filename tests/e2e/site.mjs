/* A real server on loopback with a folder of its own, and a visitor that keeps cookies and fills forms.
 * Must never: reach anything but this machine.
 * Read next: tests/e2e/visit_test.mjs.
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const TONUS = process.env.TONUS || 'build/release/tonus';

export function run(...words) {
  return execFileSync(TONUS, words, { encoding: 'utf8' });
}

export function folder() {
  return mkdtempSync(join(tmpdir(), 'tonus-e2e-'));
}

/* Starts a server on any free port; resolves when it listens. */
export function serve(data, ...more) {
  const child = spawn(TONUS, ['serve', '--data', data, '--port', '0', ...more]);
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
  return { ...site, email, password, end: async () => {
    const how = await stop(site);
    rmSync(data, { recursive: true, force: true });
    return how;
  } };
}

const unescapeHtml = (s) => s.replace(/&#(\d+);/g, (_, n) => String.fromCodePoint(n))
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
  for (const [, tag] of form[2].matchAll(/<input\b([^>]*)>/g)) {
    const a = attributes(tag);
    const off = (a.type === 'checkbox' || a.type === 'radio') && a.checked === undefined;
    if (a.name && !off) fields.push([a.name, a.value ?? '']);
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
          done({ status: rs.statusCode, headers: rs.headers,
            text: Buffer.concat(parts).toString('utf8') });
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

  /* Opens `page`, fills its form for `action` with `values` (null removes a field), sends it there
   * or, as a button with a formaction does, to `to`. */
  async fill(page, action, values, { to = action, headers } = {}) {
    const { text } = await this.get(page);
    return this.post(to, this.edit(fieldsOf(text, action), values), headers);
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
