/* A letter on its way to paper: what the PDF is made from, read in a snapshot; then the PDF, made off
 * the event loop.
 * Must never: touch the store while it is made.
 * Read next: practice/letter_pdf.h.
 */
#pragma once
#include "practice/letter.h"
#include "practice/letter_pdf.h"

struct letter_print {
    struct arena *a; /* that the result goes to */
    struct letter_pdf of;
    enum rc rc; /* of letter_pdf_make */
    struct str pdf, missing;
};

/* Reading.
 *   texts    the letter's, in stored form
 *   signed   who does it signs it now; else it is a draft and says so on every page
 */
NODISCARD enum rc letter_print_read(struct act *act, const struct letter_whole *w,
                                    const struct letter *texts, bool is_signed,
                                    struct letter_print *ret);
/* For app_slow; arg: struct letter_print. */
void letter_print_make(void *arg);
