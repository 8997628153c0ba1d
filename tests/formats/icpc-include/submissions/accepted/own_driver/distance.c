#include "distance.h"

long distance(long a, long b)
{
    return a > b ? a - b : b - a;
}
