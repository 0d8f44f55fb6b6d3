/* A QR code as one path.
 * Must never: hold anything but an address.
 * Read next: web/intake.html.
 */
#pragma once
#include "base/arena.h"

struct qr {
    struct str path, box; /* an SVG path's "d"; "0 0 N N" with a quiet zone */
};

/* `path` empty when the text does not fit (more than 2 KiB). */
struct qr qr_of(struct arena *a, struct str text);
