// Tries all orders in order, checking whole ones only.
#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <numeric>
#include <vector>

int main()
{
    int n;
    std::cin >> n;
    std::vector<int> order(n);
    std::iota(order.begin(), order.end(), 1);
    do {
        bool is_good = true;
        for (int i = 1; i < n; i++)
            is_good = is_good && std::abs(order[i] - order[i - 1]) != 1;
        if (is_good) {
            for (int house : order)
                std::cout << house << " ";
            std::cout << "\n";
            return 0;
        }
    } while (std::next_permutation(order.begin(), order.end()));
    std::cout << "impossible\n";
}
