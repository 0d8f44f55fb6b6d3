/* The body map one can paint: tap or stroke a region, set its pain, read it back in words.
 * Must never: paint the side that was not touched, or keep anything outside the form's own fields.
 * Read next: src/web/visit.html, tools/figure.mjs.
 */
const SNAP_PX = 22, SAMPLES = 24, HISTORY = 50;
const VIEWS = [
  { name: 'front', title: 'Front', left: 'R', right: 'L' },
  { name: 'back', title: 'Back', left: 'L', right: 'R' },
];
const SVG = 'http://www.w3.org/2000/svg';

function make(tag, attributes = {}, ...inside) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...inside);
  return element;
}

function makeSvg(tag, attributes = {}, text = '') {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.textContent = text;
  return element;
}

const sideOf = (id) => (id.endsWith('_l') ? 'l' : id.endsWith('_r') ? 'r' : 'm');

class BodyMap {
  constructor(root, drawing) {
    this.root = root;
    this.rows = root.querySelector('[data-bodymap-rows]');
    this.options = [...document.querySelectorAll('#places option[data-id]')];
    this.labels = new Map(this.options.map((o) => [o.dataset.id, o.value]));
    this.ids = new Map(this.options.map((o) => [o.value.toLowerCase(), o.dataset.id]));
    this.form = root.closest('form');
    this.past = [];
    this.areas = new Map();
    this.build(drawing);
    this.show();
  }

  /* --- the form's fields are the state ----------------------------------------------------- */

  marks() {
    return [...this.rows.children].map((row) => ({ row, where: row.querySelector('[name="map.where"]'),
      pain: row.querySelector('[name="map.pain"]') })).filter((m) => m.where)
      .map((m) => ({ ...m, id: this.ids.get(m.where.value.trim().toLowerCase()) }));
  }

  mark(id) {
    return this.marks().find((m) => m.id === id);
  }

  brush() {
    const chosen = this.root.querySelector('[data-brush]:checked')?.value;
    const from = this.form.elements[this.root.dataset.brushFrom]?.value;
    return Number(chosen ?? (from || 5));
  }

  addRow(id, pain) {
    const where = make('input', { name: 'map.where', list: 'places', autocomplete: 'off',
      'aria-label': 'Region' });
    const value = make('input', { name: 'map.pain', type: 'number', min: 0, max: 10,
      'aria-label': `Pain there, 0 to 10: ${this.labels.get(id)}` });
    where.value = this.labels.get(id);
    value.value = pain;
    const drop = make('button', { type: 'button', 'aria-label': `Remove ${this.labels.get(id)}` }, '✕');
    this.rows.append(make('li', {}, where, value, drop));
  }

  change(act) {
    this.past.push(this.marks().map((m) => [m.where.value, m.pain.value]));
    this.past.splice(0, this.past.length - HISTORY);
    act();
    this.show();
    this.root.dispatchEvent(new Event('input', { bubbles: true }));
  }

  paint(id, pain = this.brush()) {
    const there = this.mark(id);
    if (there) there.pain.value = pain;
    else this.addRow(id, pain);
  }

  set(id, pain) {
    this.change(() => this.paint(id, Math.max(0, Math.min(10, pain))));
  }

  drop(id) {
    this.change(() => this.mark(id)?.row.remove());
    if (this.chosen === id) this.choose(null);
  }

  undo() {
    const before = this.past.pop();
    if (!before) return;
    this.rows.replaceChildren();
    for (const [where, pain] of before) {
      this.addRow(this.ids.get(where.toLowerCase()) ?? '', pain);
      this.rows.lastChild.querySelector('[name="map.where"]').value = where;
    }
    this.show();
    this.root.dispatchEvent(new Event('input', { bubbles: true }));
  }

  /* --- what is seen ------------------------------------------------------------------------- */

  build(drawing) {
    const figures = make('div', { class: 'bm-figures' }, ...VIEWS.map((v) => this.view(v, drawing)));
    const switches = make('div', { class: 'bm-switch', role: 'group', 'aria-label': 'Side of the body' },
      ...VIEWS.map((v) => {
        const button = make('button', { type: 'button', 'data-view': v.name }, v.title);
        button.addEventListener('click', () => this.turn(v.name));
        return button;
      }));
    this.tools = make('div', { class: 'bm-tools' });
    this.say = make('p', { class: 'bm-say', role: 'status' });
    this.holder = make('div', { class: 'bm' }, switches, figures, this.brushes(), this.tools, this.say);
    this.rows.before(this.holder);
    this.rows.addEventListener('click', (e) => this.rowClick(e));
    this.rows.addEventListener('input', () => this.show());
    this.root.classList.add('is-live');
    this.turn('back');
  }

