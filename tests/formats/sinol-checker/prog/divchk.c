/* Checker in sinol's convention: divchk IN OUT ANS; a line OK or WRONG, a comment, and percents:
 * half for a divisor above one that is not the largest, and for one itself. */
#include <stdio.h>

static long number_in(const char *path)
{
    long number;
    FILE *file = fopen(path, "r");
    return file && fscanf(file, "%ld", &number) == 1 ? number : 0;
}

int main(int argc, char **argv)
{
    if (argc < 4)
        return 3;
    long number = number_in(argv[1]), got = number_in(argv[2]), best = number_in(argv[3]);
    if (got < 1 || got >= number || number % got != 0)
        printf("WRONG\nno divisor\n0\n");
    else
        printf("OK\n%s\n%d\n", got == best ? "the largest" : "a smaller one",
               got == best ? 100 : 50);
    return 0;
}
