#include <iostream>
struct point {
    int x, y;
};
int main()
{
    point p{1, 2};
    std::cout << p;
}
