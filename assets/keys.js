/* Keys, focus, menus, printing: small comforts of every page.
 * Must never: take a key from someone who is typing, or do what a link or button does not.
 * Read next: src/web/layout.html.
 */
const OFF = 'tonus-keys-off';
const GO = { h: '/', c: '/clients', u: '/unsigned' };
let waiting = 0;

const typing = (element) => element.closest?.('input, textarea, select, [role=application]');
const press = (name) => document.querySelector(`[data-key="${name}"]`);

function single(key) {
  if (key === '/') return press('/')?.focus() ?? true;
  if (key === 'n') return press('n')?.click() ?? true;
  if (key === '?') { location.assign('/keys'); return true; }
  if (key === 'g') { waiting = Date.now(); return true; }
  if (GO[key] && Date.now() - waiting < 1500) { location.assign(GO[key]); return true; }
  return false;
}

document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') closeMenus(null);
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) press('sign')?.click();
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (!localStorage.getItem(OFF) && single(event.key) !== false) event.preventDefault();
});

function closeMenus(except) {
  for (const menu of document.querySelectorAll('details.me[open], details.more[open]'))
    if (menu !== except) menu.open = false;
}

document.addEventListener('click', (event) => closeMenus(event.target.closest('details.me, details.more')));

for (const button of document.querySelectorAll('[data-print]'))
  button.addEventListener('click', () => print());
addEventListener('beforeprint', () => {
  for (const part of document.querySelectorAll('main details')) part.open = true;
});

const off = document.querySelector('[data-keys-off]');
if (off) {
  off.checked = Boolean(localStorage.getItem(OFF));
  off.addEventListener('change', () => (off.checked ? localStorage.setItem(OFF, '1') : localStorage.removeItem(OFF)));
}

document.querySelector('[data-focus="now"]')?.focus();
