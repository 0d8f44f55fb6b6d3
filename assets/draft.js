/* Keeps the visit's draft on the server as it is written, till then on this device.
 * Must never: call a thing kept before it is, mix up the order, touch what is being typed.
 * Read next: src/web/visit.c (draft_post).
 */
const WAIT_MS = 400, LOGIN_RETRY_MS = 3000, RETRY_MAX_MS = 30000, ANSWER_MS = 20000;
const KEEPALIVE_MAX = 60000;

function make(tag, properties, act) {
  const element = Object.assign(document.createElement(tag), properties);
  if (act) element.addEventListener('click', act);
  return element;
}

/* --- on this device: encrypted, until the server says that it has it -------------------------- */

function answer(asked) {
  return new Promise((done, failed) => {
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
}

class Device {
  constructor(name) {
    this.name = name;
    this.opened = this.open();
    this.last = Promise.resolve();
  }

  async open() {
    const opening = indexedDB.open('tonus-drafts', 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore('kept');
    this.db = await answer(opening);
    const fresh = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false,
      ['encrypt', 'decrypt']);
    /* Two windows at once: the first key stays. */
    const store = this.store('readwrite');
    this.key = await answer(store.get('key'));
    if (!this.key) await answer(store.put(this.key = fresh, 'key'));
  }

  store(mode) {
    return this.db.transaction('kept', mode, { durability: 'strict' }).objectStore('kept');
  }

  /* One after the other, so that an older text never lands on a newer one. A device that cannot
   * store keeps nothing; the server still does. */
  next(act) {
    this.last = this.last.then(() => this.opened).then(act).catch(() => null);
    return this.last;
  }

  keep(draft) {
    this.newest = draft;
    return this.next(async () => {
      if (this.newest !== draft) return;
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const data = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, this.key,
        new TextEncoder().encode(JSON.stringify(draft)));
      await answer(this.store('readwrite').put({ iv, data }, this.name));
    });
  }

  kept() {
    return this.next(async () => {
      const { iv, data } = await answer(this.store('readonly').get(this.name));
      const plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, this.key, data);
      return JSON.parse(new TextDecoder().decode(plain));
    });
  }

  forget() {
    this.newest = null;
    return this.next(() => answer(this.store('readwrite').delete(this.name)));
  }
}

/* --- the draft -------------------------------------------------------------------------------- */

class Draft {
  constructor(form) {
    this.form = form;
    this.url = form.dataset.draft;
    this.page = this.url.replace(/\/draft$/, '');
    this.state = form.querySelector('[data-save-state]');
    this.version = form.elements.version;
    this.device = new Device(this.url);
    this.failures = 0;
    for (const kind of ['input', 'change']) form.addEventListener(kind, () => this.changed());
    form.addEventListener('submit', (event) => this.submit(event));
    document.addEventListener('visibilitychange', () => document.hidden && this.save());
    for (const kind of ['pagehide', 'online']) addEventListener(kind, () => this.save());
    addEventListener('focus', () => this.failures && this.save());
    addEventListener('pageshow', (event) => event.persisted && location.reload());
    addEventListener('beforeunload', (event) => {
      if (this.dirty && !this.leaving) event.preventDefault();
    });
    this.restore();
  }

  /* What is to be kept: the form, or what an earlier page left on this device. */
  text() {
    if (this.brought) return this.brought;
    const fields = new URLSearchParams(new FormData(this.form));
    for (const name of ['csrf', 'key', 'version', 'do']) fields.delete(name);
    return fields.toString();
  }

  say(words, unsaved, ...more) {
    if (this.said === words) return;
    this.said = words;
    this.state.replaceChildren(words, ...more);
    this.state.classList.toggle('is-unsaved', unsaved);
  }

  changed() {
    if (this.brought) return;
    this.dirty = true;
    if (!this.failures) this.say('Saving…', true);
    this.device.keep({ version: this.version.value, text: this.text() });
    if (!this.failures) this.later(WAIT_MS);
  }

