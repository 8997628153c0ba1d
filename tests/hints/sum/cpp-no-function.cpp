#include <algorithm>
#include <iostream>
int main()
{
    long long a = 3;
    std::cout << std::max(a, 4);
}
