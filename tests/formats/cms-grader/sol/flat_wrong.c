// @EXPECTED_RESULTS@: WRONG_ANSWER
#include "brackets.h"

int depth(const char *text)
{
    return text[0] == '(' && text[1] == ')' ? 1 : 2;
}
