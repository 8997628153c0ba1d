#include <stdio.h>
#include <stdlib.h>
int main(void)
{
    char *text = malloc(100);
    char *volatile again = text;
    free(text);
    free(again);
    return 0;
}
