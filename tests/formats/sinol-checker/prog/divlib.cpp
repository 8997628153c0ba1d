#include "divlib.h"

int is_divisor(int divisor, int number)
{
    return number % divisor == 0;
}
