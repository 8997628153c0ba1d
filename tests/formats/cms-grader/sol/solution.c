#include "brackets.h"

int depth(const char *text)
{
    int now = 0, most = 0;
    for (; *text; text++) {
        now += *text == '(' ? 1 : -1;
        most = now > most ? now : most;
    }
    return most;
}
