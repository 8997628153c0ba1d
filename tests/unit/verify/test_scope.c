#include <criterion/criterion.h>

#include "verify/verify.h"

static const struct verified_submission submissions[] = {
    {.path = "submissions/accepted/a.cpp"},
    {.path = "submissions/wrong_answer/folder"},
    {.path = "solutions/s.py"},
};

static const struct verify_report report = {
    .submissions = submissions,
    .submission_count = 3,
    .limit = {.is_known = true, .limit_ns = 5},
};

static const struct row {
    const char *label;
    const char *paths[2];
    unsigned parts;
    const char *submission; /* the only one; NULL: all */
} rows[] = {
    {"a submission",
     {"submissions/accepted/a.cpp"},
     VERIFY_SUBMISSIONS,
     "submissions/accepted/a.cpp"},
    {"a file of one",
     {"submissions/wrong_answer/folder/main.c"},
     VERIFY_SUBMISSIONS,
     "submissions/wrong_answer/folder"},
    {"another format's", {"solutions/s.py"}, VERIFY_SUBMISSIONS, "solutions/s.py"},
    {"a new one", {"submissions/accepted/b.cpp"}, VERIFY_SUBMISSIONS, "submissions/accepted/b.cpp"},
    {"a file of a new one",
     {"submissions/accepted/new/b.h"},
     VERIFY_SUBMISSIONS,
     "submissions/accepted/new"},
    {"rules for all", {"submissions/submissions.yaml"}, VERIFY_ALL, NULL},
    {"an input validator", {"input_validators/v.py"}, VERIFY_VALIDATORS, NULL},
    {"a case", {"data/invalid_input/x.in"}, VERIFY_VALIDATORS, NULL},
    {"a test", {"data/secret/1.in"}, VERIFY_ALL, NULL},
    {"the statement", {"statement/problem.en.md"}, 0, NULL},
    {"metadata", {"problem.yaml"}, VERIFY_ALL, NULL},
    {"a submission and a validator",
     {"submissions/accepted/a.cpp", "input_validators/v.py"},
     VERIFY_VALIDATORS | VERIFY_SUBMISSIONS,
     "submissions/accepted/a.cpp"},
    {"a submission and a test",
     {"submissions/accepted/a.cpp", "data/secret/1.in"},
     VERIFY_ALL,
     NULL},
    {"a submission twice",
     {"submissions/accepted/a.cpp", "submissions/accepted/a.cpp"},
     VERIFY_SUBMISSIONS,
     "submissions/accepted/a.cpp"},
};

Test(scope, an_edit_touches_what_depends_on_it)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct arena arena = {0};
        size_t count = rows[i].paths[1] ? 2 : 1;
        struct verify_scope scope = verify_scope_of(&arena, &report, rows[i].paths, count);
        cr_expect_eq(scope.parts, rows[i].parts, "%s: %u", rows[i].label, scope.parts);
        cr_expect_eq(scope.submissions != NULL, rows[i].submission != NULL, "%s", rows[i].label);
        if (scope.submissions && rows[i].submission) {
            cr_expect_eq(scope.submission_count, 1, "%s", rows[i].label);
            cr_expect_str_eq(scope.submissions[0], rows[i].submission, "%s", rows[i].label);
            cr_expect_eq(scope.known_limit_ns, 5, "%s", rows[i].label);
        }
        arena_done(&arena);
    }
}