  later(ms) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), ms);
  }

  /* One request at a time; resolves to whether the server has what was sent. */
  async save() {
    clearTimeout(this.timer);
    if (!this.dirty) return true;
    this.saving ??= this.send().finally(() => { this.saving = null; });
    return this.saving;
  }

  /* An attempt whose answer was lost goes again as it was, under its own key: it may have come. */
  async send() {
    this.attempt ??= { text: this.text(), key: crypto.randomUUID(), version: this.version.value };
    const body = new URLSearchParams(this.attempt.text);
    body.set('csrf', this.form.elements.csrf.value);
    body.set('key', this.attempt.key);
    body.set('version', this.attempt.version);
    let status, page;
    try {
      const got = await fetch(this.url, { method: 'POST', body, headers: { 'X-Autosave': '1' },
        keepalive: body.toString().length < KEEPALIVE_MAX,
        signal: AbortSignal.timeout(ANSWER_MS) });
      status = got.status;
      page = new DOMParser().parseFromString(await got.text(), 'text/html');
    } catch {
      return this.retry('Not saved yet: no network. Keep this page open.');
    }
    return this.answered(status, page);
  }

  answered(status, page) {
    const soap = page.getElementById('soap');
    if (status === 200 && soap) return this.arrived(soap, page);
    if (status >= 500) return this.retry('Not saved yet: the server is busy. Keep this page open.');
    if (status === 401) return this.signedOut();
    const token = page.querySelector('[name=csrf]')?.value;
    const isNew = token && token !== this.form.elements.csrf.value;
    if (status === 409 && isNew) return this.renew(token);
    this.attempt = null;
    if (status === 409 || status === 200) return this.elsewhere();
    const words = page.querySelector('main p')?.textContent.trim() || `the server said ${status}.`;
    this.say(`Not saved: ${words}`, true);
    this.refused = true;
    return false;
  }

  arrived(soap, page) {
    const sent = this.attempt.text;
    this.attempt = null;
    this.failures = 0;
    this.refused = false;
    this.version.value = soap.dataset.version;
    if (!this.brought) this.compose(soap, page);
    if (this.text() !== sent) {
      this.later(WAIT_MS);
      return true;
    }
    this.dirty = false;
    this.say(`Draft kept ${soap.dataset.saved}`, false);
    const forgotten = this.device.forget();
    if (this.brought) forgotten.then(() => this.leave());
    return true;
  }

  /* Only the composed sentences change; the boxes under them are someone's to type in. */
  compose(soap, page) {
    for (const area of soap.querySelectorAll('textarea')) {
      const field = this.form.elements[area.name].closest('.field');
      const fresh = area.closest('.field').querySelector('.composed');
      const old = field.querySelector('.composed');
      if (fresh?.textContent === old?.textContent) continue;
      old?.remove();
      if (fresh) field.querySelector('label').after(fresh);
    }
    for (const fresh of page.querySelectorAll('[data-live]')) this.refresh(fresh);
  }

  /* What somebody opened stays open; where somebody is, nothing moves. */
  refresh(fresh) {
    const old = document.getElementById(fresh.id);
    if (!old || old.contains(document.activeElement)) return;
    for (const part of fresh.querySelectorAll('[data-keep]'))
      part.open = Boolean(old.querySelector(`[data-keep="${part.dataset.keep}"]`)?.open);
    if (old.innerHTML !== fresh.innerHTML) old.replaceChildren(...fresh.childNodes);
  }

  /* --- when it does not arrive ---------------------------------------------------------------- */

  retry(words) {
    this.failures += 1;
    this.say(words, true);
    this.later(Math.min(1000 * 2 ** (this.failures - 1), RETRY_MAX_MS));
    return false;
  }

  signedOut() {
    this.failures += 1;
    this.say('You were signed out. ', true, make('a', { href: '/sign-in', target: '_blank',
      rel: 'noopener', textContent: 'Sign in in a new tab' }), ', then this page saves by itself.');
    this.later(LOGIN_RETRY_MS);
    return false;
  }

  /* The new login's forms bear another token; the answer to the old one shows it. */
  renew(token) {
    for (const field of document.querySelectorAll('[name=csrf]')) field.value = token;
    return this.send();
  }

  elsewhere() {
    this.failures += 1;
    this.say('Changed in another window. ', true, make('a', { href: this.page,
      textContent: 'Load what is kept there' }, () => { this.leaving = true; }));
    return false;
  }

  /* --- leaving by a button -------------------------------------------------------------------- */

  /* The button sends the whole form itself: all that is under way has to be there first. */
  async submit(event) {
    if (this.leaving) return;
    event.preventDefault();
    const byEnter = event.submitter?.classList.contains('visually-hidden');
    if (this.waiting || byEnter) return;
    this.waiting = true;
    await new Promise((done) => { setTimeout(done); }); /* a form cannot be sent while it asks */
    while (this.dirty && await this.save());
    this.waiting = false;
    if (this.dirty && !this.refused) return;
    if (!navigator.onLine) {
      this.say('No network: press again when it is back. The draft is kept.', true);
      return;
    }
    this.leaving = true;
    this.form.requestSubmit(event.submitter);
  }

  leave() {
    this.leaving = true;
    location.replace(this.page);
  }

  /* --- what an earlier page could not send ---------------------------------------------------- */

  async restore() {
    const kept = await this.device.kept();
    if (!kept) return;
    if (kept.text === this.text()) this.device.forget();
    else if (kept.version === this.version.value) this.bring(kept);
    else this.offer(kept);
  }

  freeze(frozen) {
    for (const part of this.form.querySelectorAll('.part, .visit-foot')) part.inert = frozen;
  }

  bring(kept) {
    this.freeze(true);
    this.say('Bringing back what this device kept…', true);
    this.brought = kept.text;
    this.dirty = true;
    this.save();
  }

  offer(kept) {
    const before = this.state.textContent;
    const drop = () => {
      this.device.forget();
      this.freeze(false);
      this.say(before, false);
    };
    this.freeze(true);
    this.say('This device kept other text of this visit, which was changed elsewhere since. ', true,
      make('button', { type: 'button', textContent: 'Use this device’s' }, () => this.bring(kept)),
      make('button', { type: 'button', textContent: 'Drop it' }, drop));
  }
}

/* --- plus and minus beside numbers ------------------------------------------------------------ */

/* From where an empty box is counted: the last value, or that before the treatment. */
function start(input) {
  const before = input.form?.elements[input.name.replace('after_', 'before_')];
  return [input.value, before?.value, input.dataset.from]
    .find((text) => /^-?\d+([.,]\d+)?$/.test(text?.trim() ?? '')) ?? '0';
}

function stepper(input) {
  const name = input.labels[0]?.textContent.trim() ?? '';
  const button = (sign, word, times) => {
    const made = make('button', { type: 'button', textContent: sign }, () => {
      const { step, min = -Infinity, max = Infinity } = input.dataset;
      const moved = Number(start(input).replace(',', '.')) + times * (Number(step) || 1);
      input.value = String(Math.round(Math.min(max, Math.max(min, moved)) * 1000) / 1000);
      input.dispatchEvent(new Event('input', { bubbles: true }));
    });
    made.setAttribute('aria-label', `${word}: ${name}`);
    return made;
  };
  input.before(button('−', 'Less', -1));
  input.after(button('+', 'More', 1));
}

for (const input of document.querySelectorAll('input[data-step]')) stepper(input);
for (const form of document.querySelectorAll('form[data-draft]')) new Draft(form);
