#include <iostream>
#include <vector>
int main()
{
    long long n;
    std::cin >> n;
    std::vector<int> numbers(-n);
    std::cout << numbers.size();
}
