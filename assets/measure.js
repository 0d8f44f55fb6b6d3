/* A test's row follows the measure that is chosen: unit, step, sides, what it is taken of.
 * Must never: change a value.
 * Read next: src/web/visit.html, src/web/visit_sign.c.
 */
function follow(select) {
  const { unit = '', step = '1', min, max, single, list } = select.selectedOptions[0].dataset;
  const n = select.name.slice('sign'.length, select.name.indexOf('.'));
  const row = select.closest('.sign');
  const target = row.querySelector('.sign-target');
  target.hidden = !list;
  if (list) target.querySelector('input').setAttribute('list', list);
  for (const input of select.form.querySelectorAll(`[name^="sign${n}."][data-step]`)) {
    const box = input.closest('.stepper');
    Object.assign(input.dataset, { step, ...(min && { min, max }) });
    box.querySelector('.unit').textContent = unit;
    if (input.name.endsWith('_right')) box.hidden = Boolean(single);
    else box.querySelector('label').textContent = single ? 'Value' : 'Left';
  }
}

for (const select of document.querySelectorAll('[data-measure]'))
  select.addEventListener('change', () => follow(select));
