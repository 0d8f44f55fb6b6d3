/* The body map one can paint: tap or stroke a region, say how strong, read it back in words. Pain,
 * tension, tingling and numbness are layers: one is painted at a time, all are read back.
 * Must never: paint the side that was not touched, or keep anything outside the form's own fields.
 * Read next: src/web/visit.html, tools/figure.mjs.
 */
const SNAP_PX = 22, SAMPLES = 24, HISTORY = 50, BRUSH = 5, SITE = '8';
const VIEWS = [
  { name: 'front', title: 'Front', left: 'R', right: 'L' },
  { name: 'back', title: 'Back', left: 'L', right: 'R' },
];
const LAYERS = ['pain', 'tension', 'tingling', 'numbness'];
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

const capital = (word) => word[0].toUpperCase() + word.slice(1);
const clamp = (pain) => Math.max(0, Math.min(10, pain));
const sideOf = (id) => (id.endsWith('_l') ? 'l' : id.endsWith('_r') ? 'r' : 'm');

class BodyMap {
  constructor(root, drawing, number) {
    this.root = root;
    this.number = number;
    this.sites = 'sites' in root.dataset; /* places only, no pain */
    this.rows = root.querySelector('[data-bodymap-rows]');
    const options = [...document.querySelectorAll('datalist option[data-id]')];
    this.list = options[0]?.closest('datalist').id ?? '';
    this.labels = new Map(options.map((o) => [o.dataset.id, o.value]));
    this.ids = new Map(options.map((o) => [o.value.toLowerCase(), o.dataset.id]));
    this.form = root.closest('form');
    if (this.sites) /* rows to write in are for those without script */
      for (const { row, where } of this.marks()) if (!where.value) row.remove();
    this.shades = new Map(['avoid', 'careful'].flatMap((name) =>
      (root.dataset[name] ?? '').split(';').map((id) => [id, ` is-${name}`])));
    this.past = [];
    this.areas = new Map();
    this.layer = LAYERS[0];
    for (const select of this.rows.querySelectorAll('select')) this.tag(select);
    this.build(drawing);
    this.show();
  }

  /* --- the form's fields are the state ----------------------------------------------------- */

  allMarks() {
    return [...this.rows.children].map((row) => ({ row, where: row.querySelector('[name="map.where"]'),
      pain: row.querySelector('[name="map.pain"]') ?? { value: SITE },
      layer: row.querySelector('[name="map.layer"]')?.value ?? LAYERS[0] })).filter((m) => m.where)
      .map((m) => ({ ...m, id: this.ids.get(m.where.value.trim().toLowerCase()) }));
  }

  /* Those of the layer that is painted now. */
  marks() {
    return this.allMarks().filter((m) => m.layer === this.layer);
  }

  /* Without script the layer is chosen in its row; here it is said there. */
  tag(select) {
    const field = make('input', { type: 'hidden', name: 'map.layer', value: select.value });
    select.replaceWith(...this.tagged(field));
  }

  tagged(field) {
    return field.value === LAYERS[0] ? [field]
      : [make('span', { class: 'badge' }, field.value), field];
  }

  mark(id) {
    return this.marks().find((m) => m.id === id);
  }

  brush() {
    return this.sites ? Number(SITE) : Number(this.brushes.find((radio) => radio.checked).value);
  }

  /* Till a person chooses: as much as the pain now, if that is known. */
  brushFollow() {
    if (this.brushChosen || this.sites) return;
    const pain = this.form?.elements[this.root.dataset.brushFrom]?.value;
    this.brushes[/^([0-9]|10)$/.test(pain) ? Number(pain) : BRUSH].checked = true;
  }

  addRow(label, pain, layer = this.layer) {
    const where = make('input', { name: 'map.where', list: this.list, autocomplete: 'off',
      'aria-label': 'Region' });
    const value = make('input', { name: 'map.pain', type: 'number', min: 0, max: 10,
      'aria-label': `${capital(layer)} there, 0 to 10: ${label}` });
    where.value = label;
    value.value = pain;
    const drop = make('button', { type: 'button', 'aria-label': `Remove ${label}` }, '✕');
    const kept = make('input', { type: 'hidden', name: 'map.layer', value: layer });
    this.rows.append(make('li', {}, where,
      ...(this.sites ? [] : [value, ...this.tagged(kept)]), drop));
  }

  /* A row to write in needs no way to the server. */
  addEmpty(event) {
    event.preventDefault();
    this.addRow('', '');
    this.rows.lastElementChild.querySelector('input').focus();
  }

  /* Everything that changes the rows goes through here; `joined` to what came before for Undo. */
  change(act, joined = false) {
    const before = this.allMarks().map((m) => [m.where.value, m.pain.value, m.layer]);
    act();
    if (!joined) this.past.push(before);
    this.past.splice(0, this.past.length - HISTORY);
    this.changed();
  }

