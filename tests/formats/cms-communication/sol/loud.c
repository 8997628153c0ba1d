/* Too large a number: half of the points. */
#include "whisper.h"

int whisper(const int *list, int count)
{
    int i, most = list[0];
    for (i = 1; i < count; i++)
        most = list[i] > most ? list[i] : most;
    return most + 1000;
}

int guess(int whispered)
{
    return whispered - 1000;
}
