#include "judge/trial.h"
int judge_answer(const struct trial *trial, struct err *err)
{
    (void)trial;
    return err_set(err, ERR_JUDGE, "no");
}
