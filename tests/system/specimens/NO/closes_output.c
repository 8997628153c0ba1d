/* Proves: closing standard output is no output, and no failure of the judge. */
#include <stdio.h>
#include <unistd.h>

int main(void)
{
    int n = 0;
    if (scanf("%d", &n) != 1)
        return 1;
    close(1);
    printf("%d\n", 2 * n);
    return 0;
}
