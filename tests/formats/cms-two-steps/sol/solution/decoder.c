#include "code.h"

void decode(const char *code, char *line)
{
    for (; code[0] && code[1]; code += 2)
        *line++ = (char)('a' + (code[0] - '0') * 10 + code[1] - '0');
    *line = '\0';
}
