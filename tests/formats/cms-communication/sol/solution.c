#include <stdio.h>

#include "whisper.h"

int whisper(const int *list, int count)
{
    int i, most = list[0];
    for (i = 1; i < count; i++)
        most = list[i] > most ? list[i] : most;
    puts("standard output is nobody's business here");
    return most;
}

int guess(int whispered)
{
    return whispered;
}
