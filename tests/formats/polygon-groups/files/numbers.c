/* Generator: numbers COUNT LARGEST SEED: that many numbers from 0 to LARGEST, the largest last
 * but one. */
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
    if (argc != 4)
        return 1;
    int count = atoi(argv[1]);
    unsigned long long largest = strtoull(argv[2], NULL, 10), state = strtoull(argv[3], NULL, 10);
    printf("%d\n", count);
    for (int i = 0; i < count; i++) {
        state = state * 6364136223846793005ULL + 1442695040888963407ULL;
        unsigned long long number = i == count - 2 ? largest : (state >> 33) % largest;
        printf("%llu%c", number, i == count - 1 ? '\n' : ' ');
    }
    return 0;
}
