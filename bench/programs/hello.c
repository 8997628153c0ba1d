/* hello: a static program with an ordinary start-up. */
#include <stdio.h>

int main(void)
{
    puts("hello");
    return 0;
}
