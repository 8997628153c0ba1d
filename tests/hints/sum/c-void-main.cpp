#include <iostream>
void main()
{
    std::cout << 6;
}
