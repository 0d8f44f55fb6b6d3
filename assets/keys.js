/* Keys, focus, menus, printing: small comforts of every page.
 * Must never: take a key from someone who is typing, or do what no link or button does.
 * Read next: src/web/layout.html.
 */
const OFF = 'tonus-keys-off', GO_MS = 1500;
const PLACES = new Map([['h', '/'], ['c', '/clients'], ['u', '/unsigned']]);
const MENUS = 'details.me, details.more';
let gone = -Infinity;

const typing = (element) => element.closest?.('input, textarea, select, [role=application]');
const press = (name) => document.querySelector(`[data-key="${name}"]`);

/* --- keys ------------------------------------------------------------------------------------- */

/* Each says what it did by answering true. */
const singles = {
  '/': () => press('/') && (press('/').focus(), true),
  n: () => press('n') && (press('n').click(), true),
  '?': () => (location.assign('/keys'), true),
  g: (event) => { gone = event.timeStamp; return true; },
};

function single(event) {
  const place = event.timeStamp - gone < GO_MS && PLACES.get(event.key);
  if (place) location.assign(place);
  return Boolean(place) || (Object.hasOwn(singles, event.key) && singles[event.key](event));
}

document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') closeMenus();
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) press('sign')?.click();
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (!typing(event.target) && !localStorage.getItem(OFF) && single(event)) event.preventDefault();
});

for (const off of document.querySelectorAll('[data-keys-off]')) {
  off.checked = Boolean(localStorage.getItem(OFF));
  off.addEventListener('change', () => {
    if (off.checked) localStorage.setItem(OFF, '1');
    else localStorage.removeItem(OFF);
  });
}

/* --- menus ------------------------------------------------------------------------------------ */

/* Focus goes back to what opened the menu, never to nowhere. */
function closeMenus(except) {
  for (const menu of document.querySelectorAll(MENUS)) {
    if (!menu.open || menu === except) continue;
    if (menu.contains(document.activeElement)) menu.querySelector('summary').focus();
    menu.open = false;
  }
}

document.addEventListener('click', (event) => closeMenus(event.target.closest(MENUS)));
document.addEventListener('focusin', (event) => closeMenus(event.target.closest(MENUS)));

/* --- printing: what is folded away on screen stands on paper ---------------------------------- */

let unfolded = [];
addEventListener('beforeprint', () => {
  unfolded = [...document.querySelectorAll('main details:not(.more):not([open])')]
    .filter((part) => !part.closest('.no-print'));
  for (const part of unfolded) part.open = true;
});
addEventListener('afterprint', () => {
  for (const part of unfolded) part.open = false;
});
for (const button of document.querySelectorAll('[data-print]'))
  button.addEventListener('click', () => print());

document.querySelector('[data-focus="now"]')?.focus();
