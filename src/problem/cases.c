/* cases: see cases_read in kattis.h. */
#include "problem/kattis.h"

int cases_read(struct package *package, struct err *err)
{
    (void)package;
    (void)err;
    return 0;
}
