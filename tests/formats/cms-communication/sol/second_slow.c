#include "whisper.h"

int whisper(const int *list, int count)
{
    (void)count;

    return list[0];
}

int guess(int whispered)
{
    for (volatile int i = 0;; i++)
        ;
    return whispered;
}
