/* cmd_cache: evalx cache: what the cache holds and was good for; make room; fill it ahead. */
#include <string.h>

#include "base/parse.h"
#include "cache/cache.h"
#include "cli/commands.h"
#include "cli/frequent.h"
#include "cli/history.h"
#include "cli/shared.h"

enum { PROBLEMS_MOST = 1000, SOURCES_DEFAULT = 100 };

struct cache_values {
    struct shared_values shared;
    int64_t size_bytes; /* of prune; 0: not given */
    int64_t sources;    /* of warm: those of the history, of each problem */
    bool is_all;
};

static const struct option options[] = {
    {.name = "size",
     .kind = OPTION_BYTES,
     .offset = offsetof(struct cache_values, size_bytes),
     .value = "SIZE",
     .help = "prune: what may be left, 500M (default: the cache's own limit)"},
    {.name = "all",
     .kind = OPTION_FLAG,
     .offset = offsetof(struct cache_values, is_all),
     .help = "prune: remove everything"},
    {.name = "sources",
     .kind = OPTION_COUNT,
     .offset = offsetof(struct cache_values, sources),
     .value = "N",
     .most = FREQUENT_MOST,
     .help = "warm: of each problem, so many sources of the history that came more than once, the "
             "most frequent first (default: 100)"},
    {.name = "problems",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct cache_values, shared.problems),
     .value = "FOLDER",
     .variable = "EVALX_PROBLEMS",
     .choices = "folders",
     .help = "where problems are looked up by name (default: the workspace's folder)"},
    {.name = "format",
     .letter = 'f',
     .kind = OPTION_TEXT,
     .offset = offsetof(struct cache_values, shared.format),
     .value = "FORMAT",
     .choices = "table json",
     .help = "table or json (default: table)"},
    {.name = NULL},
};

static const struct option *const option_sets[] = {options, judging_options, history_options, NULL};

/* What the actions stand on. */
struct caching {
    const struct cache_values *values;
    struct session session;
    struct cache *cache;
    int64_t most_bytes;
};

static void say_line(void *context, const char *line)
{
    (void)context;
    say("%s", line);
}

static int open_cache(struct caching *caching, struct err *err)
{
    const struct shared_values *shared = &caching->values->shared;
    if (session_load(&caching->session, shared, err) != 0)
        return -1;
    int64_t bytes =
        shared->cache_bytes > 0 ? shared->cache_bytes : caching->session.workspace.cache_bytes;
    caching->most_bytes = bytes > 0 ? bytes : CACHE_BYTES_DEFAULT;
    struct cache_options cache = {.most_bytes = caching->most_bytes, .warn = say_line};
    caching->cache = cache_open(&cache);
    return 0;
}

/* ---- show ---- */

static double hit_rate(const struct cache_counts *counts)
{
    int64_t looked = counts->hits + counts->misses;
    return looked > 0 ? (double)counts->hits / (double)looked : 0;
}

static void add_counts(struct cache_counts *sum, const struct cache_counts *counts)
{
    sum->entries += counts->entries;
    sum->bytes += counts->bytes;
    sum->hits += counts->hits;
    sum->misses += counts->misses;
    sum->stores += counts->stores;
    sum->damaged += counts->damaged;
    sum->saved_ns += counts->saved_ns;
}

static void add_row(struct str *out, const char *name, const struct cache_counts *counts)
{
    char bytes[32], saved[32], rate[16] = "-";
    if (counts->hits + counts->misses > 0)
        (void)snprintf(rate, sizeof(rate), "%.0f%%", 100 * hit_rate(counts));
    str_printf(out, "%-9s %8lld %10s %10lld %10lld %9s  %s\n", name, (long long)counts->entries,
               format_bytes(counts->bytes, bytes, sizeof(bytes)), (long long)counts->hits,
               (long long)counts->misses, rate,
               counts->saved_ns > 0 ? format_duration(counts->saved_ns, saved, sizeof(saved))
                                    : "-");
}

