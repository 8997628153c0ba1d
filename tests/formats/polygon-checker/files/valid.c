/* Validator in testlib's convention: 0 where the input is one number from 0 to 1000 on a line. */
#include <stdio.h>

int main(void)
{
    int number, length = -1;
    if (scanf("%d%n", &number, &length) != 1 || number < 0 || number > 1000 || length > 4)
        return 3;
    return getchar() == '\n' && getchar() == EOF ? 0 : 3;
}
