#include <stdlib.h>

#include "whisper.h"

int whisper(const int *list, int count)
{
    (void)count;
    abort();
    return list[0];
}

int guess(int whispered)
{

    return whispered;
}
