/* kattis_groups: from the folders of data/ and what they say to problem.scoring. */
#ifndef EVALX_PROBLEM_KATTIS_GROUPS_H
#define EVALX_PROBLEM_KATTIS_GROUPS_H

#include "problem/settings.h"

/* Where a folder stands, which decides what its test_group.yaml may say (2025-09). */
enum group_place { PLACE_DATA, PLACE_SAMPLE, PLACE_SECRET, PLACE_GROUP, PLACE_ELSEWHERE };

/* A folder at or below data/. */
struct group {
    struct folder folder;
    enum group_place place;
    const char *name; /* below data/: "" is data/ itself, "secret/group1" */
    struct test_settings settings;
    struct group_scoring scoring;
    bool has_testdata, has_test_group; /* files that speak */
};

/* Make the tree by the package's dialect and say for each test to which group it belongs. Tests
 * are sorted; `groups` gets sorted, data/ itself first. A package that is plain pass-fail keeps its
 * one root. */
int kattis_groups_settle(struct package *package, struct group **groups, size_t count,
                         struct err *err) EV_MUST_CHECK;

/* data/test_group.yaml, which other tools read too: arguments for all below, and nothing that
 * speaks of scores. */
int kattis_groups_check_data(struct package *package, const struct group *group, const char *path,
                             struct err *err) EV_MUST_CHECK;

/* 2025-09: the keys of each group against its place and the others', references resolved. */
int kattis_groups_fill_icpc(struct package *package, struct group *const *groups, size_t count,
                            struct score_group *out, struct err *err) EV_MUST_CHECK;

/* 2025-09 without scores: no group may speak of them. */
int kattis_groups_check_plain(struct package *package, struct group *const *groups, size_t count,
                              struct err *err) EV_MUST_CHECK;

#endif
