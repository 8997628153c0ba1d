#include <stdio.h>

int main(void)
{
    int least = 1, most = 1000;
    char reply = '?';
    while (reply != '=') {
        int guess = (least + most) / 2;
        printf("%d\n", guess);
        fflush(stdout);
        if (scanf(" %c", &reply) != 1)
            return 1;
        if (reply == '<')
            most = guess - 1;
        else
            least = guess + 1;
    }
    return 0;
}
