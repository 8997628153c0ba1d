#include <stdio.h>

int main(void)
{
    FILE *in = fopen("largest.in", "r"), *out = fopen("largest.out", "w");
    int count, number, largest;
    if (!in || !out || fscanf(in, "%d %d", &count, &largest) != 2)
        return 1;
    while (fscanf(in, "%d", &number) == 1)
        largest = number > largest ? number : largest;
    fprintf(out, "%d\n", largest);
    return fclose(out);
}
