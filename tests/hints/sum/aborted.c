#include <assert.h>
#include <stdio.h>
int main(void)
{
    int n = 0;
    assert(scanf("%d", &n) == 1 && n > 1000);
    printf("%d\n", n);
    return 0;
}
