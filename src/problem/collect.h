/* collect: what the readers of packages that are not Kattis' share: tests in the package's own
 * order, groups of points, programs of one file, jury submissions. */
#ifndef EVALX_PROBLEM_COLLECT_H
#define EVALX_PROBLEM_COLLECT_H

#include "model/verdict.h"
#include "problem/package.h"

enum {
    COLLECT_GROUPS_MAX = 10000,
    COLLECT_PROGRAMS_MAX = 256, /* validators, generators */
    COLLECT_NAME_MAX = 128,     /* bytes of a group's or a test's name */
};

#define VERDICT_BIT(verdict) (1u << (verdict))

/* Everything that a contestant's program can get. */
#define VERDICT_BITS_ANY (VERDICT_BITS_REJECTED | VERDICT_BIT(VERDICT_ACCEPTED))
#define VERDICT_BITS_REJECTED                                                                      \
    (VERDICT_BIT(VERDICT_PARTIAL) | VERDICT_BITS_WRONG | VERDICT_BITS_SLOW |                       \
     VERDICT_BIT(VERDICT_MEMORY_LIMIT) | VERDICT_BITS_CRASH)
#define VERDICT_BITS_WRONG                                                                         \
    (VERDICT_BIT(VERDICT_WRONG_ANSWER) | VERDICT_BIT(VERDICT_PRESENTATION_ERROR) |                 \
     VERDICT_BIT(VERDICT_NO_OUTPUT))
#define VERDICT_BITS_SLOW (VERDICT_BIT(VERDICT_TIME_LIMIT) | VERDICT_BIT(VERDICT_IDLENESS_LIMIT))
#define VERDICT_BITS_CRASH                                                                         \
    (VERDICT_BIT(VERDICT_RUNTIME_ERROR) | VERDICT_BIT(VERDICT_SECURITY_VIOLATION) |                \
     VERDICT_BIT(VERDICT_OUTPUT_LIMIT))

/* Defaults of a package that says nothing: those of bare folders, without a time limit. */
void collect_defaults(struct package *package);

/* Adds a copy with its points. An input that no recipe makes and an answer that is given must be
 * files of the package. */
int collect_test(struct package *package, const struct problem_test *test,
                 struct err *err) EV_MUST_CHECK;
/* The tests stay in the order in which they were added; none is an error. */
int collect_finish(struct package *package, struct err *err) EV_MUST_CHECK;

/* Groups of points being collected: the root is always there, at 0. */
struct groups {
    struct score_group *items;
    size_t count, capacity;
};
/* Returns the new group's index. More than COLLECT_GROUPS_MAX is an error of the package. */
int groups_add(struct package *package, struct groups *groups, const struct score_group *group,
               size_t *index_out, struct err *err) EV_MUST_CHECK;
/* The index of a group by its name, SIZE_MAX where there is none. */
size_t groups_find(const struct groups *groups, const char *name);
/* A scoring problem with these groups and this full score. */
void groups_settle(struct package *package, const struct groups *groups, double full_score);

/* A name of a group or test: not too long, without control characters. `what` names it in the
 * answer, which is NULL where the name will do. */
const char *collect_name_fault(const char *name);

/* The source at `path` as a program, the headers beside it as companions. */
int collect_program(struct package *package, const char *path, const char *language,
                    struct package_program *program_out, struct err *err) EV_MUST_CHECK;
/* The same of several files of one folder: headers among them are companions. */
int collect_program_files(struct package *package, const char *const *paths, size_t count,
                          const char *language, struct package_program *program_out,
                          struct err *err) EV_MUST_CHECK;
/* The first existing FOLDER/STEM.EXTENSION whose extension belongs to a language; NULL: none. */
const char *collect_source(struct package *package, const char *folder, const char *stem);
bool collect_is_source(const char *name);
bool collect_is_header(const char *name);

int collect_validator(struct package *package, const char *path, const char *language,
                      enum validator_convention convention, struct err *err) EV_MUST_CHECK;

/* Sets the default validator's flags of every test. `flags` live in the problem's arena. */
void collect_set_flags(struct package *package, const struct words *flags);

void collect_jury(struct package *package, const struct jury_submission *submission);
/* One rule in the problem's arena. */
const struct jury_rule *collect_rule(struct package *package, const struct jury_rule *rule);
/* {"AC"}: what a correct solution is marked with. */
struct words collect_accepted(void);

/* Numbers inside names count as numbers: "1a" < "2" < "10". */
int compare_natural(const char *left, const char *right);

#endif
