/* The retest clock, and the seconds that check-in and note take.
 * Must never: fill in an outcome, or count time while the page is hidden.
 * Read next: src/web/visit.html.
 */
const TICK_MS = 500, JUST_NOW_S = 5, LONG_AGO_S = 3600;
const now = () => Date.now() / 1000;

/* --- three minutes after the last stroke ------------------------------------------------------ */

class Clock {
  constructor(root) {
    this.root = root;
    this.field = root.querySelector('[name=last_stroke]');
    this.face = root.querySelector('[data-timer-face]');
    this.words = root.querySelector('[data-timer-say]');
    this.length = Number(root.dataset.seconds);
    this.title = document.title;
    root.querySelector('[data-timer-start]').addEventListener('click', (event) => {
      event.preventDefault();
      this.start();
    });
    document.addEventListener('visibilitychange', () => this.running && this.stayAwake());
    if (this.field.value && this.left() > -LONG_AGO_S) this.run();
  }

  left() {
    return Math.ceil(Number(this.field.value) + this.length - now());
  }

  start() {
    this.field.value = String(Math.floor(now()));
    this.field.dispatchEvent(new Event('input', { bubbles: true }));
    this.run();
  }

  run() {
    clearInterval(this.running);
    this.running = setInterval(() => this.show(), TICK_MS);
    this.stayAwake();
    this.show();
  }

  /* A tablet that sleeps cannot say when to retest; the browser drops the lock when it hides. */
  async stayAwake() {
    if (document.hidden || this.lock?.released === false) return;
    this.lock = await navigator.wakeLock?.request('screen').catch(() => null);
    if (!this.running) this.lock?.release();
  }

  say(words, title) {
    if (this.words.textContent !== words) this.words.textContent = words;
    if (document.title !== title) document.title = title;
  }

  show() {
    const left = this.left(), shown = Math.max(0, left);
    this.face.textContent = `${Math.floor(shown / 60)}:${String(shown % 60).padStart(2, '0')}`;
    this.root.classList.toggle('is-due', left <= 0);
    if (left > 0) this.say('Wait, then retest the same signs.', this.title);
    else this.due(left);
  }

  due(left) {
    clearInterval(this.running);
    this.running = 0;
    this.say('Retest now', `Retest now · ${this.title}`);
    if (left > -JUST_NOW_S) navigator.vibrate?.(400);
    this.lock?.release();
  }
}

/* --- how long check-in and note took ---------------------------------------------------------- */

/* Seconds this page was in sight. */
const sight = { sum: 0, since: document.hidden ? null : now() };
document.addEventListener('visibilitychange', () => {
  if (sight.since !== null) sight.sum += now() - sight.since;
  sight.since = document.hidden ? null : now();
});
const seen = () => sight.sum + (sight.since === null ? 0 : now() - sight.since);

/* Adds to what the field had when the page was loaded. */
class Stopwatch {
  constructor(field) {
    this.field = field;
    this.base = Number(field.value) || 0;
  }

  begin() {
    this.from ??= seen();
  }

  read() {
    if (this.from !== undefined && !this.stopped)
      this.field.value = String(Math.round(this.base + seen() - this.from));
  }

  stop() {
    this.read();
    this.stopped = this.from !== undefined;
  }
}

function measure(form) {
  const parts = [...form.querySelectorAll('[data-part]')];
  const checkin = new Stopwatch(form.elements.checkin_s);
  const note = new Stopwatch(form.elements.note_s);
  const at = (event) => parts.findIndex((part) => part.contains(event.target));
  const first = parts.findIndex((part) => part.dataset.part === 'checkin');
  const last = parts.findIndex((part) => part.dataset.part === 'note');
  /* Capturing: the seconds stand in the fields before the draft is read from them. */
  form.addEventListener('input', (event) => {
    const i = at(event);
    if (i === first) { checkin.begin(); checkin.read(); }
    if (i > first) checkin.stop();
    if (i === last) { note.begin(); note.read(); }
  }, true);
  form.addEventListener('focusin', (event) => at(event) === last && note.begin());
  form.addEventListener('submit', () => note.read(), true);
}

for (const root of document.querySelectorAll('[data-timer]')) new Clock(root);
for (const form of document.querySelectorAll('form[data-draft]')) measure(form);
