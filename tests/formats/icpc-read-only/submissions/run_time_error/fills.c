#include <stdio.h>

/* What could not be opened is used all the same. */
int main(int argc, char **argv)
{
    FILE *list = argc > 1 ? fopen(argv[1], "r") : NULL;
    FILE *scratch = fopen("scratch", "w");
    long sum = 0, one;
    while (list && fscanf(list, "%ld", &one) == 1) {
        sum += one;
        fprintf(scratch, "%ld\n", sum);
        fflush(scratch);
    }
    printf("%ld\n", sum);
    return 0;
}
