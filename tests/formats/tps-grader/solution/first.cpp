#include "peaks.h"

int highest(int count, const int *heights)
{
    int i = 0;
    while (i + 1 < count && heights[i + 1] > heights[i])
        i++;
    return heights[i];
}
