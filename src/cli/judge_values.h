/* judge_values: what the command line of evalx judge says, and whether it makes sense. */
#ifndef EVALX_CLI_JUDGE_VALUES_H
#define EVALX_CLI_JUDGE_VALUES_H

#include "cli/shared.h"

struct judge_values {
    struct shared_values shared;
    const char *problem, *tests_glob;
    struct text_list each; /* folders and archives */
    const char *users, *attempt, *gradebook, *feedback;
    bool is_watching;
    bool is_stopping_on_first, is_running_all, is_explaining;
    int64_t repeats; /* 0: not asked for */
    const char *time_source;
    int64_t instructions_per_second;         /* 0: not given */
    const char *batch, *resume, *transcript; /* files */
    const char *hint_command;                /* NULL: none */
    int64_t hint_time_ns;
    const char *server; /* URL; NULL: judge here */
};

extern const struct option judge_options_own[];

/* Nothing is opened yet. ERR_USAGE. */
int judge_check_usage(const struct judge_values *values, size_t operand_count,
                      struct err *err) EV_MUST_CHECK;

/* --server: the exit status. */
int judge_remotely(const struct judge_values *values, const char *const *operands, size_t count);

#endif
