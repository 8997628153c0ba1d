#include <stdio.h>
#include <string.h>

int main(void)
{
    int least = 1, most;
    char answer[16];
    if (scanf("%d", &most) != 1)
        return 1;
    for (;;) {
        int guess = least + (most - least) / 2;
        printf("%d\n", guess);
        fflush(stdout);
        if (scanf("%15s", answer) != 1)
            return 1;
        if (strcmp(answer, "correct") == 0)
            return 0;
        if (strcmp(answer, "higher") == 0)
            least = guess + 1;
        else
            most = guess - 1;
    }
}
