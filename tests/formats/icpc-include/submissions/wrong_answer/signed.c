#include "distance.h"

long distance(long a, long b)
{
    return b - a;
}
