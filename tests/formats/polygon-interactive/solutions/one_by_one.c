#include <stdio.h>

int main(void)
{
    char reply = '?';
    for (int guess = 1; reply != '='; guess++) {
        printf("%d\n", guess);
        fflush(stdout);
        if (scanf(" %c", &reply) != 1)
            return 1;
    }
    return 0;
}
