/* seen_hints: see seen_hints.h. What is left of a report here is what view.c leaves of it. */
#include "serve/seen_hints.h"

#include "hint/hint.h"

static const char stored_key[] = "seen_hints";

/* Of a secret test: how the program ended and what it took; not what it wrote, nor what was made
 * of that. */
static struct test_report figures_of(const struct test_report *test)
{
    struct test_report seen = {.name = test->name,
                               .group = test->group,
                               .is_done = test->is_done,
                               .verdict = test->verdict,
                               .facts = test->facts};
    seen.facts.stdout_bytes = seen.facts.stderr_bytes = seen.facts.written_bytes = -1;
    seen.facts.system_ns = seen.facts.user_ns = -1;
    seen.facts.made_forbidden_call = false;
    seen.facts.forbidden_call[0] = '\0';
    return seen;
}

static void cut_tests(const struct submission_report *report, enum feedback feedback,
                      struct submission_report *seen)
{
    seen->test_count = 0;
    for (size_t i = 0; i < report->test_count; i++) {
        const struct test_report *test = &report->tests[i];
        if (test->is_sample && feedback >= FEEDBACK_SAMPLES)
            seen->tests[seen->test_count++] = *test;
        else if (feedback == FEEDBACK_FULL)
            seen->tests[seen->test_count++] = figures_of(test);
    }
}

static struct json *find(const struct server *server, const struct submission_report *seen,
                         bool has_all_tests)
{
    const char *family[LANGUAGE_FAMILY_MOST];
    size_t rules[HINTS_MOST];
    struct json *list = json_list();
    const struct hint_subject subject = {
        .report = seen,
        .languages = family,
        .language_count = language_family(&server->languages, seen->language, family),
        .is_partial = !has_all_tests,
    };
    size_t count = hints_find(server->options->hints, &subject, rules);
    for (size_t i = 0; i < count; i++)
        json_append_string(list, hints_text(server->options->hints, rules[i]));
    return list;
}

void seen_hints_store(const struct server *server, const struct submission_report *report,
                      struct json *result)
{
    struct arena arena EV_CLEANUP(arena_done) = {0};
    struct submission_report seen = *report;
    if (server->options->hints == NULL || report->error.kind != ERR_NONE)
        return;
    struct json *levels = json_map();
    seen.tests = arena_alloc(&arena, (report->test_count + 1) * sizeof(*seen.tests));
    for (enum feedback level = FEEDBACK_VERDICT; level < FEEDBACK_LEVELS; level++) {
        cut_tests(report, level, &seen);
        json_set(levels, feedback_name(level),
                 find(server, &seen, seen.test_count == report->test_count));
    }
    json_set(result, stored_key, levels);
}

const struct json *seen_hints_of(const struct json *result, enum feedback feedback)
{
    return json_get(json_get(result, stored_key), feedback_name(feedback));
}

void seen_hints_remove(struct json *result)
{
    json_remove(result, stored_key);
}
