// Prints the latest of the longest stretches.
#include <iostream>
#include <set>
#include <vector>

int main()
{
    int n, k;
    std::cin >> n >> k;
    std::vector<int> heights(n);
    std::multiset<int> window;
    int start = 0, best = 0, best_start = 0;
    for (int i = 0; i < n; i++) {
        std::cin >> heights[i];
        window.insert(heights[i]);
        while (*window.rbegin() - *window.begin() > k)
            window.erase(window.find(heights[start++]));
        if (i - start + 1 >= best) {
            best = i - start + 1;
            best_start = start;
        }
    }
    std::cout << best << " " << best_start + 1 << "\n";
}
