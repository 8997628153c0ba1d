/* library: opening a shared library at its first use, so that a program which does not need it
 * starts without it. For the room that owns the library. */
#ifndef EVALX_BASE_LIBRARY_H
#define EVALX_BASE_LIBRARY_H

#include <stddef.h>

#include "base/base.h"
#include "base/err.h"

/* Where in a struct of function pointers the address of a symbol goes. */
struct library_symbol {
    const char *name;
    size_t offset;
};

/* Open the first of `file_names` (NULL-terminated) that is there and fill `functions`. It stays
 * open until the program ends; opening it again is cheap. ERR_JUDGE with `mend` as the advice. */
int library_open(const char *const *file_names, const struct library_symbol *symbols,
                 size_t symbol_count, void *functions, const char *mend,
                 struct err *err) EV_MUST_CHECK;

#endif
