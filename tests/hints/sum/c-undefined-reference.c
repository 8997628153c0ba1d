#include <stdio.h>
#include <stdlib.h>
int add(int a, int b);
int main(void)
{
    printf("%d\n", add(1, 2));
}
