/* Fuzz target of the Java lexer: whatever the bytes, names lie in the arena and hold no character
 * that a file name may not. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lang/internal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    struct java_unit unit = java_scan(&arena, (const char *)data, size);
    for (size_t i = 0; i < unit.type_count; i++) {
        if (!*unit.types[i].name || strpbrk(unit.types[i].name, "/. \n"))
            abort();
    }
    arena_done(&arena);
    return 0;
}
