// Proves: a right C++ program is accepted.
#include <iostream>

int main()
{
    int n = 0;
    std::cin >> n;
    std::cout << 2 * n << std::endl;
}