  changed() {
    this.show();
    this.root.dispatchEvent(new Event('input', { bubbles: true }));
  }

  paint(id, pain) {
    const there = this.mark(id);
    if (there) there.pain.value = pain;
    else this.addRow(this.labels.get(id), pain);
  }

  set(id, pain, joined = false) {
    if (this.mark(id)?.pain.value !== String(clamp(pain)))
      this.change(() => this.paint(id, clamp(pain)), joined);
  }

  drop(id) {
    const mark = this.mark(id);
    if (mark) this.change(() => mark.row.remove());
  }

  undo() {
    const before = this.past.pop();
    if (!before) return;
    this.rows.replaceChildren();
    for (const mark of before) this.addRow(...mark);
    this.say.textContent = 'Undone';
    this.changed();
  }

  /* --- what is seen ------------------------------------------------------------------------- */

  build(drawing) {
    const figures = make('div', { class: 'bm-figures' }, ...VIEWS.map((v) => this.view(v, drawing)));
    const switches = make('div', { class: 'bm-switch', role: 'group', 'aria-label': 'Side of the body' },
      ...VIEWS.map((v) => this.button(v.title, { 'data-view': v.name }, () => this.turn(v.name))));
    this.tools = make('div', { class: 'bm-tools' });
    this.say = make('p', { class: 'bm-say', role: 'status' });
    this.holder = make('div', { class: 'bm' }, ...(this.sites ? [] : [this.buildLayers()]), switches,
      figures, this.tools, this.say, this.buildBrush());
    this.rows.before(this.holder);
    this.rows.classList.add('bm-echo');
    this.rows.addEventListener('click', (e) => this.rowClick(e));
    this.rows.addEventListener('input', () => this.show());
    this.root.querySelector('[value="map.add"]')?.addEventListener('click', (e) => this.addEmpty(e));
    for (const kind of ['input', 'change']) this.form?.addEventListener(kind, () => this.brushFollow());
    this.root.classList.add('is-live');
    this.brushFollow();
    this.turn(this.fuller());
  }

  button(label, attributes, act) {
    const button = make('button', { type: 'button', ...attributes }, label);
    button.addEventListener('click', act);
    return button;
  }

  /* The brush is no answer: its radios belong to no form, and what they do stays here. */
  buildBrush() {
    this.brushes = Array.from({ length: 11 }, (_, value) =>
      make('input', { type: 'radio', name: `bm-brush-${this.number}`, value, form: 'bm-none' }));
    const strip = make('div', { class: 'steps-0-10', role: 'radiogroup', 'aria-label': 'Paint with' },
      ...this.brushes.map((radio) => make('label', {}, radio, make('span', {}, radio.value))));
    for (const kind of ['input', 'change'])
      strip.addEventListener(kind, (event) => { event.stopPropagation(); this.brushChosen = true; });
    const extra = [this.button('Undo', { class: 'quiet' }, () => this.undo())];
    if (this.sites) return make('div', { class: 'row' }, ...extra);
    if (this.root.dataset.last)
      extra.unshift(this.button('Same as last time', { class: 'quiet' }, () => this.same()));
    return make('div', { class: 'bm-brush' }, make('span', { class: 'bm-brush-name' }, 'Paint with'),
      strip, make('div', { class: 'row' }, ...extra));
  }

  same() {
    this.change(() => {
      for (const part of this.root.dataset.last.split(';')) {
        const [id, pain, layer] = part.split('=');
        const there = this.allMarks().find((m) => m.id === id && m.layer === layer);
        if (there) there.pain.value = pain;
        else if (this.labels.has(id)) this.addRow(this.labels.get(id), pain, layer);
      }
    });
  }

  buildLayers() {
    const buttons = LAYERS.map((layer) => this.button(capital(layer),
      { 'aria-pressed': layer === this.layer }, () => this.lay(layer)));
    this.layerButtons = buttons;
    return make('div', { class: 'bm-layers', role: 'group', 'aria-label': 'What is felt' },
      ...buttons);
  }

  lay(layer) {
    this.layer = layer;
    for (const [i, button] of this.layerButtons.entries())
      button.setAttribute('aria-pressed', LAYERS[i] === layer);
    this.say.textContent = `Painting ${layer}`;
    this.show();
  }

  view(v, drawing) {
    const prefix = `${this.root.dataset.figure}-${v.name}`;
    const svg = makeSvg('svg', { viewBox: '0 0 724 1448', tabindex: 0, role: 'application',
      'aria-label': `${v.title} of the body. Arrow keys move between regions, Enter `
        + `${this.sites ? 'marks' : 'paints, + and - change how strong it is'}, Delete removes.` });
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
    svg.addEventListener('pointerup', () => { this.stroke = null; });
    svg.addEventListener('pointercancel', () => this.strokeCancel());
    svg.addEventListener('keydown', (e) => this.key(e, svg));
    return make('div', { class: 'bm-figure', 'data-view': v.name }, svg);
  }

