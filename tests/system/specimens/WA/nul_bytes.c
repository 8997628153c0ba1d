/* Proves: NUL bytes in the output neither end it nor vanish. */
#include <stdio.h>

int main(void)
{
    int n = 0;
    if (scanf("%d", &n) != 1)
        return 1;
    printf("%d", 2 * n);
    fwrite("\0", 1, 1, stdout);
    printf("\n");
    return 0;
}
