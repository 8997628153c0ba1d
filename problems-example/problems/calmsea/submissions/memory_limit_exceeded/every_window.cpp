// Keeps a sorted copy of all measurements up to each one.
#include <algorithm>
#include <iostream>
#include <vector>

int main()
{
    int n, k;
    std::cin >> n >> k;
    std::vector<int> heights;
    std::vector<std::vector<int>> copies;
    for (int i = 0, h; i < n; i++) {
        std::cin >> h;
        heights.push_back(h);
        copies.push_back(heights);
    }
    int best = 0, best_start = 0;
    for (int start = 0; start < n; start++) {
        int high = heights[start], low = high, end = start;
        for (; end < n; end++) {
            high = std::max(high, copies[end].back());
            low = std::min(low, copies[end].back());
            if (high - low > k)
                break;
        }
        if (end - start > best) {
            best = end - start;
            best_start = start;
        }
    }
    std::cout << best << " " << best_start + 1 << "\n";
}
