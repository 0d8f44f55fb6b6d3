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

unsigned summary_change(double before, double after, double mdc, double mic, double mic_pct)
{
    double change = fabs(after - before);
    bool beyond = change > 0 && change >= mdc;
    bool matters = change > 0 &&
                   (change >= mic || (before != 0 && change >= fabs(before) * mic_pct / 100));
    return (beyond ? CHANGE_BEYOND_ERROR : 0u) | (matters ? CHANGE_MATTERS : 0u);
}

double summary_asymmetry_pct(double left, double right)
{
    double larger = fmax(fabs(left), fabs(right));
    return larger > 0 ? 100 * (left - right) / larger : 0;
}

void summary_wilson(double x, double n, double *ret_low, double *ret_high)
{
    const double z = 1.9599639845400543, p = x / n, z2 = z * z / n;
    if (!(n > 0 && x >= 0 && x <= n)) {
        *ret_low = *ret_high = (double)NAN;
        return;
    }
    double middle = (p + z2 / 2) / (1 + z2);
    double reach = z * sqrt(p * (1 - p) / n + z2 / n / 4) / (1 + z2);
    *ret_low = fmax(middle - reach, 0);
    *ret_high = fmin(middle + reach, 1);
}
