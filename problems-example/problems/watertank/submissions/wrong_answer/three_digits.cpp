// Right, but printed with three significant digits.
#include <cmath>
#include <iomanip>
#include <iostream>

int main()
{
    int n;
    double litres, level = 0;
    std::cin >> n >> litres;
    for (int i = 0; i < n; i++) {
        double radius, height;
        std::cin >> radius >> height;
        double room = std::acos(-1) * radius * radius * height;
        if (litres <= room) {
            level += height * litres / room;
            break;
        }
        litres -= room;
        level += height;
    }
    std::cout << std::setprecision(3) << level << "\n";
}
