/* testdata: see testdata.h. */
#include "problem/testdata.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static int compare_name(const void *key, const void *item)
{
    return strcmp(key, *(const char *const *)item);
}

bool names_have(const char *const *names, size_t count, const char *name)
{
    return count > 0 && bsearch(name, names, count, sizeof(*names), compare_name);
}

static int check_file(const struct package *package, const char *path, struct err *err)
{
    struct entry entry;
    if (package_look(package, path, &entry, err) != 0)
        return -1;
    if (entry.kind == ENTRY_FILE)
        return 0;
    return package_error(package, path, err, "a test's input and answer must be files");
}

int testdata_add(struct package *package, const struct problem_test *test,
                 struct problem_test **added_out, struct err *err)
{
    struct problem *problem = &package->problem;
    if (!test->is_static &&
        (check_file(package, test->input, err) != 0 || check_file(package, test->answer, err) != 0))
        return -1;
    if (problem->test_count == PACKAGE_TESTS_MAX)
        return package_error(package, NULL, err, "more than %d tests: a package may not have more",
                             (int)PACKAGE_TESTS_MAX);
    package->tests =
        arena_grow(&problem->arena, package->tests, problem->test_count, problem->test_count + 1,
                   sizeof(*package->tests), &package->test_capacity);
    package->tests[problem->test_count] = *test;
    package->tests[problem->test_count].points = NAN; /* a reader that knows better says so */
    *added_out = &package->tests[problem->test_count++];
    return 0;
}

/* A slash is less than any other character: a folder's tests stay together. */
static int weight(char c)
{
    return c == '/' ? 1 : c == '\0' ? 0 : (unsigned char)c + 1;
}

int test_names_compare(const char *left, const char *right)
{
    while (*left && *left == *right) {
        left++;
        right++;
    }
    return weight(*left) - weight(*right);
}

static int compare_tests(const void *a, const void *b)
{
    const struct problem_test *left = a;
    const struct problem_test *right = b;
    return test_names_compare(left->name, right->name);
}

int testdata_finish(struct package *package, struct err *err)
{
    size_t count = package->problem.test_count;
    if (count == 0)
        return package_error(package, NULL, err,
                             "no tests: a test is an input and its answer, such as "
                             "data/secret/1.in and data/secret/1.ans");
    qsort(package->tests, count, sizeof(*package->tests), compare_tests);
    package->problem.tests = package->tests;
    return 0;
}
