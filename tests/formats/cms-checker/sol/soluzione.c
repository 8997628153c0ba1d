#include <stdio.h>

int main(void)
{
    static long seen[100001];
    long count, number, pairs = 0;
    FILE *in = fopen("input.txt", "r"), *out = fopen("output.txt", "w");
    if (!in || !out || fscanf(in, "%ld", &count) != 1)
        return 1;
    while (fscanf(in, "%ld", &number) == 1)
        pairs += seen[number]++;
    fprintf(out, "%ld\n", pairs);
    return fclose(out);
}
