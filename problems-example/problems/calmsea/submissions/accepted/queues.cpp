// Two queues hold the candidates for the highest and the lowest height of the stretch that ends here. O(n).
#include <cstdio>
#include <deque>
#include <vector>

int main()
{
    int n, k;
    if (scanf("%d %d", &n, &k) != 2)
        return 1;
    std::vector<int> height(n);
    for (int &h : height)
        scanf("%d", &h);
    std::deque<int> high, low;
    int start = 0, best = 0, best_start = 0;
    for (int i = 0; i < n; i++) {
        while (!high.empty() && height[high.back()] <= height[i])
            high.pop_back();
        while (!low.empty() && height[low.back()] >= height[i])
            low.pop_back();
        high.push_back(i);
        low.push_back(i);
        while (height[high.front()] - height[low.front()] > k) {
            start++;
            if (high.front() < start)
                high.pop_front();
            if (low.front() < start)
                low.pop_front();
        }
        if (i - start + 1 > best) {
            best = i - start + 1;
            best_start = start;
        }
    }
    printf("%d %d\n", best, best_start + 1);
}
