/* The HTTP edge from outside, byte by byte; and the end of the server while writes are in flight.
 * Must never: use a client that mends what it sends.
 * Read next: src/http/headers.c, src/http/server.c.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import http from 'node:http';
import net from 'node:net';
import { rmSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { addClient, addComplaint, fieldsOf, folder, practice, run, serve, shown, signedIn,
  startVisit, stop, tried, Visitor }
  from './site.mjs';

let site, mira, drip;

before(async () => {
  site = await practice();
  mira = await signedIn(site);
  drip = drops();
});
after(() => site.end());

/* Sends bytes as they are; resolves to all that comes until the other side closes, or `ms` pass. */
function raw(bytes, { ms = 3000, port = site.port } = {}) {
  return new Promise((done) => {
    const socket = net.connect(port, '127.0.0.1');
    const got = { text: '', closed: false };
    const end = () => {
      clearTimeout(timer);
      socket.destroy();
      got.statuses = [...got.text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map((m) => Number(m[1]));
      done(got);
    };
    const timer = setTimeout(end, ms);
    socket.on('data', (part) => { got.text += part.toString('latin1'); });
    socket.on('close', () => { got.closed = true; end(); });
    socket.on('error', () => {});
    socket.write(Buffer.from(bytes, 'latin1'));
  });
}

const head = (line, ...more) => [line, `Host: 127.0.0.1:${site.port}`, ...more, '',
  ''].join('\r\n');
const get = (path, ...more) => head(`GET ${path} HTTP/1.1`, 'Connection: close', ...more);
const FORM = 'Content-Type: application/x-www-form-urlencoded';
const post = (path, body, ...more) => head(`POST ${path} HTTP/1.1`, 'Connection: close', FORM,
  ...more) + body;

/* Refused with this status, and nothing behind it is taken for another request. The library's own
 * refusals write their status line twice. */
async function refused(bytes, statuses, label) {
  const got = await raw(bytes);
  const wanted = [statuses].flat();
  assert.ok(wanted.includes(got.statuses[0]), `${label}: ${got.statuses[0]} ${got.text.slice(0,
    60)}`);
  assert.equal(new Set(got.statuses).size, 1, `${label}: answered ${got.statuses.join()}`);
  assert.ok(got.closed, `${label}: the connection stays open`);
  return got;
}

/* --- what is there, and how it may be asked -------------------------------------------------------------- */

test('paths that do not exist are 404 with a page, for strangers too', async () => {
  for (const visitor of [mira, new Visitor(site.port)])
    for (const path of ['/nothing', '/clients/', '//clients', '/clients/new/', '/CLIENTS',
      '/a/x/y/z', '/.git/config', '/robots.txt',
      '/index.php', '/../etc/passwd', '/clients/../users', '/;', '/clients;x=1', '/%63lients/x/y/z',
        '/a/0000000000000000/tonus.css',
      '/favicon.ico', '/sign-in/', '/~', '/health/x']) {
      const answer = await visitor.request('GET', path);
      assert.equal(answer.status, 404, path);
      assert.match(shown(answer.text), /Nothing here.*Check the address/);
      assert.match(answer.headers['content-type'], /^text\/html; charset=utf-8$/);
    }
  assert.equal((await mira.post('/nothing', { a: 'b' })).status, 404);
});

test('methods that do not exist are 405 and say which do', async () => {
  for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND', 'QUERY']) {
    const answer = await mira.request(method, '/clients');
    assert.equal(answer.status, 405, method);
    assert.ok(answer.headers.allow, method);
    assert.doesNotMatch(answer.text, /__Host-login/, 'the cookie is echoed');
  }
  await refused(head('get /clients HTTP/1.1'), [405, 400], 'a small-letter method');
  await refused(head('CONNECT evil.example:443 HTTP/1.1'), [405, 400], 'CONNECT');
  const form = await mira.post('/clients', {});
  assert.equal(form.status, 405);
  assert.equal(form.headers.allow, 'GET, HEAD');
  const page = await mira.get('/sign-out');
  assert.equal(page.status, 405);
  assert.equal(page.headers.allow, 'POST');
  assert.match(shown(page.text), /links and buttons of the page/);
});

