/* contest: the section of evalx.yaml that says what a board is of. */
#ifndef EVALX_CLI_CONTEST_H
#define EVALX_CLI_CONTEST_H

#include "base/arena.h"
#include "base/base.h"
#include "base/err.h"
#include "base/yaml.h"
#include "score/score.h"

struct contest_name {
    const char *id;    /* problem's short name, user */
    const char *label; /* "A"; name of the team */
};

struct contest {
    const char *name; /* NULL: none */
    struct board_settings settings;
    struct contest_name *problems, *teams; /* none: those that have submissions */
    size_t problem_count, team_count;
};

/* evalx.yaml(5), key contest. An imported file (`from`, an ICPC contest.yaml) is looked for beside
 * `folder`. */
int contest_read(struct arena *arena, const char *folder, const struct yaml *map,
                 struct contest *contest_out, struct err *err) EV_MUST_CHECK;

#endif
