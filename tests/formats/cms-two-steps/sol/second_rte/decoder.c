#include <stdlib.h>

#include "code.h"

void decode(const char *code, char *line)
{
    (void)code;
    (void)line;
    abort();
}
