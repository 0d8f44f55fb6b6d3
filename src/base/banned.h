/* What the house does not call. Included by force before every source file.
 * Must never: be worked around with a cast or an undef.
 * Read next: base/str.h.
 */
#pragma once
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#pragma GCC poison strcpy strcat sprintf vsprintf strtok gmtime localtime atoi atol gets
#ifndef BASE_FLOOR
#pragma GCC poison strlen malloc calloc realloc
#endif
