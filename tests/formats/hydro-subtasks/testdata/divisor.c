#include <stdio.h>

/* divisor INPUT OUTPUT ANSWER: any divisor but 1. */
int main(int argc, char **argv)
{
    FILE *input = argc > 2 ? fopen(argv[1], "r") : NULL;
    FILE *output = argc > 2 ? fopen(argv[2], "r") : NULL;
    long number, said;
    if (!input || !output || fscanf(input, "%ld", &number) != 1)
        return 3;
    if (fscanf(output, "%ld", &said) != 1)
        return 2;
    return said > 1 && number % said == 0 ? 0 : 1;
}
