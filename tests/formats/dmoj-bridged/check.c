/* Checker in COCI's convention: check IN OUT ANS; 0 right, 1 wrong, 7 and "partial A/B" on standard
 * error for a part of the points. A divisor is right that is the largest but the number itself. */
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
        return 2;
    long number = number_in(argv[1]), got = number_in(argv[2]), best = number_in(argv[3]);
    if (got < 1 || got >= number || number % got != 0)
        return 1;
    if (got == best)
        return 0;
    fprintf(stderr, "partial 1/4\n");
    return 7;
}
