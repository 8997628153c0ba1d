/* Paths by their patterns, ranges of blobs, names of this machine. */
#include <criterion/criterion.h>

#include "serve/api.h"
#include "serve/auth.h"

Test(address, patterns)
{
    static const struct {
        const char *pattern, *path, *first, *second; /* first NULL: it does not fit, "" no {..} */
    } rows[] = {
        {"/v1/submissions", "/v1/submissions", "", NULL},
        {"/v1/submissions", "/v1/submissions/", NULL, NULL},
        {"/v1/submissions", "/v1/submission", NULL, NULL},
        {"/v1/submissions/{id}", "/v1/submissions/a-b", "a-b", NULL},
        {"/v1/submissions/{id}", "/v1/submissions/", NULL, NULL},
        {"/v1/submissions/{id}", "/v1/submissions/a/b", NULL, NULL},
        {"/v1/{a}/x/{b}", "/v1/1/x/2", "1", "2"},
        {"/v1/{a}/x/{b}", "/v1/1/y/2", NULL, NULL},
        {"/files/{rest*}", "/files/a/b", "a/b", NULL},
        {"/files/{rest*}", "/files/", NULL, NULL},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct arena arena = {0};
        const char *found[HTTP_PARAMETERS_MAX] = {0};
        bool fits = route_fits(rows[i].pattern, rows[i].path, &arena, found);
        cr_assert_eq(fits, rows[i].first != NULL, "%s %s", rows[i].pattern, rows[i].path);
        if (fits && rows[i].first[0] != '\0')
            cr_assert_str_eq(found[0], rows[i].first, "%s", rows[i].path);
        if (fits && rows[i].second != NULL)
            cr_assert_str_eq(found[1], rows[i].second, "%s", rows[i].path);
        arena_done(&arena);
    }
}

/* RFC 9110, section 14.1.2. */
Test(address, ranges)
{
    static const struct {
        const char *text;
        uint64_t bytes, first, count; /* count 0: none, and beyond where so */
        bool is_beyond;
    } rows[] = {
        {"bytes=0-9", 100, 0, 10, false},     {"bytes=90-", 100, 90, 10, false},
        {"bytes=-10", 100, 90, 10, false},    {"bytes=-1000", 100, 0, 100, false},
        {"bytes=0-1000", 100, 0, 100, false}, {"bytes=99-99", 100, 99, 1, false},
        {"bytes=100-", 100, 0, 0, true},      {"bytes=-0", 100, 0, 0, true},
        {"bytes=0-", 0, 0, 0, true},          {"bytes=9-0", 100, 0, 0, false},
        {"bytes=-", 100, 0, 0, false},        {"bytes=0-1,3-4", 100, 0, 0, false},
        {"lines=0-1", 100, 0, 0, false},      {"bytes=a-b", 100, 0, 0, false},
        {"bytes=0-1x", 100, 0, 0, false},     {NULL, 100, 0, 0, false},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        uint64_t first = 0, count = 0;
        bool is_beyond = false;
        bool is_part = blob_read_range(rows[i].text, rows[i].bytes, &first, &count, &is_beyond);
        cr_assert_eq(is_part, rows[i].count > 0, "row %zu", i);
        cr_assert_eq(is_beyond, rows[i].is_beyond, "row %zu", i);
        if (is_part)
            cr_assert(first == rows[i].first && count == rows[i].count, "row %zu", i);
    }
}

Test(address, names_of_this_machine)
{
    static const struct {
        const char *host;
        bool is_local;
    } rows[] = {
        {"localhost", true},
        {"localhost:8080", true},
        {"127.0.0.1:80", true},
        {"[::1]:8080", true},
        {"[::1]", true},
        {"example.org", false},
        {"localhost.evil", false},
        {"[::2]", false},
        {"", false},
        {"127.0.0.1.evil", false},
        {"192.168.1.2:8080", false},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++)
        cr_assert_eq(auth_is_local_name(rows[i].host), rows[i].is_local, "%s", rows[i].host);
}