  turn(name) {
    this.holder.dataset.view = name;
    for (const button of this.holder.querySelectorAll('[data-view]'))
      if (button.tagName === 'BUTTON') button.setAttribute('aria-pressed', button.dataset.view === name);
  }

  /* The view with more marks; the back, where most pain is, when there are none. */
  fuller() {
    const marked = (view) => this.marks().filter((m) => this.areas.get(m.id)
      ?.some((shape) => shape.closest('[data-view]').dataset.view === view)).length;
    return marked('front') > marked('back') ? 'front' : 'back';
  }

  show() {
    const painted = new Map(this.marks().map((m) => [m.id, m.pain.value]));
    for (const [id, shapes] of this.areas)
      for (const shape of shapes)
        shape.setAttribute('class', `bm-area${painted.has(id) ? ` p${painted.get(id)}` : ''}`
          + `${this.shades.get(id) ?? ''}${this.chosen === id ? ' is-selected' : ''}`);
  }

  /* --- one region chosen: its tools ------------------------------------------------------------ */

  choose(id) {
    this.chosen = id;
    const pain = () => Number(this.mark(id)?.pain.value ?? this.brush());
    const tool = (label, name, act) => this.button(label,
      { 'aria-label': `${name} ${this.labels.get(id)}` }, () => { act(); this.describe(id); });
    this.tools.replaceChildren(make('strong', {}, this.labels.get(id)),
      ...(this.sites ? [] : [tool('−', `Less ${this.layer}:`, () => this.set(id, pain() - 1)),
        tool('+', `More ${this.layer}:`, () => this.set(id, pain() + 1))]),
      tool('✕', 'Remove', () => this.drop(id)));
    this.show();
    this.describe(id);
  }

  describe(id) {
    const mark = this.mark(id);
    this.say.textContent = `${this.labels.get(id)}: ${
      mark ? (this.sites ? 'marked' : mark.pain.value) : 'not marked'}${
      { ' is-avoid': '. No contact here', ' is-careful': '. Take care here' }[this.shades.get(id)] ?? ''}`;
  }

  rowClick(event) {
    const row = event.target.closest('button')?.closest('li');
    if (!row) return;
    event.preventDefault();
    const next = row.nextElementSibling ?? row.previousElementSibling;
    this.say.textContent = `${row.querySelector('[name="map.where"]').value}: not marked`;
    this.change(() => row.remove());
    (next?.querySelector('button') ?? this.holder.querySelector('svg')).focus();
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
    const id = event.isPrimary && event.button === 0
      ? this.regionAt(event.clientX, event.clientY, svg) : null;
    if (!id) return;
    event.preventDefault();
    svg.focus({ preventScroll: true });
    this.stroke = { side: sideOf(id), seen: new Set(), painted: 0 };
    this.touch(id);
  }

  /* One stroke is one step for Undo. What is painted already is only chosen. */
  touch(id) {
    const again = this.sites && this.stroke.seen.size === 0 && this.mark(id);
    this.stroke.seen.add(id);
    if (again) this.drop(id);
    else if (!this.mark(id)) this.set(id, this.brush(), this.stroke.painted++ > 0);
    this.choose(id);
  }

  /* A stroke that began on one side stays there: what lies on the midline may join. */
  strokeMove(event, svg) {
    if (!this.stroke || !event.isPrimary || !event.buttons) return;
    const between = event.getCoalescedEvents?.() ?? [];
    for (const { clientX, clientY } of between.length ? between : [event]) {
      const id = this.regionAt(clientX, clientY, svg);
      if (!id || this.stroke.seen.has(id)) continue;
      const side = sideOf(id);
      if (this.stroke.side === 'm') this.stroke.side = side;
      if (side === 'm' || side === this.stroke.side) this.touch(id);
    }
  }

  /* The browser took the touch for a scroll: it was no stroke. */
  strokeCancel() {
    if (this.stroke?.painted) this.undo();
    this.stroke = null;
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
    const acts = { Enter: () => this.set(id, this.brush()), ' ': () => this.set(id, this.brush()),
      '+': () => this.set(id, pain + 1), '-': () => this.set(id, pain - 1),
      Delete: () => this.drop(id) };
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (moves[event.key]) this.choose(this.neighbour(svg, ...moves[event.key]).dataset.region);
    else if (id && acts[event.key]) acts[event.key]();
    else return;
    event.preventDefault();
    this.describe(this.chosen);
  }
}

/* Without its drawing the map stays what the page holds: rows to fill in. */
async function attach(root, number) {
  const answer = await fetch(root.dataset.src);
  if (!answer.ok) throw new Error(`${root.dataset.src}: ${answer.status}`);
  new BodyMap(root, new DOMParser().parseFromString(await answer.text(), 'image/svg+xml'), number);
}

document.querySelectorAll('[data-bodymap]').forEach((root, number) =>
  attach(root, number).catch((error) => console.warn(error)));