static int show_table(const struct caching *caching, const struct cache_counts counts[CACHE_KINDS])
{
    struct cache_counts sum = {0};
    struct str out EV_STR = {0};
    char bytes[32], most[32];
    struct cache_counts roots;
    cache_survey_roots(caching->cache, &roots);
    for (size_t kind = 0; kind < CACHE_KINDS; kind++)
        add_counts(&sum, &counts[kind]);
    str_printf(&out, "%s: %s of %s\n\n", cache_path(caching->cache),
               format_bytes(sum.bytes, bytes, sizeof(bytes)),
               format_bytes(caching->most_bytes, most, sizeof(most)));
    str_printf(&out, "%-9s %8s %10s %10s %10s %9s  %s\n", "kind", "entries", "size", "hits",
               "misses", "hit rate", "time saved");
    for (enum cache_kind kind = 0; kind < CACHE_KINDS; kind++)
        add_row(&out, cache_kind_name(kind), &counts[kind]);
    add_row(&out, "total", &sum);
    if (roots.entries > 0)
        str_printf(&out, "\nroots of languages: %lld, %s of %s\n", (long long)roots.entries,
                   format_bytes(roots.bytes, bytes, sizeof(bytes)),
                   format_bytes(caching->most_bytes, most, sizeof(most)));
    if (sum.damaged > 0)
        str_printf(&out, "\n%lld damaged entries were found and removed.\n",
                   (long long)sum.damaged);
    return say_result(&out);
}

static int show_json(const struct caching *caching, const struct cache_counts counts[CACHE_KINDS])
{
    struct json *document = json_map();
    struct json *kinds = json_list();
    struct cache_counts sum = {0};
    for (enum cache_kind kind = 0; kind < CACHE_KINDS; kind++) {
        struct json *item = json_map();
        json_set_string(item, "kind", cache_kind_name(kind));
        json_set_i64(item, "entries", counts[kind].entries);
        json_set_i64(item, "bytes", counts[kind].bytes);
        json_set_i64(item, "hits", counts[kind].hits);
        json_set_i64(item, "misses", counts[kind].misses);
        json_set_double(item, "hit_rate", hit_rate(&counts[kind]));
        json_set_i64(item, "stores", counts[kind].stores);
        json_set_i64(item, "damaged", counts[kind].damaged);
        json_set_double(item, "saved_ms", (double)counts[kind].saved_ns / 1e6);
        json_append(kinds, item);
        add_counts(&sum, &counts[kind]);
    }
    json_set_i64(document, "version", 1);
    json_set_string(document, "folder", cache_path(caching->cache));
    json_set_i64(document, "bytes", sum.bytes);
    json_set_i64(document, "most_bytes", caching->most_bytes);
    json_set(document, "kinds", kinds);
    struct cache_counts roots;
    cache_survey_roots(caching->cache, &roots);
    struct json *item = json_map();
    json_set_i64(item, "entries", roots.entries);
    json_set_i64(item, "bytes", roots.bytes);
    json_set_i64(item, "most_bytes", caching->most_bytes);
    json_set(document, "roots", item);
    return say_json(document);
}

static int show(struct caching *caching, const char *const *operands, size_t count)
{
    struct err err = {0};
    struct cache_counts counts[CACHE_KINDS];
    (void)operands;
    if (count > 0) {
        (void)err_set(&err, ERR_USAGE, "cache: show takes no operands");
        return say_error(&err);
    }
    if (open_cache(caching, &err) != 0 || cache_survey(caching->cache, counts, &err) != 0)
        return say_error(&err);
    if (strcmp(caching->values->shared.format, "json") == 0)
        return show_json(caching, counts);
    return show_table(caching, counts);
}

/* ---- prune ---- */

static int prune(struct caching *caching, const char *const *operands, size_t count)
{
    const struct cache_values *values = caching->values;
    struct err err = {0};
    struct cache_pruned pruned;
    (void)operands;
    if (count > 0 || (values->is_all && values->size_bytes > 0)) {
        (void)err_set(&err, ERR_USAGE, "cache: prune takes --size SIZE or --all, and no operands");
        return say_error(&err);
    }
    if (open_cache(caching, &err) != 0)
        return say_error(&err);
    int64_t most_bytes = values->size_bytes > 0 ? values->size_bytes : caching->most_bytes;
    if (cache_prune(caching->cache, values->is_all ? 0 : most_bytes, &pruned, &err) != 0)
        return say_error(&err);
    struct str out EV_STR = {0};
    char bytes[32], left[32];
    str_printf(&out, "removed %lld entries, %s; left %lld, %s\n", (long long)pruned.entries,
               format_bytes(pruned.bytes, bytes, sizeof(bytes)), (long long)pruned.left_entries,
               format_bytes(pruned.left_bytes, left, sizeof(left)));
    return values->shared.is_quiet ? 0 : say_result(&out);
}

/* ---- warm ---- */

struct problems {
    struct problem *items[PROBLEMS_MOST];
    size_t count;
};

