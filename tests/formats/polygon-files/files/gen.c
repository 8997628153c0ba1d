/* gen LINES SEED: amounts that do not come to nothing. */
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
    int lines = argc > 1 ? atoi(argv[1]) : 1;
    unsigned state = argc > 2 ? (unsigned)atoi(argv[2]) : 1;
    printf("%d\n", lines);
    for (int i = 0; i < lines; i++) {
        state = state * 1103515245 + 12345;
        printf("%d\n", (int)(state >> 16) % 2001 - 900);
    }
    return 0;
}
