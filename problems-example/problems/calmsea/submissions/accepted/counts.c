/* Heights are small: count how often each occurs in the window, and look for the extremes from where they last were. */
#include <stdio.h>

enum { MOST = 100000, HEIGHTS = 1001 };

static int height[MOST], count[HEIGHTS];

int main(void)
{
    int n, k, start = 0, best = 0, best_start = 0;
    if (scanf("%d %d", &n, &k) != 2)
        return 1;
    for (int i = 0; i < n; i++) {
        if (scanf("%d", &height[i]) != 1)
            return 1;
        count[height[i]]++;
        int from = height[i] - k - 1, to = height[i] + k + 1;
        for (;;) {
            int is_calm = 1;
            for (int h = from; h >= 0 && is_calm; h--)
                is_calm = count[h] == 0;
            for (int h = to; h < HEIGHTS && is_calm; h++)
                is_calm = count[h] == 0;
            if (is_calm)
                break;
            count[height[start++]]--;
        }
        if (i - start + 1 > best) {
            best = i - start + 1;
            best_start = start;
        }
    }
    printf("%d %d\n", best, best_start + 1);
    return 0;
}
