#include <iostream>

#include "divlib.h"

int main()
{
    int number;
    std::cin >> number;
    int divisor = number - 1;
    while (!is_divisor(divisor, number))
        divisor--;
    std::cout << divisor << '\n';
}
