#include <stdio.h>
#include <string.h>

#include "code.h"

/* Letters become digits on the way, so that nothing else gets through. */
int main(int argc, char **argv)
{
    static char line[1000], code[3000];
    FILE *fifo;
    if (argc != 3)
        return 1;
    if (strcmp(argv[1], "0") == 0) {
        if (scanf("%999s", line) != 1 || !(fifo = fopen(argv[2], "w")))
            return 1;
        encode(line, code);
        fprintf(fifo, "%s\n", code);
    } else {
        if (!(fifo = fopen(argv[2], "r")) || fscanf(fifo, "%2999[0-9]", code) != 1)
            return 1;
        decode(code, line);
        puts(line);
    }
    fclose(fifo);
    return 0;
}
