/* Proves: /dev/stdin and /dev/stdout can be opened by name. */
#include <stdio.h>

int main(void)
{
    FILE *in = fopen("/dev/stdin", "r");
    FILE *out = fopen("/dev/stdout", "w");
    int n;
    if (!in || !out || fscanf(in, "%d", &n) != 1)
        return 1;
    fprintf(out, "%d\n", 2 * n);
    return fclose(out) != 0;
}
