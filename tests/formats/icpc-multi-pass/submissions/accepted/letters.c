#include <stdio.h>
#include <string.h>

int main(void)
{
    char what[8], text[32];
    if (scanf("%7s %31s", what, text) != 2)
        return 1;
    int shift = strcmp(what, "write") == 0 ? 'a' - '0' : '0' - 'a';
    for (char *at = text; *at; at++)
        *at = (char)(*at + shift);
    puts(text);
    return 0;
}
