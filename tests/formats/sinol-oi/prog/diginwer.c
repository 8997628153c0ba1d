/* Input validator: 0 where the input is a line of digits. */
#include <stdio.h>

int main(void)
{
    int digit, count = 0;
    while ((digit = getchar()) >= '0' && digit <= '9')
        count++;
    return count > 0 && digit == '\n' && getchar() == EOF ? 0 : 1;
}
