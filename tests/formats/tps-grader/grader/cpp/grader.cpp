#include <iostream>

#include "peaks.h"

int main()
{
    static int heights[1000];
    int count;
    std::cin >> count;
    for (int i = 0; i < count; i++)
        std::cin >> heights[i];
    std::cout << highest(count, heights) << "\n";
}
