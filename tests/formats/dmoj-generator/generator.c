#include <stdio.h>
#include <stdlib.h>

#ifndef SEEDED
#error "flags are missing"
#endif

/* generator COUNT [SEED]: so many random numbers, TIMES times each, or those of standard input. */
int main(int argc, char **argv)
{
    int count = argc > 1 ? atoi(argv[1]) : 0;
    long sum = 0;
    int i, k, number;
    srand(argc > 2 ? (unsigned)atoi(argv[2]) : 0);
    for (i = 0; count == 0 || i < count; i++) {
        number = rand() % 1000;
        if (count == 0 && scanf("%d", &number) != 1)
            break;
        for (k = 0; k < TIMES; k++) {
            printf("%d\n", number);
            sum += number;
        }
    }
    fprintf(stderr, "%ld\n", sum);
    return 0;
}
