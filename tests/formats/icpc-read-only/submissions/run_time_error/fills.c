#include <stdio.h>

/* The signal of a file that may not grow ends it. */
int main(int argc, char **argv)
{
    FILE *list = argc > 1 ? fopen(argv[1], "r") : NULL;
    FILE *scratch = fopen("/tmp/scratch", "w");
    long sum = 0, one;
    while (list && scratch && fscanf(list, "%ld", &one) == 1) {
        sum += one;
        fprintf(scratch, "%ld\n", sum);
        fflush(scratch);
    }
    printf("%ld\n", sum);
    return 0;
}
