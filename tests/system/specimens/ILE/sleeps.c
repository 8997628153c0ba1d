/* Proves: sleeping for ever ends at the wall-clock limit. */
#include <stdio.h>
#include <unistd.h>

int main(void)
{
    for (;;)
        pause();
}
