/* Proves: another exit status than 0 is a run-time error, whatever was printed. */
#include <stdio.h>

int main(void)
{
    int n = 0;
    if (scanf("%d", &n) != 1)
        return 1;
    printf("%d\n", 2 * n);
    return 3;
}