  brushes() {
    const cells = Array.from({ length: 11 }, (_, i) => {
      const radio = make('input', { type: 'radio', name: 'bm-brush', value: i, 'data-brush': '',
        form: 'bm-none' });
      return make('label', {}, radio, make('span', {}, String(i)));
    });
    const undo = make('button', { type: 'button', class: 'quiet' }, 'Undo');
    undo.addEventListener('click', () => this.undo());
    const extra = [undo];
    if (this.root.dataset.last) {
      const same = make('button', { type: 'button', class: 'quiet' }, 'Same as last time');
      same.addEventListener('click', () => this.same());
      extra.unshift(same);
    }
    return make('div', { class: 'bm-brush' }, make('span', { class: 'bm-brush-name' }, 'Paint with'),
      make('div', { class: 'steps-0-10' }, ...cells), make('div', { class: 'row' }, ...extra));
  }

  same() {
    this.change(() => {
      for (const part of this.root.dataset.last.split(';')) {
        const [id, pain] = part.split('=');
        if (this.labels.has(id)) this.paint(id, Number(pain));
      }
    });
  }

  view(v, drawing) {
    const prefix = `${this.root.dataset.figure}-${v.name}`;
    const svg = makeSvg('svg', { viewBox: '0 0 724 1448', tabindex: 0, role: 'application',
      'aria-label': `${v.title} of the body. Arrow keys move between regions, Enter paints, + and - `
        + 'change the pain, Delete removes.' });
    for (const id of [`${prefix}-outline`, prefix]) {
      const part = drawing.getElementById(id).cloneNode(true);
      part.removeAttribute('id');
      part.classList.add(id.endsWith('outline') ? 'bm-outline' : 'bm-body');
      if (!id.endsWith('outline')) part.replaceChildren();
      svg.append(part);
    }
    const body = svg.querySelector('.bm-body');
    for (const area of drawing.querySelectorAll(`path[id^="${prefix}-"]`)) {
      const id = area.id.slice(prefix.length + 1);
      if (!this.labels.has(id)) continue;
      const shape = area.cloneNode(true);
      shape.removeAttribute('id');
      shape.dataset.region = id;
      shape.classList.add('bm-area');
      shape.append(makeSvg('title', {}, this.labels.get(id)));
      body.append(shape);
      this.areas.set(id, [...(this.areas.get(id) ?? []), shape]);
    }
    svg.append(makeSvg('text', { class: 'bm-side', x: 40, y: 120 }, v.left),
      makeSvg('text', { class: 'bm-side', x: 650, y: 120 }, v.right));
    svg.addEventListener('pointerdown', (e) => this.strokeBegin(e, svg));
    svg.addEventListener('pointermove', (e) => this.strokeMove(e, svg));
    for (const end of ['pointerup', 'pointercancel'])
      svg.addEventListener(end, () => { this.stroke = null; });
    svg.addEventListener('keydown', (e) => this.key(e, svg));
    return make('div', { class: 'bm-figure', 'data-view': v.name }, svg);
  }

  turn(name) {
    this.holder.dataset.view = name;
    for (const button of this.holder.querySelectorAll('[data-view]'))
      if (button.tagName === 'BUTTON') button.setAttribute('aria-pressed', button.dataset.view === name);
  }

  show() {
    const painted = new Map(this.marks().map((m) => [m.id, Number(m.pain.value)]));
    for (const [id, shapes] of this.areas)
      for (const shape of shapes) {
        shape.setAttribute('class', `bm-area${painted.has(id) ? ` p${painted.get(id)}` : ''}`
          + `${this.chosen === id ? ' is-selected' : ''}`);
      }
  }

  /* --- one region chosen: its tools ------------------------------------------------------------ */

