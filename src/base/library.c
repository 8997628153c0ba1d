/* library: see library.h. */
#include "base/library.h"

#include <dlfcn.h>
#include <string.h>

int library_open(const char *const *file_names, const struct library_symbol *symbols,
                 size_t symbol_count, void *functions, const char *mend, struct err *err)
{
    void *handle = NULL;
    const char *name = file_names[0];
    for (; !handle && *file_names; file_names++) {
        name = *file_names;
        handle = dlopen(name, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    }
    if (!handle)
        return err_set(err, ERR_JUDGE, "cannot open the library: %s: %s", name, mend);
    for (size_t i = 0; i < symbol_count; i++) {
        void *address = dlsym(handle, symbols[i].name);
        if (!address)
            return err_set(err, ERR_JUDGE, "cannot use the library: %s: it has no %s", name,
                           symbols[i].name);
        /* A copy, because ISO C has no cast from an object's address to a function's. */
        memcpy((char *)functions + symbols[i].offset, &address, sizeof(address));
    }
    return 0;
}
