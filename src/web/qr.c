/* A QR code as one path.
 * Must never: hold anything but an address.
 * Read next: web/qr.h.
 */
#include "web/qr.h"

#include <qrencode.h>

#include "base/out.h"

enum { QUIET = 4, PATH_MAX_BYTES = 256 * 1024 };

static void row_draw(struct out *w, const QRcode *code, int y)
{
    for (int x = 0, run; x < code->width; x += run) {
        bool dark = code->data[y * code->width + x] & 1;
        for (run = 1; x + run < code->width; run++)
            if ((code->data[y * code->width + x + run] & 1) != dark)
                break;
        if (dark)
            out_fmt(w, "M%d %dh%dv1h-%dz", x + QUIET, y + QUIET, run, run);
    }
}

struct qr qr_of(struct arena *a, struct str text)
{
    struct qr qr = {S(""), S("0 0 1 1")};
    struct out w = out_new(a, PATH_MAX_BYTES);
    const char *words = arena_cstr(a, text);
    QRcode *code = arena_failed(a) ? NULL : QRcode_encodeString8bit(words, 0, QR_ECLEVEL_M);
    if (!code)
        return qr;
    for (int y = 0; y < code->width; y++)
        row_draw(&w, code, y);
    qr.path = w.full ? S("") : out_str(&w);
    qr.box = arena_fmt(a, "0 0 %d %d", code->width + 2 * QUIET, code->width + 2 * QUIET);
    QRcode_free(code);
    return qr;
}
