// @EXPECTED_RESULTS@: OUTPUT-LIMIT
#include <stdio.h>

#include "whisper.h"

int whisper(const int *list, int count)
{
    (void)list;
    (void)count;
    for (;;)
        puts("a flood of words");
}

int guess(int whispered)
{
    return whispered;
}