test('HEAD is GET without the body', async () => {
  for (const path of ['/clients', '/health', '/nothing', '/sign-in']) {
    const [full, bare] = [await mira.get(path), await mira.request('HEAD', path)];
    assert.equal(bare.status, full.status);
    assert.equal(bare.text, '');
    assert.equal(bare.headers['content-type'], full.headers['content-type']);
  }
  const got = await raw(head('HEAD /health HTTP/1.1') + get('/health'));
  assert.deepEqual(got.statuses, [200, 200], 'a HEAD answer with a body shifts what follows');
});

/* --- limits ---------------------------------------------------------------------------------------------------- */

test('16 KiB of headers, 64 KiB of form, 8 KiB of address', async () => {
  const fits = await raw(get('/health', `X: ${'x'.repeat(15 * 1024)}`));
  assert.equal(fits.statuses[0], 200);
  const page = await refused(get('/health', `X: ${'x'.repeat(17 * 1024)}`), 431, 'long header');
  assert.match(shown(page.text), /Delete this site's cookies/);
  await refused(get('/health', ...Array.from({ length: 900 }, (_,
    i) => `X-${i}: yyyyyyyyyyyyyyyyyyy`)), 431, 'many headers');
  await refused(get('/health', `Cookie: ${'c'.repeat(100 * 1024)}`), [431, 400], 'a giant cookie');
  const long = await refused(get(`/clients?q=${'q'.repeat(9000)}`), [414], 'long address');
  assert.match(shown(long.text), /too long/);
  const fields = fieldsOf((await mira.get('/clients/new')).text, '/clients/new');
  const big = await mira.post('/clients/new', mira.edit(fields, { given: 'Big',
    address: 'x'.repeat(70000) }));
  assert.equal(big.status, 413);
  assert.match(shown(big.text), /64 KiB\. Shorten the longest text/);
  const just = await mira.post('/clients/new', mira.edit(fields, { given: 'Big',
    address: 'x'.repeat(64 * 1024 - 400) }));
  assert.equal(just.status, 422);
  await refused(post('/sign-in', '', 'Content-Length: 99999999999'), 413, 'a promised giant');
  await refused(post('/sign-in', '', 'Content-Length: 99999999999999999999999'), [400, 413],
    'beyond any number');
});

test('a body is a form of known length, or is not taken', async () => {
  const no = async (answer, status, words) => {
    assert.equal(answer.status, status);
    assert.match(shown(answer.text), words);
  };
  for (const type of ['application/json', 'text/plain', 'multipart/form-data; boundary=x',
    'application/x-www-form-urlencoded; charset=utf-16',
    'application/x-www-form-urlencodedx', ''])
    await no(await mira.request('POST', '/clients/new', { body: 'given=x',
      headers: { 'Content-Type': type } }), 415, /x-www-form-urlencoded/);
  const chunked = await refused(post('/sign-in', '5\r\nemail\r\n0\r\n\r\n',
    'Transfer-Encoding: chunked'), 411, 'chunked');
  assert.match(shown(chunked.text), /Content-Length/);
  await refused(head('POST /sign-in HTTP/1.1', FORM), 411, 'no length');
  await refused(get('/health', 'Content-Length: 5') + 'hello', [400, 413], 'a GET with a body');
});

test('a form of too many fields, or with broken escapes, is refused', async () => {
  for (const body of ['%', 'a=%f', '%zz=1', 'a=%00', 'a=%ff', 'x=&'.repeat(2100)])
    assert.equal((await mira.request('POST', '/sign-in', { body })).status, 400, body.slice(0, 10));
  assert.equal((await mira.request('POST', '/clients/new', { body: '' })).status, 409,
    'an empty form has no token');
  assert.equal((await mira.request('POST', '/clients/new', { body: '&&=&=&;=' })).status, 409);
});

/* --- what two readers could read differently ---------------------------------------------------------------------- */

const hidden = 'GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n';

test('ambiguous requests are refused and the connection is closed', async () => {
  const length = `Content-Length: ${hidden.length}`;
  const cases = {
    'length and chunked': post('/sign-in', `0\r\n\r\n${hidden}`, 'Content-Length: 5',
      'Transfer-Encoding: chunked'),
    'chunked and length': post('/sign-in', `0\r\n\r\n${hidden}`, 'Transfer-Encoding: chunked',
      'Content-Length: 5'),
    'two lengths': post('/sign-in', hidden, 'Content-Length: 0', length),
    'two equal lengths': post('/sign-in', 'a=b', 'Content-Length: 3', 'Content-Length: 3'),
    'a list of lengths': post('/sign-in', 'a=b', 'Content-Length: 3, 3'),
    'a signed length': post('/sign-in', 'a=b', 'Content-Length: +3'),
    'a negative length': post('/sign-in', 'a=b', 'Content-Length: -3'),
    'a hexadecimal length': post('/sign-in', 'a=b', 'Content-Length: 0x3'),
    'an empty length': post('/sign-in', 'a=b', 'Content-Length: '),
    'two hosts': get('/health', 'Host: evil.example'),
    'no host': 'GET /health HTTP/1.1\r\nConnection: close\r\n\r\n',
    'an empty host': 'GET /health HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n',
    'a host with a path': 'GET /health HTTP/1.1\r\nHost: a/b\r\nConnection: close\r\n\r\n',
    'a host with a user': 'GET /health HTTP/1.1\r\nHost: a@b\r\nConnection: close\r\n\r\n',
    'two cookies': get('/health', 'Cookie: a=b', 'Cookie: c=d'),
    'two content types': post('/sign-in', 'a=b', 'Content-Length: 3', FORM),
    'two origins': get('/health', 'Origin: http://a', 'Origin: http://b'),
    'a space before the colon': get('/health', 'X-A : b'),
    'a space in a name': get('/health', 'X A: b'),
    'a name with a control character': get('/health', 'X\x01A: b'),
    'an empty name': get('/health', ': b'),
    'a line without a colon': get('/health', 'nothing'),
    'a folded line': get('/health', 'X-A: b\r\n c'),
    'a bare CR in a value': get('/health', 'X-A: b\rX-B: c'),
    'a bare LF as a line end': get('/health', 'X-A: b\nX-B: c'),
    'a NUL in a value': get('/health', 'X-A: b\0c'),
    'a NUL in the target': get('/hea\0lth'),
    'a NUL in a name': get('/health', 'X\0A: b'),
    'a vertical tab': get('/health', 'X-A: b\x0bc'),
    'a length behind a space': post('/sign-in', hidden, `Content-Length : ${hidden.length}`),
    'chunked in disguise': post('/sign-in', `0\r\n\r\n${hidden}`, 'Content-Length: 5',
      'Transfer-Encoding: xchunked'),
    'chunked behind a tab': post('/sign-in', `0\r\n\r\n${hidden}`, 'Content-Length: 5',
      'Transfer-Encoding:\tchunked'),
    'absolute form': get('http://127.0.0.1/health'),
    'absolute form of another': get('http://evil.example/health'),
    'authority form': get('evil.example:80'),
    'asterisk form': head('OPTIONS * HTTP/1.1', 'Connection: close'),
    'no slash': get('health'),
    'an escaped slash': get('/clients%2Fnew'),
    'an escaped slash, small': get('/clients%2fnew'),
    'an escaped NUL': get('/health%00'),
    'an escaped line end': get('/health%0d%0aX:y'),
    'broken UTF-8': get('/health%ff'),
    'raw high bytes': get('/h\xe9'),
    'a broken escape': get('/health%4'),
    'a tab in the request line': head('GET\t/health HTTP/1.1'),
    'two spaces in the request line': head('GET  /health HTTP/1.1'),
    'a space in the target': get('/hea lth'),
    'HTTP/2 in words': head('GET /health HTTP/2.0', 'Connection: close'),
    'HTTP/1.2': head('GET /health HTTP/1.2', 'Connection: close'),
    'HTTP/0.9': 'GET /health\r\n\r\n',
    'small letters': head('GET /health http/1.1', 'Connection: close'),
    'the HTTP/2 preface': 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  };
  const wrong = [];
  for (const [label, bytes] of Object.entries(cases)) {
    const got = await raw(bytes, { ms: 2000 });
    const silent = got.closed && got.statuses.length === 0;
    const statuses = /authority|asterisk/.test(label) ? [400,
      405] : /HTTP\/[12]|small letters|preface/.test(label) ? [400, 405, 505] : [400];
    if (/two spaces|in the target|length behind|HTTP\/0|preface|no slash/.test(label) &&
      silent) continue;
    if (!statuses.includes(got.statuses[0])) wrong.push(`${label}: ${got.statuses[
      0] ?? 'silence'}`);
    else if (new Set(got.statuses).size > 1) wrong.push(
      `${label}: also answered ${got.statuses.slice(1)}`);
    else if (!got.closed) wrong.push(`${label}: stays open`);
  }
  assert.deepEqual(wrong, []);
});

test('sound requests one behind the other are each answered, in order', async () => {
  const body = 'email=a&password=b';
  const got = await raw(head('GET /health HTTP/1.1') + head('GET /nothing HTTP/1.1')
    + head('POST /clients/new HTTP/1.1', FORM,
      `Content-Length: ${body.length}`) + body + get('/health'));
  assert.deepEqual(got.statuses, [200, 404, 401, 200]);
  const old = await raw('GET /health HTTP/1.0\r\n\r\n');
  assert.deepEqual(old.statuses, [200]);
  assert.ok(old.closed);
  const absolute = await raw(head('GET /health HTTP/1.1', 'X-A:b', 'X-B: \t c', 'X-Empty:',
    'Connection: close'));
  assert.deepEqual(absolute.statuses, [200], 'white space that is allowed is refused');
  const latin = await raw(get('/health', 'User-Agent: caf\xe9'));
  assert.deepEqual(latin.statuses, [200]);
});

test('a request cut short is answered by nothing and harms nobody', async () => {
  const whole = post('/sign-in', 'email=a&password=b', 'Content-Length: 18');
  await Promise.all(Array.from({ length: whole.length - 1 }, (_, n) => new Promise((done) => {
    const socket = net.connect(site.port, '127.0.0.1', () => socket.write(whole.slice(0, n + 1),
      () =>
      setTimeout(() => socket.destroy(), n % 50)));
    socket.on('error', () => {});
    socket.on('data', () => {});
    socket.on('close', done);
  })));
  assert.equal((await mira.get('/clients')).status, 200);
});

/* Started with the first test: a byte every half second, for as long as the server lets it. */
function drops() {
  const began = Date.now();
  const one = (first, letters) => new Promise((done) => {
    const socket = net.connect(site.port, '127.0.0.1', () => socket.write(first));
    const timer = setInterval(() => socket.write(letters), 500);
    const give = setTimeout(() => socket.destroy(), 37000);
    socket.on('error', () => {});
    socket.on('data', () => {});
    socket.on('close', () => {
      clearInterval(timer);
      clearTimeout(give);
      done((Date.now() - began) / 1000);
    });
  });
  return Promise.all([one(`GET /health HTTP/1.1\r\nHost: a\r\nX: `, 'x'), one(post('/sign-in', '',
    'Content-Length: 5000'), 'x'), one('G', 'E')]);
}

/* --- headers of answers --------------------------------------------------------------------------------------------- */

const lines = { 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin', 'cross-origin-resource-policy': 'same-origin' };

function guarded(answer, label) {
  for (const [name, value] of Object.entries(lines)) assert.equal(answer.headers[name], value,
    `${label}: ${name}`);
  const csp = Object.fromEntries(answer.headers['content-security-policy'].split('; ').map((x) =>
    x.split(' ')).map(([n, ...v]) => [n, v.join(' ')]));
  assert.equal(csp['default-src'], "'none'", label);
  for (const [name, value] of Object.entries(csp)) assert.ok(["'none'", "'self'"].includes(value),
    `${label}: ${name} ${value}`);
  for (const name of ['base-uri', 'frame-ancestors']) assert.equal(csp[name], "'none'", label);
  assert.equal(csp['form-action'], "'self'");
  assert.match(answer.headers['permissions-policy'], /camera=\(\)/);
  assert.equal(answer.headers.server, undefined, `${label} names the server`);
}

test('pages, errors, redirects and files carry the security headers; records are not stored',
  async () => {
  const client = await addClient(mira);
  await addComplaint(mira, client);
  const visit = await startVisit(mira, client);
  const stranger = new Visitor(site.port);
  for (const path of ['/', '/clients', '/clients?q=a', `/clients/${client}`,
    `/clients/${client}/edit`, visit, '/unsigned', '/audit', '/users',
    '/account', '/practice', '/nothing', '/sign-out', `/clients/${randomUUID()}`, '/keys']) {
    const answer = await mira.get(path);
    guarded(answer, path);
    assert.equal(answer.headers['cache-control'], 'no-store', path);
    assert.equal(answer.headers.etag, undefined, path);
    assert.doesNotMatch(answer.text,
      /<script(?![^>]* src="\/a\/)|<style|\sstyle="|\son[a-z]+="|href="javascript:|src="http/,
        `${path} has inline parts`);
  }
  for (const answer of [await stranger.get('/sign-in'), await stranger.get('/clients'),
    await stranger.post('/clients/new', { given: 'x' }),
    await stranger.signIn('a', 'b'), await mira.post('/clients/new', { x: 'y' }),
      await mira.post('/clients/new', { x: 'y' }, { Origin: 'https://evil.example' }),
    await mira.request('PUT', '/clients'), await mira.request('POST', '/clients/new', { body: 'x',
      headers: { 'Content-Type': 'text/plain' } })]) {
    guarded(answer, String(answer.status));
    assert.equal(answer.headers['cache-control'], 'no-store', String(answer.status));
  }
});

test('files are kept for ever under an address of their own, small, and cheap to ask again',
  async () => {
  const client = await addClient(mira);
  await addComplaint(mira, client);
  const pages = [await mira.get('/'), await mira.get(await startVisit(mira,
    client))].map((x) => x.text).join('');
  const files = [...new Set([...pages.matchAll(/(?:href|src|data-src)="(\/a\/[^"#]+)/g)].map((m) =>
    m[1]))];
  const types = { css: 'text/css; charset=utf-8', js: 'text/javascript; charset=utf-8',
    svg: 'image/svg+xml' };
  assert.ok(files.length >= 8, files.join(' '));
  const stranger = new Visitor(site.port);
  for (const path of files) {
    const plain = await stranger.get(path);
    assert.equal(plain.status, 200, path);
    guarded(plain, path);
    assert.equal(plain.headers['cache-control'], 'public, max-age=31536000, immutable');
    assert.equal(plain.headers.vary, 'Accept-Encoding');
    assert.ok(plain.headers['content-type'].startsWith(types[path.split('.').pop()].split(';')[0]),
      `${path}: ${plain.headers['content-type']}`);
    assert.match(plain.headers.etag, /^"[^"]+"$/);
    const again = await stranger.request('GET', path,
      { headers: { 'If-None-Match': plain.headers.etag } });
    assert.equal(again.status, 304);
    assert.equal(again.text, '');
    assert.equal(again.headers.etag, plain.headers.etag);
    assert.equal((await stranger.request('GET', path,
      { headers: { 'If-None-Match': '"other"' } })).status, 200);
    const packed = await bytes(path, 'br, gzip');
    assert.equal(packed.encoding, 'gzip', path);
    assert.equal(gunzipSync(packed.body).toString(), plain.text, path);
    assert.ok(packed.body.length < Buffer.byteLength(plain.text), `${path} grows by packing`);
    assert.equal((await bytes(path, 'gzip;q=0')).encoding, undefined);
    assert.equal((await bytes(path, 'br')).encoding, undefined);
    const bent = path.replace(/\/a\/./, (x) => x.slice(0, -1) + (x.endsWith('0') ? '1' : '0'));
    assert.equal((await stranger.get(bent)).status, 404, 'a file answers under a wrong hash');
  }
});

function bytes(path, accept) {
  return new Promise((done, failed) => http.get({ host: '127.0.0.1', port: site.port, path,
    agent: false,
    headers: { 'Accept-Encoding': accept } }, (rs) => {
    const parts = [];
    rs.on('data', (part) => parts.push(part));
    rs.on('end', () => done({ encoding: rs.headers['content-encoding'],
      body: Buffer.concat(parts) }));
  }).on('error', failed));
}

test('a page of a record is the same for a browser that takes gzip', async () => {
  const answer = await mira.request('GET', '/clients', { headers: { 'Accept-Encoding': 'gzip' } });
  assert.equal(answer.headers['content-encoding'], undefined,
    'a page with a token is packed (BREACH)');
});

/* --- the log ------------------------------------------------------------------------------------------------------------ */

test('the access log holds no id, name, word or query', async () => {
  const client = await addClient(mira, { given: 'Xanthippe', family: 'Logwoman' });
  await mira.get(`/clients/${client}?signed=${client}`);
  await mira.get('/clients?q=Xanthippe');
  await mira.get('/nothing/Xanthippe?q=Logwoman');
  await raw(get('/clients/Xanthippe%2FLogwoman'));
  await raw('XANTHIPPE /x HTTP/1.1\r\nHost: a\r\n\r\n');
  await raw(get('/x', 'User-Agent: Xanthippe', 'Referer: http://x/Logwoman'));
  await new Promise((done) => setTimeout(done, 100));
  const log = site.log + site.errors;
  assert.doesNotMatch(log, /Xanthippe|Logwoman|XANTHIPPE|[?&=@]/);
  assert.ok(!log.includes(client));
  const entries = site.log.trim().split('\n').slice(1);
  assert.ok(entries.length > 100);
  assert.deepEqual(entries.filter((line) =>
    !/^(GET|HEAD|POST|-) (\/[a-z:/-]*|-) \d{1,3} \d+ \d+us$/.test(line)), []);
  assert.ok(entries.some((line) => line.startsWith('GET /clients/:client 200 ')));
  assert.equal(site.errors, '', 'something was written to the error stream');
});

/* --- the end -------------------------------------------------------------------------------------------------------------- */

/* A kept connection that the server has accepted, with what comes on it. */
async function line(port) {
  const socket = net.connect(port, '127.0.0.1');
  const it = { socket, text: '' };
  socket.on('data', (part) => { it.text += part; });
  socket.on('error', () => {});
  it.closed = new Promise((done) => socket.on('close', done));
  socket.write(`GET /health HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
  while (!it.text.endsWith('ok\n')) await new Promise((done) => setTimeout(done, 5));
  it.text = '';
  return it;
}

function send(it, port, path, fields, cookie) {
  const body = new URLSearchParams(fields).toString();
  it.socket.write(`POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${FORM}\r\n${cookie ?
    `Cookie: ${cookie}\r\n` : ''}`
    + `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}

test('told to stop while writes and sign-ins are in flight, it answers each, ends well, and all is there', async () => {
  const data = folder();
  const said = run('init', '--data', data, '--name', 'Ends', '--country', 'AU', '--zone',
    'Australia/Sydney', '--currency', 'AUD',
    '--owner', 'Eva', '--email', 'eva@example.org', '--treats');
  const [, email, password] = /owner (\S+) (\S+)/.exec(said);
  let other = await serve(data);
  const { port } = other;
  const eva = await signedIn(other, email, password);
  const fields = fieldsOf((await eva.get('/clients/new')).text, '/clients/new');
  const writers = await Promise.all(Array.from({ length: 40 }, () => line(port)));
  const signers = await Promise.all(Array.from({ length: 8 }, () => line(port)));
  signers.forEach((it) => send(it, port, '/sign-in', { email, password, next: '/', carry: '' }));
  await new Promise((done) => setTimeout(done, 30));
  writers.forEach((it, i) => send(it, port, '/clients/new', eva.edit(fields, { given: `N${i}`,
    family: 'Inflight', key: randomUUID() }), eva.cookie));
  await new Promise((done) => setTimeout(done, 5));
  other.child.kill('SIGTERM');
  const how = await other.ended;
  assert.deepEqual(how, { code: 0, signal: null }, other.errors);
  await Promise.all([...writers, ...signers].map((it) => it.closed));
  const answers = [...writers, ...signers].map((it) => /^HTTP\/1\.1 (\d+)/.exec(it.text)?.[
    1] ?? 'nothing');
  assert.deepEqual(answers.filter((x) => x !== '303' && x !== '503'), [], 'left without an answer');
  assert.ok(answers.slice(40).every((x) => x === '303'), `sign-ins: ${answers.slice(40)}`);
  const written = writers.filter((it) => /^HTTP\/1\.1 303/.test(it.text)).map((it) =>
    /Location: (\S+)/.exec(it.text)[1]);
  assert.ok(written.length > 0);
  const check = tried('check', '--data', data);
  assert.equal(check.status, 0, check.stdout);
  assert.match(check.stdout, /database: ok\nschema: \d+\naudit chain: \d+ rows, ok/);
  other = await serve(data);
  const again = Object.assign(new Visitor(other.port), { cookie: eva.cookie });
  for (const path of written) assert.equal((await again.get(path)).status, 200,
    'acknowledged, and lost');
  const all = Number(/(\d+) clients?\b/.exec(shown((await again.get('/clients')).text))[1]);
  assert.equal(all, written.length, 'more was written than acknowledged');
  await stop(other);
  rmSync(data, { recursive: true, force: true });
});

test('it stops at once when nothing is asked, also with idle connections open, and twice is no harm', async () => {
  const other = await practice();
  const idle = await Promise.all(Array.from({ length: 5 }, () => line(other.port)));
  const half = net.connect(other.port, '127.0.0.1', () => half.write('GET /hea'));
  half.on('error', () => {});
  await new Promise((done) => setTimeout(done, 50));
  const began = Date.now();
  other.child.kill('SIGINT');
  other.child.kill('SIGTERM');
  assert.deepEqual(await other.ended, { code: 0, signal: null });
  assert.ok(Date.now() - began < 3000, `took ${Date.now() - began} ms`);
  idle.forEach((it) => it.socket.destroy());
  half.destroy();
  await other.end();
});

test('a sender who takes for ever loses the connection after half a minute', { timeout: 40000 },
  async () => {
  const seconds = await drip;
  for (const s of seconds) assert.ok(s > 5 && s < 35, `cut after ${seconds.join(', ')} s`);
  assert.equal((await mira.get('/clients')).status, 200);
});