  choose(id) {
    this.chosen = id;
    this.tools.replaceChildren();
    if (id) {
      const pain = () => Number(this.mark(id)?.pain.value ?? 0);
      const tool = (label, name, act) => {
        const button = make('button', { type: 'button', 'aria-label': `${name} ${this.labels.get(id)}` },
          label);
        button.addEventListener('click', () => { act(); this.describe(id); });
        return button;
      };
      this.tools.append(make('strong', {}, this.labels.get(id)),
        tool('−', 'Less pain:', () => this.set(id, pain() - 1)),
        tool('+', 'More pain:', () => this.set(id, pain() + 1)),
        tool('✕', 'Remove', () => this.drop(id)));
    }
    this.show();
  }

  describe(id) {
    const mark = this.mark(id);
    this.say.textContent = mark ? `${this.labels.get(id)}: ${mark.pain.value}`
      : `${this.labels.get(id)}: not marked`;
  }

  rowClick(event) {
    const button = event.target.closest('button');
    if (!button) return;
    event.preventDefault();
    this.change(() => button.closest('li').remove());
  }

  /* --- touching ----------------------------------------------------------------------------------- */

  /* The region under the point, else the nearest within SNAP_PX of it. */
  regionAt(x, y, svg) {
    const under = document.elementFromPoint(x, y);
    if (under?.dataset?.region && svg.contains(under)) return under.dataset.region;
    let best = null, least = SNAP_PX;
    for (let i = 0; i < SAMPLES; i++) {
      const angle = (i / SAMPLES) * 2 * Math.PI;
      for (let r = 4; r < least; r += 4) {
        const near = document.elementFromPoint(x + r * Math.cos(angle), y + r * Math.sin(angle));
        if (near?.dataset?.region && svg.contains(near)) {
          best = near.dataset.region;
          least = r;
        }
      }
    }
    return best;
  }

  strokeBegin(event, svg) {
    const id = this.regionAt(event.clientX, event.clientY, svg);
    if (!id) return;
    event.preventDefault();
    svg.focus({ preventScroll: true });
    this.stroke = { side: sideOf(id), seen: new Set([id]) };
    if (!this.mark(id)) this.set(id, this.brush());
    this.choose(id);
    this.describe(id);
  }

  /* A stroke that began on one side stays there: what lies on the midline may join. */
  strokeMove(event, svg) {
    if (!this.stroke || !event.buttons) return;
    const id = this.regionAt(event.clientX, event.clientY, svg);
    if (!id || this.stroke.seen.has(id)) return;
    const side = sideOf(id);
    if (this.stroke.side === 'm' && side !== 'm') this.stroke.side = side;
    if (side !== 'm' && side !== this.stroke.side) return;
    this.stroke.seen.add(id);
    if (!this.mark(id)) this.set(id, this.brush());
    this.choose(id);
    this.describe(id);
  }

  /* --- keys ------------------------------------------------------------------------------------------ */

  neighbour(svg, dx, dy) {
    const middle = (shape) => {
      const b = shape.getBoundingClientRect();
      return [b.x + b.width / 2, b.y + b.height / 2];
    };
    const shapes = [...svg.querySelectorAll('.bm-area')];
    const now = shapes.find((s) => s.dataset.region === this.chosen);
    if (!now) return shapes[0];
    const [x, y] = middle(now);
    let best = now, least = Infinity;
    for (const shape of shapes) {
      const [sx, sy] = middle(shape);
      const along = (sx - x) * dx + (sy - y) * dy, across = Math.abs((sx - x) * dy) + Math.abs((sy - y) * dx);
      const cost = along + 2 * across;
      if (shape !== now && along > 1 && cost < least) [best, least] = [shape, cost];
    }
    return best;
  }

  key(event, svg) {
    const moves = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
    const id = this.chosen, pain = Number(this.mark(id)?.pain.value ?? this.brush());
    if (moves[event.key]) this.choose(this.neighbour(svg, ...moves[event.key]).dataset.region);
    else if (id && (event.key === 'Enter' || event.key === ' ')) this.set(id, this.brush());
    else if (id && event.key === '+') this.set(id, pain + 1);
    else if (id && event.key === '-') this.set(id, pain - 1);
    else if (id && event.key === 'Delete') this.drop(id);
    else return;
    event.preventDefault();
    if (this.chosen) this.describe(this.chosen);
  }
}

for (const root of document.querySelectorAll('[data-bodymap]')) {
  const answer = await fetch(root.dataset.src);
  const text = await answer.text();
  new BodyMap(root, new DOMParser().parseFromString(text, 'image/svg+xml'));
}
