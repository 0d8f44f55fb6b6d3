/* Files that belong to a client: taken with a form, given back.
 * Must never: let a browser open what was uploaded as a page of ours.
 * Read next: practice/document.h, http/upload.h.
 */
#pragma once
#include "http/upload.h"
#include "practice/document.h"

/* The file that came with the form; size 0 and no name: none. */
struct document_source document_sent(struct request *rq);
