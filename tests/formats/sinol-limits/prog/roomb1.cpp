#include <iostream>
#include <vector>

int main()
{
    int count, room = 0;
    std::vector<char> house(100 << 20, 1);
    std::cin >> count;
    while (count-- > 0)
        std::cin >> room;
    std::cout << room * house.back() << '\n';
}
