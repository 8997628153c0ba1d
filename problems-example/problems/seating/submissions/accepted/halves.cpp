// One from the lower half, one from the upper half, in turn; small cases by trying all orders.
#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <numeric>
#include <vector>

static bool is_good(const std::vector<int> &order)
{
    for (size_t i = 1; i < order.size(); i++)
        if (std::abs(order[i] - order[i - 1]) == 1)
            return false;
    return true;
}

int main()
{
    int n;
    std::cin >> n;
    std::vector<int> order(n);
    std::iota(order.begin(), order.end(), 1);
    if (n <= 5) {
        do {
            if (is_good(order))
                break;
        } while (std::next_permutation(order.begin(), order.end()));
    } else {
        int half = n / 2;
        order.clear();
        for (int i = 1; i <= half; i++) {
            order.push_back(half + i);
            order.push_back(i);
        }
        if (n % 2)
            order.insert(order.begin(), n);
    }
    if (!is_good(order)) {
        std::cout << "impossible\n";
        return 0;
    }
    for (int house : order)
        std::cout << house << "\n";
}
