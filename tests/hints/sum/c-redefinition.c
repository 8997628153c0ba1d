#include <stdio.h>
#include <stdlib.h>
int total;
int main(void)
{
    int n = 1;
    long n = 2;
    int a(void);
    return 0;
}
int helper(void)
{
    return 1;
}
int helper(void)
{
    return 2;
}
