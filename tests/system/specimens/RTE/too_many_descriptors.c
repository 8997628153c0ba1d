/* Proves: the number of open files is limited. */
#include <fcntl.h>
#include <stdio.h>

int main(void)
{
    int n = 0;
    if (scanf("%d", &n) != 1)
        return 1;
    for (int i = 0; i < 100000; i++)
        if (open("/dev/null", O_RDONLY) < 0)
            return 1;
    printf("%d\n", 2 * n);
    return 0;
}
