/* key: whatever decides a result is part of its name. */
#include <fcntl.h>
#include <math.h>
#include <string.h>

#include <criterion/criterion.h>

#include "base/fs.h"
#include "judge/internal.h"
#include "judge/program.h"

static const char *const answer_first[] = {"{answer_file}", "{output_file}"};

struct fixture {
    struct language language;
    struct languages languages;
    struct judge_options options;
    struct judge judge;
    struct problem problem;
    struct problem_state state;
    struct problem_test test;
    struct limits limits;
};

static void open_fixture(struct fixture *fixture)
{
    *fixture = (struct fixture){
        .language = {.id = "c", .time_factor = 1},
        .options = {.limits = LIMITS_UNSET, .compile_limits = LIMITS_UNSET},
        .problem = {.passes_max = 1, .test_count = 1, .validator_limits = LIMITS_UNSET},
        .test = {.points = NAN},
        .limits = LIMITS_UNSET,
    };
    fixture->languages = (struct languages){.items = &fixture->language, .count = 1};
    fixture->options.languages = &fixture->languages;
    fixture->judge.options = &fixture->options;
    fixture->state.problem = &fixture->problem;
    (void)pthread_mutex_init(&fixture->judge.engine_lock, NULL);
}

static void name_results(struct fixture *fixture, char hex_out[HASH_HEX_BYTES])
{
    struct err err;
    cr_assert_eq(key_of_results(&fixture->judge, "program", &fixture->limits, &fixture->state,
                                hex_out, &err),
                 0);
}

static void name_test(struct fixture *fixture, char hex_out[HASH_HEX_BYTES])
{
    struct err err;
    cr_assert_eq(key_of_test(&fixture->judge, &fixture->test, "in", "ans", hex_out, &err), 0);
}

static void name_limit(struct fixture *fixture, char hex_out[HASH_HEX_BYTES])
{
    struct err err;
    cr_assert_eq(key_of_time_limit(&fixture->judge, "digest", hex_out, &err), 0);
}

static void count_instructions(struct fixture *fixture)
{
    fixture->options.counter = (struct run_counter){.per_second = 2000000000};
}

static void count_others(struct fixture *fixture)
{
    fixture->options.counter = (struct run_counter){.type = 1, .per_second = 2000000000};
}

static void tell_checker_otherwise(struct fixture *fixture)
{
    fixture->problem.output_validator.arguments = answer_first;
    fixture->problem.output_validator.argument_count = EV_ARRAY_LENGTH(answer_first);
}

static void want_one_answer(struct fixture *fixture)
{
    fixture->problem.kinds = PROBLEM_SUBMIT_ANSWER;
}

static void want_two_answers(struct fixture *fixture)
{
    fixture->problem.kinds = PROBLEM_SUBMIT_ANSWER;
    fixture->problem.test_count = 2;
}

static void name_output(struct fixture *fixture)
{
    fixture->test.outputs = "2.out";
}

static void slow_down(struct fixture *fixture)
{
    fixture->language.time_factor = 2;
}

static const struct {
    const char *label;
    void (*name)(struct fixture *fixture, char hex_out[HASH_HEX_BYTES]);
    void (*change)(struct fixture *fixture);
} rows[] = {
    {"results: time source", name_results, count_instructions},
    {"results: another one", name_results, count_others},
    {"results: the checker's own arguments", name_results, tell_checker_otherwise},
    {"results: a lone file is the answer", name_results, want_one_answer},
    {"results: a lone file is one of two answers", name_results, want_two_answers},
    {"test: name of the output", name_test, name_output},
    {"limit: time source", name_limit, count_instructions},
    {"limit: another one", name_limit, count_others},
    {"limit: what a language's time is worth", name_limit, slow_down},
};

/* None is that of an unchanged fixture, nor that of another row. */
Test(key, all_that_decides_changes_it)
{
    char keys[EV_ARRAY_LENGTH(rows)][HASH_HEX_BYTES];
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct fixture fixture;
        char before[HASH_HEX_BYTES], again[HASH_HEX_BYTES];
        open_fixture(&fixture);
        rows[i].name(&fixture, before);
        rows[i].name(&fixture, again);
        cr_assert_str_eq(again, before, "%s: the same twice", rows[i].label);
        rows[i].change(&fixture);
        rows[i].name(&fixture, keys[i]);
        cr_expect_str_neq(keys[i], before, "%s", rows[i].label);
        for (size_t j = 0; j < i; j++)
            cr_expect_str_neq(keys[i], keys[j], "%s, %s", rows[i].label, rows[j].label);
    }
}

static void write_status(const char *root, const char *text)
{
    struct err err;
    EV_FD int fd = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    cr_assert_eq(fs_make_dirs(fd, "var/lib/dpkg", 0755, &err), 0, "%s", err.msg);
    cr_assert_eq(fs_write_atomic(fd, "var/lib/dpkg/status", text, strlen(text), 0644, &err), 0,
                 "%s", err.msg);
}

/* A header that was missing, and is there when the same source comes again. */
Test(key, what_is_installed_later_changes_it)
{
    EV_CLEANUP(arena_done) struct arena arena = {0};
    EV_STR struct str before = {0}, after = {0};
    const char *root;
    struct err err;
    cr_assert_eq(fs_make_temporary("evalx-test", &arena, &root, &err), 0, "%s", err.msg);
    toolchain_describe_installed(root, &before);
    cr_expect_str_eq(str_text(&before), "", "nothing of the host's");
    write_status(root, "Package: gcc\n");
    toolchain_describe_installed(root, &before);
    write_status(root, "Package: gcc\n\nPackage: libgmp-dev\n");
    toolchain_describe_installed(root, &after);
    cr_expect_str_neq(str_text(&after), str_text(&before));
    cr_expect_not_null(strstr(str_text(&after), "/var/lib/dpkg/status"));
    cr_assert_eq(fs_remove_tree(AT_FDCWD, root, &err), 0);
}
