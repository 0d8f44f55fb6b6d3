/* Exact texts that somebody was shown.
 * Must never: be changed; a new text is a new one.
 * Read next: practice/wording.h.
 */
#include "practice/wording.h"

#include "store/sql_answer.h"

enum rc wording_keep(struct act *act, struct str body, struct str *ret_hash)
{
    unsigned char *hash = arena_alloc(act->a, CRYPT_HASH);
    crypt_hash(NULL, body, hash);
    *ret_hash = (struct str){(const char *)hash, CRYPT_HASH};
    return wording_put(act->tx, &(struct wording_put_in){*ret_hash, body});
}
