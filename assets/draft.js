/* Keeps the visit's draft on the server as it is written, and on this device until the server has it.
 * Must never: call something kept before it is, send two states out of order, or touch what is being
 * typed.
 * Read next: src/web/visit.c (draft_post).
 */
const WAIT_MS = 400, LOGIN_RETRY_MS = 3000, RETRY_MAX_MS = 30000;

/* --- on this device: encrypted, until the server says it has it ------------------------------- */

function request(made) {
  return new Promise((done, failed) => {
    made.onsuccess = () => done(made.result);
    made.onerror = () => failed(made.error);
  });
}

async function open() {
  const opening = indexedDB.open('tonus-drafts', 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore('kept');
  const db = await request(opening);
  const at = (mode) => db.transaction('kept', mode, { durability: 'strict' }).objectStore('kept');
  let key = await request(at('readonly').get('key'));
  if (!key) {
    key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
    await request(at('readwrite').put(key, 'key'));
  }
  return {
    async keep(name, text) {
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const data = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, new TextEncoder().encode(text));
      await request(at('readwrite').put({ iv, data }, name));
    },
    async kept(name) {
      const found = await request(at('readonly').get(name));
      if (!found) return null;
      const plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: found.iv }, key, found.data);
      return new TextDecoder().decode(plain);
    },
    forget: (name) => request(at('readwrite').delete(name)),
  };
}

/* A device without storage keeps nothing; the server still does. */
const nothing = { keep: async () => {}, kept: async () => null, forget: async () => {} };

class Draft {
  constructor(form, device) {
    this.form = form;
    this.device = device;
    this.url = form.dataset.draft;
    this.state = form.querySelector('[data-save-state]');
    this.version = form.querySelector('[name=version]');
    this.dirty = false;
    this.saving = null;
    this.failures = 0;
    for (const kind of ['input', 'change']) form.addEventListener(kind, () => this.changed());
    form.addEventListener('submit', (event) => this.submit(event));
    document.addEventListener('visibilitychange', () => document.hidden && this.save());
    addEventListener('pagehide', () => this.save());
    addEventListener('online', () => this.save());
    addEventListener('focus', () => this.failures && this.save());
    addEventListener('beforeunload', (event) => this.dirty && !this.leaving && event.preventDefault());
  }

  text() {
    const data = new URLSearchParams(new FormData(this.form));
    for (const name of ['csrf', 'key', 'version', 'do']) data.delete(name);
    return data.toString();
  }

  say(text, unsaved) {
    this.state.textContent = text;
    this.state.classList.toggle('is-unsaved', Boolean(unsaved));
  }

