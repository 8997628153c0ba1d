#include <stdio.h>
#include <stdlib.h>

#include "whisper.h"

/* FROM TO INDEX */
int main(int argc, char **argv)
{
    static int list[1000];
    FILE *from, *to;
    int count = 0;
    if (argc != 4)
        return 1;
    from = fopen(argv[1], "r");
    to = fopen(argv[2], "w");
    if (!from || !to)
        return 1;
    while (count < 1000 && fscanf(from, "%d", &list[count]) == 1)
        count++;
    fprintf(to, "%d\n", argv[3][0] == '0' ? whisper(list, count) : guess(list[0]));
    fclose(to);
    return 0;
}
