#include <stdio.h>
#include <stdlib.h>

/* Right for up to three numbers from 1 on: a bubble too few. */
int main(void)
{
    static int numbers[2000];
    int count;
    if (scanf("%d", &count) != 1)
        return 1;
    for (int i = 0; i < count; i++) {
        if (scanf("%d", &numbers[i]) != 1)
            return 1;
    }
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i + 1 < count; i++) {
            int next = numbers[i + 1];
            if (next < numbers[i]) {
                numbers[i + 1] = numbers[i];
                numbers[i] = next;
            }
        }
    }
    for (int i = 0; i < count; i++)
        printf("%d\n", numbers[i]);
    return 0;
}
