// Accepted, though the compiler warns and the program talks on standard error.
#include <bits/stdc++.h>
using namespace std;

#warning "the limits may be too small"

[[deprecated("use add")]] static long long plus_of(long long a, long long b)
{
    return a + b;
}

int main()
{
    ios::sync_with_stdio(false);
    cin.tie(nullptr);
    int count;
    cin >> count;
    vector<long long> numbers(count);
    for (auto &number : numbers)
        cin >> number;
    long long sum = 0;
    for (size_t i = 0; i < numbers.size(); i++) {
        sum = plus_of(sum, numbers[i]);
        cerr << "debug: numbers.at(" << i << ") = " << numbers.at(i) << ", sum " << sum << endl;
    }
    try {
        if (numbers.size() > 1000000)
            throw runtime_error("too many");
    } catch (auto_ptr<int> &) {
        cerr << "cannot be" << endl;
    }
    cout << sum << "\n";
}
