#include <iostream>

int main()
{
    char digit;
    long sum = 0;
    while (std::cin >> digit)
        sum += digit - '0';
    std::cout << sum << '\n';
}
