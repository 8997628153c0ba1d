/* Room for 1,000 measurements, and a check that stops at more. */
#include <stdio.h>
#include <stdlib.h>

int main(void)
{
    static int height[1000];
    int n, k;
    if (scanf("%d %d", &n, &k) != 2 || n > 1000)
        abort();
    int best = 0, best_start = 0;
    for (int i = 0; i < n; i++)
        if (scanf("%d", &height[i]) != 1)
            abort();
    for (int start = 0; start < n; start++) {
        int high = height[start], low = height[start], end = start;
        for (; end < n; end++) {
            high = height[end] > high ? height[end] : high;
            low = height[end] < low ? height[end] : low;
            if (high - low > k)
                break;
        }
        if (end - start > best) {
            best = end - start;
            best_start = start;
        }
    }
    printf("%d %d\n", best, best_start + 1);
    return 0;
}
