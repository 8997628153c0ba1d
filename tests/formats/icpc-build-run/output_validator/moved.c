#include <stdio.h>

enum { ACCEPTED = 42, WRONG = 43, MOST = 100 };

int main(int argc, char **argv)
{
    int n, value, seen[MOST + 1] = {0};
    FILE *input = argc > 3 ? fopen(argv[1], "r") : NULL;
    if (!input || fscanf(input, "%d", &n) != 1 || n > MOST)
        return 1;
    for (int i = 1; i <= n; i++) {
        if (scanf("%d", &value) != 1 || value < 1 || value > n || value == i || seen[value]++)
            return WRONG;
    }
    return scanf("%d", &value) == EOF ? ACCEPTED : WRONG;
}
