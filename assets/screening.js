/* An answer above 0 to the question about self-harm is sent at once, with what was answered so far.
 * Must never: wait for the rest of the form.
 * Read next: src/web/screening.html, src/practice/screening.c.
 */
const form = document.querySelector('[data-screening]');
form?.addEventListener('change', (event) => {
  if (event.target.closest('[data-at-once]') && event.target.value !== '0') form.requestSubmit();
});
