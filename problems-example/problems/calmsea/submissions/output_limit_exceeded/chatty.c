/* Asks the captain again and again. */
#include <stdio.h>

int main(void)
{
    for (unsigned long minute = 0;; minute++)
        printf("minute %lu: is the sea calm now?\n", minute);
}
