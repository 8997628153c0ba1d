#include <iostream>

int main()
{
    int count, room = 0;
    std::cin >> count;
    while (count-- > 0)
        std::cin >> room;
    std::cout << room << '\n';
}
