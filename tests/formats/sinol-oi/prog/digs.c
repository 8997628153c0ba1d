/* Slow: it reads a long number again and again, most of the time limit and more. */
#include <stdio.h>
#include <string.h>

int main(void)
{
    static char text[100001];
    long sum = 0;
    if (scanf("%100000s", text) != 1)
        return 1;
    for (size_t i = 0; i < strlen(text); i++) {
        long again = 0;
        for (volatile size_t k = 0; k < strlen(text); k++)
            again += text[k] - '0';
        sum = again;
    }
    printf("%ld\n", sum);
    return 0;
}
