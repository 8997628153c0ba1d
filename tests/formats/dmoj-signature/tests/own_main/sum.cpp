#include <iostream>

int triangle(int rows)
{
    int sum = 0;
    for (int row = 1; row <= rows; row++)
        sum += row;
    return sum;
}

int main()
{
    std::cout << "tried at home: " << triangle(4) << std::endl;
}
