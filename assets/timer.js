/* The retest clock, and the seconds that check-in and note take.
 * Must never: fill in an outcome, or count time while the page is hidden.
 * Read next: src/web/visit.html.
 */
const TICK_MS = 500;
const now = () => Date.now() / 1000;

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
    if (this.field.value) this.run();
  }

  start() {
    this.field.value = String(Math.floor(now()));
    this.field.dispatchEvent(new Event('input', { bubbles: true }));
    navigator.wakeLock?.request('screen').then((lock) => { this.lock = lock; }, () => {});
    this.run();
  }

  run() {
    this.due = false;
    clearInterval(this.tick);
    this.tick = setInterval(() => this.show(), TICK_MS);
    this.show();
  }

  show() {
    const left = Math.ceil(Number(this.field.value) + this.length - now());
    const shown = Math.max(0, left);
    this.face.textContent = `${Math.floor(shown / 60)}:${String(shown % 60).padStart(2, '0')}`;
    this.root.classList.toggle('is-due', left <= 0);
    if (left > 0) {
      this.words.textContent = 'Wait, then retest the same sign.';
    } else if (!this.due) {
      this.due = true;
      clearInterval(this.tick);
      this.words.textContent = 'Retest now.';
      document.title = `Retest now · ${this.title}`;
      if (left > -5) navigator.vibrate?.(400);
      this.lock?.release();
    }
  }
}

/* Seconds from the first touch of a part to the first touch of a later one, or to signing. */
class Stopwatch {
  constructor(form) {
    this.form = form;
    this.part = null;
    form.addEventListener('input', (event) => this.touch(event.target.closest('[data-part]')?.dataset.part));
    form.addEventListener('focusin', (event) => event.target.closest('#note') && this.touch('note'));
    document.addEventListener('visibilitychange', () => (document.hidden ? this.add() : this.restart()));
    form.addEventListener('submit', () => this.add());
  }

  touch(part) {
    if (!part || part === this.part) return;
    this.add();
    this.part = part;
    this.restart();
  }

  restart() {
    this.since = now();
  }

  add() {
    const field = this.form.elements[`${this.part}_s`];
    if (field && this.since) field.value = String(Math.round(Number(field.value || 0) + now() - this.since));
    this.since = 0;
  }
}

for (const root of document.querySelectorAll('[data-timer]')) new Clock(root);
for (const form of document.querySelectorAll('form[data-draft]')) new Stopwatch(form);
