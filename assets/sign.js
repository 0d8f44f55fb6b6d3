/* A box to sign in with a finger, a pen or a mouse; what is drawn goes into the form as points.
 * Must never: count a touch as a signature, or stand in the way of signing by name.
 * Read next: src/web/consent.html, src/domain/consent.h.
 */
const WIDTH = 600, HEIGHT = 200, LEAST_STEP = 3;
const SVG = 'http://www.w3.org/2000/svg';

class SignBox {
  constructor(root) {
    this.field = root.querySelector('[name="strokes"]');
    this.typed = root.querySelector('[name="method"]');
    this.strokes = this.field.value.split(';').filter(Boolean)
      .map((stroke) => stroke.split(' ').map((point) => point.split(',').map(Number)));
    this.svg = document.createElementNS(SVG, 'svg');
    for (const [name, value] of Object.entries({ viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: 'sign-pad',
      role: 'img', 'aria-label': 'Sign here with a finger, a pen or the mouse; or tick the box below' }))
      this.svg.setAttribute(name, value);
    this.path = document.createElementNS(SVG, 'path');
    this.svg.append(this.path);
    this.clear = document.createElement('button');
    Object.assign(this.clear, { type: 'button', className: 'quiet', textContent: 'Clear' });
    this.clear.addEventListener('click', () => { this.strokes = []; this.show(); });
    this.field.after(this.svg, this.clear);
    this.svg.addEventListener('pointerdown', (e) => this.begin(e));
    this.svg.addEventListener('pointermove', (e) => this.go(e));
    for (const end of ['pointerup', 'pointercancel'])
      this.svg.addEventListener(end, () => { this.stroke = null; });
    this.show();
  }

  point(event) {
    const box = this.svg.getBoundingClientRect();
    const at = (v, low, size, most) => Math.max(0, Math.min(most, Math.round(((v - low) / size) * most)));
    return [at(event.clientX, box.left, box.width, WIDTH), at(event.clientY, box.top, box.height, HEIGHT)];
  }

  begin(event) {
    if (!event.isPrimary) return;
    event.preventDefault();
    this.svg.setPointerCapture(event.pointerId);
    this.typed.checked = false;
    this.stroke = [this.point(event)];
    this.strokes.push(this.stroke);
    this.show();
  }

  go(event) {
    if (!this.stroke) return;
    const [x, y] = this.point(event), [lastX, lastY] = this.stroke.at(-1);
    if (Math.hypot(x - lastX, y - lastY) < LEAST_STEP) return;
    this.stroke.push([x, y]);
    this.show();
  }

  show() {
    this.field.value = this.strokes.map((s) => s.map((p) => p.join(',')).join(' ')).join(';');
    this.path.setAttribute('d', this.strokes.map((s) => s
      .map(([x, y], i) => `${i ? 'L' : 'M'}${x} ${y}`).join('')).join(''));
  }
}

for (const root of document.querySelectorAll('[data-sign]')) new SignBox(root);
