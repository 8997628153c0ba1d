/* Backwards: odd houses from above, then the even ones from above. */
#include <stdio.h>

int main(void)
{
    int n;
    if (scanf("%d", &n) != 1)
        return 1;
    if (n == 2 || n == 3) {
        puts("impossible");
        return 0;
    }
    for (int house = n - (n % 2 == 0); house >= 1; house -= 2)
        printf("%d ", house);
    for (int house = n - n % 2; house >= 2; house -= 2)
        printf("%d ", house);
    puts("");
    return 0;
}
