/* grader: a package's own grader asked outside of judging: for what a submission would have got
 * with other verdicts. */
#include "judge/grade.h"
#include "judge/program.h"

struct judge_grader {
    struct problem_state state; /* no more of it than the grader is used */
    struct judge *judge;
};

struct judge_grader *judge_grader_open(struct judge *judge, const struct problem *problem)
{
    struct judge_grader *grader = calloc(1, sizeof(*grader));
    if (!grader)
        return NULL;
    grader->judge = judge;
    grader->state.problem = problem;
    grader->state.grader = program_open(judge, problem, &problem->grader, "grader", PROGRAM_JUDGES);
    if (grader->state.grader)
        return grader;
    free(grader);
    return NULL;
}

void judge_grader_close(struct judge_grader *grader)
{
    if (grader)
        program_close(grader->state.grader);
    free(grader);
}

/* One question, as a slot needs it. */
struct asking {
    struct judge_grader *grader;
    const struct score_group *group;
    const char *lines;
    enum verdict *verdict_out;
    double *score_out;
    struct err *err;
    int status;
};

static void ask(void *context, void *slot)
{
    struct asking *asking = context;
    struct grading grading = {.slot = slot, .state = &asking->grader->state};
    asking->status = grade_by_package(&grading, asking->group, asking->lines, asking->verdict_out,
                                      asking->score_out, asking->err);
}

int judge_grader_ask(void *grader, const struct score_group *group, const char *lines,
                     enum verdict *verdict_out, double *score_out, struct err *err)
{
    struct asking asking = {.grader = grader,
                            .group = group,
                            .lines = lines,
                            .verdict_out = verdict_out,
                            .score_out = score_out,
                            .err = err};
    if (judge_call(asking.grader->judge, ask, &asking, err) != 0)
        return -1;
    return asking.status;
}