  changed() {
    this.dirty = true;
    this.say('Saving …', true);
    this.device.keep(this.url, this.text()).catch(() => {});
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), WAIT_MS);
  }

  /* One request at a time; what changed meanwhile goes with the next. */
  async save() {
    clearTimeout(this.timer);
    if (this.saving) return this.saving;
    if (!this.dirty) return undefined;
    this.saving = this.send().finally(() => { this.saving = null; });
    await this.saving;
    return this.dirty && !this.failures ? this.save() : undefined;
  }

  async send() {
    const sent = this.text();
    const body = new URLSearchParams(sent);
    body.set('csrf', this.form.elements.csrf.value);
    body.set('key', crypto.randomUUID());
    body.set('version', this.version.value);
    try {
      const answer = await fetch(this.url, { method: 'POST', body, headers: { 'X-Autosave': '1' },
        keepalive: body.toString().length < 60000 });
      await this.answered(answer, sent);
    } catch {
      this.retry('Not saved yet: no network. Keep this page open.');
    }
  }

  async answered(answer, sent) {
    if (answer.ok) return this.kept(await answer.text(), sent);
    if (answer.status === 401) return this.signedOut();
    if (answer.status === 409) return this.elsewhere();
    if (answer.status >= 500) return this.retry('Not saved yet: the server is busy.');
    return this.say(`Not saved (${answer.status}). Reload the page; what you typed is kept here.`, true);
  }

  kept(html, sent) {
    const soap = new DOMParser().parseFromString(html, 'text/html').getElementById('soap');
    this.failures = 0;
    this.version.value = soap.dataset.version;
    this.compose(soap);
    if (this.text() !== sent) return;
    this.dirty = false;
    this.say(`Draft kept ${soap.dataset.saved}`);
    this.device.forget(this.url).catch(() => {});
  }

  /* Only the composed sentences change; the boxes under them are someone's to type in. */
  compose(soap) {
    for (const fresh of soap.querySelectorAll('.note-field')) {
      const name = fresh.querySelector('textarea').name;
      const field = this.form.querySelector(`textarea[name="${name}"]`).closest('.note-field');
      field.querySelector('.composed')?.remove();
      const composed = fresh.querySelector('.composed');
      if (composed) field.querySelector('label').after(composed);
    }
  }

  retry(words) {
    this.failures += 1;
    this.say(words, true);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), Math.min(500 * 2 ** this.failures, RETRY_MAX_MS));
  }

  signedOut() {
    this.failures += 1;
    this.say('You were signed out. ', true);
    const link = document.createElement('a');
    Object.assign(link, { href: '/sign-in', target: '_blank', rel: 'noopener', textContent: 'Sign in in a new tab' });
    this.state.append(link, '; then this page saves by itself.');
    this.timer = setTimeout(() => this.renew(), LOGIN_RETRY_MS);
  }

  /* A new login has another form token: it stands on any page, so this visit's own is asked for it. */
  async renew() {
    const answer = await fetch(location.pathname, { redirect: 'manual' }).catch(() => null);
    if (!answer?.ok) return this.signedOut();
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const csrf = page.querySelector('form[data-draft] [name=csrf]')?.value;
    for (const field of document.querySelectorAll('[name=csrf]')) if (csrf) field.value = csrf;
    this.failures = 0;
    return this.save();
  }

  elsewhere() {
    this.say('Changed in another window. ', true);
    const link = document.createElement('a');
    Object.assign(link, { href: location.pathname, textContent: 'Load that one' });
    link.addEventListener('click', () => { this.leaving = true; this.device.forget(this.url); });
    this.state.append(link);
  }

  /* A button sends the whole form itself; a save under way would race it. */
  async submit(event) {
    if (this.leaving) return;
    event.preventDefault();
    if (this.saving) await this.saving;
    clearTimeout(this.timer);
    this.leaving = true;
    this.form.requestSubmit(event.submitter);
  }

  apply(text) {
    const fields = new URLSearchParams(text);
    const seen = {};
    for (const element of this.form.elements) {
      if (!element.name || element.type === 'hidden' || element.type === 'submit') continue;
      const values = fields.getAll(element.name);
      if (element.type === 'radio' || element.type === 'checkbox') {
        element.checked = values.includes(element.value);
      } else {
        seen[element.name] = (seen[element.name] ?? -1) + 1;
        element.value = values[seen[element.name]] ?? '';
      }
    }
    this.form.dispatchEvent(new Event('input'));
  }
}

/* --- plus and minus beside numbers -------------------------------------------------------------- */

function steppers(form) {
  for (const input of form.querySelectorAll('input[data-step]')) {
    const step = Number(input.dataset.step) || 1;
    const button = (sign, label, by) => {
      const made = document.createElement('button');
      made.type = 'button';
      made.textContent = sign;
      made.setAttribute('aria-label', `${label}: ${input.labels[0]?.textContent.trim() ?? ''}`);
      made.addEventListener('click', () => {
        const now = Number(input.value.replace(',', '.')) || 0;
        input.value = String(Math.round((now + by) * 1000) / 1000);
        input.dispatchEvent(new Event('input', { bubbles: true }));
      });
      return made;
    };
    input.before(button('−', 'Less', -step));
    input.after(button('+', 'More', step));
  }
}

for (const form of document.querySelectorAll('form[data-draft]')) {
  steppers(form);
  const device = await open().catch(() => nothing);
  const draft = new Draft(form, device);
  const text = await device.kept(draft.url).catch(() => null);
  if (text && text !== draft.text()) draft.apply(text);
  form.dataset.live = '1';
}
