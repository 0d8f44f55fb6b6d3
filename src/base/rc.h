/* What a caller can act on.
 * Must never: grow a value that no caller treats differently.
 * Read next: base/fault.h.
 */
#pragma once

enum rc {
    OK,
    NOT_FOUND, /* no such thing, or not for this person to know of */
    DENIED,    /* known person, not allowed */
    INVALID,   /* the input is wrong; struct faults says where and how to mend it */
    CONFLICT,  /* someone else changed it meanwhile, or the key was used for another thing */
    BUSY,      /* try again later: out of arena, queue full, disk full */
    BROKEN     /* the store or the machine failed; nothing was written */
};

#define NODISCARD __attribute__((warn_unused_result))
