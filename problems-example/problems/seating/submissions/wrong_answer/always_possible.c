/* Does not know that 2 and 3 are impossible. */
#include <stdio.h>

int main(void)
{
    int n;
    if (scanf("%d", &n) != 1)
        return 1;
    for (int house = 2; house <= n; house += 2)
        printf("%d ", house);
    for (int house = 1; house <= n; house += 2)
        printf("%d ", house);
    puts("");
    return 0;
}
