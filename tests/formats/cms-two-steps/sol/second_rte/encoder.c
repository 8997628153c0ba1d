#include <stdio.h>

#include "code.h"

void encode(const char *line, char *code)
{
    for (; *line; line++)
        code += sprintf(code, "%02d", *line - 'a');
}
