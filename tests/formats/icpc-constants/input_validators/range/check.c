#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "range.inc"

/* At most half of the bound, or the argument; nothing behind the number. */
int main(int argc, char **argv)
{
    int most = argc > 1 ? atoi(argv[1]) : BOUND / 2;
    int number, after;
    if (strcmp(MARK, "one thousand") != 0 || scanf("%d", &number) != 1)
        return 1;
    after = getchar();
    return number >= 1 && number <= most && after == '\n' && getchar() == EOF ? 42 : 43;
}
