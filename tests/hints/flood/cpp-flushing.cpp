#include <iostream>
int main()
{
    for (int i = 0; i < 100000000; i++)
        std::cout << i << std::endl;
}
