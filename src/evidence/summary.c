/* Small statistics of a practice and of one change.
 * Must never: allocate, read a clock, keep state.
 * Read next: evidence/summary.h.
 */
#include "evidence/summary.h"

#include <math.h>

static void sort(double *values, size_t n)
{
    for (size_t gap = n / 2; gap > 0; gap /= 2) {
        for (size_t i = gap; i < n; i++) {
            double v = values[i];
            size_t j = i;
            for (; j >= gap && values[j - gap] > v; j -= gap)
                values[j] = values[j - gap];
            values[j] = v;
        }
    }
}

double summary_median(double *values, size_t n)
{
    if (n == 0)
        return (double)NAN;
    sort(values, n);
    return n % 2 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

enum change_kind summary_change(double before, double after, double mdc, double mic, double mic_pct)
{
    double change = fabs(after - before);
    bool beyond = !isnan(mdc) && change >= mdc;
    bool matters = (!isnan(mic) && change >= mic) ||
                   (!isnan(mic_pct) && before != 0 && change >= fabs(before) * mic_pct / 100);
    if (change == 0)
        return CHANGE_NONE;
    if (beyond && matters)
        return CHANGE_MATTERS;
    return beyond ? CHANGE_BEYOND_ERROR : CHANGE_IN_ERROR;
}

double summary_asymmetry_pct(double left, double right)
{
    double larger = fmax(fabs(left), fabs(right));
    return larger > 0 ? 100 * (left - right) / larger : 0;
}
