/* Small statistics of a practice and of one change.
 * Must never: give a number without saying how much it rests on.
 * Read next: domain/knowledge.h for where errors and meaningful changes come from.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

/* The middle value; the mean of the two middle ones when n is even. Sorts the array.
 *   values    n numbers, any unit
 *   returns   NAN when there is no such share
 */
double summary_median(double *values, size_t n);

enum { CHANGE_BEYOND_ERROR = 1, CHANGE_MATTERS = 2 };

/* Is a change between two measurements more than their error, and is it large enough to matter?
 *   before, after   same measure and unit
 *   mdc             smallest change beyond error (95 %), same unit, NAN when unknown
 *   mic, mic_pct    smallest change that matters: absolute, and percent of `before`; either will do;
 *                   NAN when unknown
 *   returns         any of CHANGE_BEYOND_ERROR, CHANGE_MATTERS; 0: neither
 *   source          clinical reference 1.4: beyond error is >= MDC, matters is >= MIC or 30 %
 */
unsigned summary_change(double before, double after, double mdc, double mic, double mic_pct);

/* Side difference in percent of the larger side, signed: positive when left is larger.
 *   left, right   same measure and unit
 *   returns       [-100, 100] for values of one sign; 0 when both are 0
 *   source        clinical reference 2: 100 (L - R) / max(L, R)
 */
double summary_asymmetry_pct(double left, double right);

/* Wilson's 95 % interval of a share.
 *   x, n      successes of trials, 0 <= x <= n
 *   returns   through the pointers, 0 to 1; NAN when n is 0
 *   source    evidence reference 8
 */
void summary_wilson(double x, double n, double *ret_low, double *ret_high);
