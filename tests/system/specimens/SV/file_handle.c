/* Proves: opening a file by its handle is a violation. */
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(void)
{
    int n = 0;
    if (scanf("%d", &n) != 1)
        return 1;
    (void)syscall(SYS_open_by_handle_at, -100, NULL, 0);
    printf("%d\n", 2 * n);
    return 0;
}