static void close_problems(struct problems *problems)
{
    for (size_t i = 0; i < problems->count; i++)
        problem_close(problems->items[i]);
}

static int open_problems(struct caching *caching, const char *const *names, size_t count,
                         struct problems *problems, struct err *err)
{
    struct session *session = &caching->session;
    const struct shared_values *shared = &caching->values->shared;
    const char *folder = shared->problems ? shared->problems : session->workspace.problems;
    if (count == 0 || count > PROBLEMS_MOST)
        return err_set(err, ERR_USAGE, "cache: warm which problems? evalx cache warm PROBLEM...");
    for (size_t i = 0; i < count; i++) {
        const char *path;
        struct problem *problem = arena_alloc(&session->arena, sizeof(*problem));
        if (problem_locate(&session->arena, names[i], folder, &path, err) != 0 ||
            problem_open_shared(path, problem, err) != 0)
            return -1;
        problems->items[problems->count++] = problem;
    }
    return 0;
}

static int warm_opened(struct caching *caching, const struct problems *problems, struct err *err)
{
    const struct shared_values *shared = &caching->values->shared;
    struct session *session = &caching->session;
    EV_CLEANUP(frequent_close) struct frequent frequent = {0};
    struct judge_warmed warmed;
    if (frequent_open(session, shared, problems->items, problems->count, caching->values->sources,
                      &frequent, err) != 0 ||
        session_open_judge(session, shared, err) != 0 ||
        judge_warm(session->judge, problems->items, problems->count, frequent.jobs, frequent.count,
                   &warmed, err) != 0)
        return say_error(err);
    struct str out EV_STR = {0};
    str_printf(&out,
               "%zu problems: %zu validators, %zu sources of the history that came again, %zu "
               "programs compiled, %zu known before, %zu headers made, %zu not done\n",
               problems->count, warmed.validators, frequent.count, warmed.compiled, warmed.known,
               warmed.headers, warmed.failed);
    return shared->is_quiet ? 0 : say_result(&out);
}

static int warm(struct caching *caching, const char *const *operands, size_t count)
{
    EV_CLEANUP(close_problems) struct problems problems = {0};
    struct err err = {0};
    if (session_load(&caching->session, &caching->values->shared, &err) != 0 ||
        open_problems(caching, operands, count, &problems, &err) != 0)
        return say_error(&err);
    int status = warm_opened(caching, &problems, &err);
    judge_close(caching->session.judge); /* before its problems */
    caching->session.judge = NULL;
    return status;
}

/* ---- which of them ---- */

static const struct {
    const char *name;
    int (*run)(struct caching *caching, const char *const *operands, size_t count);
} actions[] = {{"show", show}, {"prune", prune}, {"warm", warm}};

static int run(void *values, const char *const *operands, size_t operand_count)
{
    struct caching caching = {.values = values};
    struct err err = {0};
    const char *name = operand_count > 0 ? operands[0] : "show";
    const char *format = caching.values->shared.format;
    if (strcmp(format, "table") != 0 && strcmp(format, "json") != 0) {
        (void)err_set(&err, ERR_USAGE, "cache: --format: '%s' is unknown, known are table and json",
                      format);
        return say_error(&err);
    }
    size_t i = 0;
    while (i < EV_ARRAY_LENGTH(actions) && strcmp(actions[i].name, name) != 0)
        i++;
    if (i == EV_ARRAY_LENGTH(actions)) {
        (void)err_set(&err, ERR_USAGE, "cache: '%s' is unknown, known are show, prune and warm",
                      name);
        return say_error(&err);
    }
    size_t skipped = operand_count > 0;
    int status = actions[i].run(&caching, operands + skipped, operand_count - skipped);
    cache_close(caching.cache);
    session_close(&caching.session);
    return status;
}

static void set_defaults(void *values)
{
    struct cache_values *cache_values = values;
    *cache_values = (struct cache_values){.sources = SOURCES_DEFAULT};
    shared_set_defaults(&cache_values->shared);
}

const struct command command_cache = {
    .name = "cache",
    .summary = "show what the cache holds and has saved, make room in it, fill it ahead",
    .synopsis = "[OPTIONS] [show | prune | warm PROBLEM...]",
    .details = "  evalx cache                 sizes, hit rates and time saved\n"
               "  evalx cache prune --size 500M\n"
               "  evalx cache warm p1 p2      compile validators, jury programs, headers,\n"
               "                              and sources that came more than once",
    .option_sets = option_sets,
    .values_bytes = sizeof(struct cache_values),
    .set_defaults = set_defaults,
    .run = run,
};
