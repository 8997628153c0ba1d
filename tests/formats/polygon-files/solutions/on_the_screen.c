#include <stdio.h>

int main(void)
{
    FILE *in = fopen("ledger.in", "r"), *out = stdout;
    int lines, amount;
    long sum = 0;
    if (!in || !out || fscanf(in, "%d", &lines) != 1)
        return 1;
    while (lines-- > 0 && fscanf(in, "%d", &amount) == 1)
        sum += amount;
    fprintf(out, "%ld\n", sum);
    fclose(out);
    return 0;
}
