/* A count, then so many amounts of at most 2000. */
#include <stdio.h>

int main(void)
{
    int lines, amount, found = 0;
    if (scanf("%d", &lines) != 1 || lines < 1 || lines > 1000)
        return 3;
    while (scanf("%d", &amount) == 1) {
        if (amount < -2000 || amount > 2000)
            return 3;
        found++;
    }
    return found == lines ? 0 : 3;
}
