// Proves: division by zero is a run-time error.
#include <iostream>

int main()
{
    volatile int zero = 0;
    std::cout << 42 / zero << std::endl;
}
