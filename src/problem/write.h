/* write: a problem of any format as a package of the ICPC format 2025-09: write.c problem.yaml and
 * the order of writing, write_groups.c where tests go and what their groups are worth, write_data.c
 * tests and cases, write_programs.c validators and included files, write_files.c named
 * files, write_jury.c submissions. */
#ifndef EVALX_PROBLEM_WRITE_H
#define EVALX_PROBLEM_WRITE_H

#include "base/str.h"
#include "problem/problem.h"

enum { WRITE_NOTES_MAX = 200 };

struct writing {
    const struct problem *problem;
    int dir_fd;                        /* of the new package */
    const struct problem_maker *maker; /* NULL: there is none */
    struct arena *arena;
    const char **notes; /* what could not be carried over, one line each */
    size_t note_count, note_capacity;
    size_t test_count; /* written so far */
    size_t base;       /* the group that data/secret is; 0: the root */
    bool keeps_names;  /* tests and groups are named as before */
};

void write_note(struct writing *writing, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* A new file, folders above it included. is_program: it may be executed. */
int write_text(struct writing *writing, const char *path, const struct str *text, bool is_program,
               struct err *err) EV_MUST_CHECK;
/* A file of the old package. */
int write_copy(struct writing *writing, const char *from, const char *to,
               struct err *err) EV_MUST_CHECK;
/* A file that is open, from its beginning. */
int write_open_file(struct writing *writing, int from, const char *to, bool is_program,
                    struct err *err) EV_MUST_CHECK;
/* A file or folder of the old package with all that is below. */
int write_copy_tree(struct writing *writing, const char *from, const char *to,
                    struct err *err) EV_MUST_CHECK;
/* Letters, digits, '-', '_' and '.' of a name, the rest as '-'; never empty. */
const char *write_safe_name(struct writing *writing, const char *name);
/* A text as a YAML scalar in double quotes. */
void write_quoted(struct str *out, const char *text);

/* Fills base and keeps_names; first of all. */
void write_plan_groups(struct writing *writing);
/* "data/secret/1-small/2", the arena's. */
const char *write_test_stem(struct writing *writing, size_t test);
int write_groups(struct writing *writing, struct err *err) EV_MUST_CHECK;
/* The folder of an input validator below input_validators/, the arena's. */
const char *write_validator_name(struct writing *writing, size_t index);

int write_data(struct writing *writing, struct err *err) EV_MUST_CHECK;
int write_programs(struct writing *writing, struct err *err) EV_MUST_CHECK;
int write_jury(struct writing *writing, struct err *err) EV_MUST_CHECK;
/* Groups whose points were whole, rounded up (sinol), where a checker gives parts of them: each may
 * have less than a point less now. */
size_t write_rounded_groups(const struct problem *problem);

/* Whether submissions in C and C++ that read and write named files can go on doing so. */
bool write_has_file_adapter(struct writing *writing);
/* Then what does it: include/c and include/cpp. */
int write_file_adapter(struct writing *writing, struct err *err) EV_MUST_CHECK;

#endif
