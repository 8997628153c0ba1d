/* Overwritten by the package's: this would print something else. */
#include <stdio.h>

int main(void)
{
    puts("mine");
    return 0;
}
