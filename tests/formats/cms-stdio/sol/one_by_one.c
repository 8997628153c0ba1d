/* Too many questions: less than half of the points. */
#include <stdio.h>

int main(void)
{
    char answer[8] = "";
    int number = 0;
    do {
        printf("? %d\n", ++number);
        fflush(stdout);
    } while (scanf("%7s", answer) == 1 && answer[0] != 'y');
    printf("! %d\n", number - 1);
    return 0;
}
