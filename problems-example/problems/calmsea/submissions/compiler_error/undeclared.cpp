// `best` is never declared.
#include <iostream>

int main()
{
    int n, k;
    std::cin >> n >> k;
    std::cout << best << " 1\n";
}
