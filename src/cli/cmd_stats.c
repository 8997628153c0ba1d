/* cmd_stats: evalx stats: what the history knows. An action is a view of the store shown as it is,
 * or a function of its own. */
#include <string.h>

#include "base/parse.h"
#include "cli/commands.h"
#include "cli/page.h"
#include "cli/stats.h"
#include "cli/when.h"
#include "render/render.h"

enum { ROWS_MOST = 1000000 };

static const struct option options[] = {
    {.name = "since",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct stats_values, since),
     .value = "TIME",
     .help = "only what was judged since then: 2026-11-21, '2026-11-21 14:30', or how long ago: "
             "90m, 36h, 7d"},
    {.name = "until",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct stats_values, until),
     .value = "TIME",
     .help = "only what was judged before"},
    {.name = "problem",
     .letter = 'p',
     .kind = OPTION_TEXT,
     .offset = offsetof(struct stats_values, problem),
     .value = "PROBLEM",
     .choices = "problems",
     .help = "only this problem"},
    {.name = "lang",
     .letter = 'l',
     .kind = OPTION_TEXT,
     .offset = offsetof(struct stats_values, shared.language),
     .value = "LANGUAGE",
     .choices = "languages",
     .help = "only this language, by its id"},
    {.name = "verdict",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct stats_values, verdict),
     .value = "VERDICT",
     .choices = "AC PA WA PE NO OLE TLE ILE MLE RTE SV CE JE",
     .help = "only this verdict: WA, or its name"},
    {.name = "user",
     .letter = 'u',
     .kind = OPTION_TEXT,
     .offset = offsetof(struct stats_values, shared.user),
     .value = "USER",
     .choices = "users",
     .help = "only what this user has handed in"},
    {.name = "kind",
     .letter = 'k',
     .kind = OPTION_TEXT,
     .offset = offsetof(struct stats_values, kind),
     .value = "KIND",
     .choices = "judge verify all",
     .help = "judge: what was handed in; verify: jury submissions that evalx verify has run; or "
             "all (default: judge; prune: all)"},
    {.name = "limit",
     .letter = 'n',
     .kind = OPTION_COUNT,
     .offset = offsetof(struct stats_values, limit),
     .value = "N",
     .least = 1,
     .most = ROWS_MOST,
     .help = "list, slowest: as many rows at most (default: 20)"},
    {.name = "output",
     .letter = 'o',
     .kind = OPTION_TEXT,
     .offset = offsetof(struct stats_values, output),
     .value = "PATH",
     .choices = "files",
     .help = "export ID: the folder to make, or the tar: appeal.tar.gz (default: submission-ID)"},
    {.name = "final",
     .kind = OPTION_FLAG,
     .offset = offsetof(struct stats_values, is_final),
     .help = "board: with what came after the freeze too (default: only counted)"},
    {.name = "older",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct stats_values, older),
     .value = "SPAN",
     .help = "prune: remove what was judged longer ago than that: 90d, 26w"},
    {.name = "format",
     .letter = 'f',
     .kind = OPTION_TEXT,
     .offset = offsetof(struct stats_values, shared.format),
     .value = "FORMAT",
     .choices = "table json csv",
     .help = "table, json or csv (default: table)"},
    {.name = "quiet",
     .letter = 'q',
     .kind = OPTION_FLAG,
     .offset = offsetof(struct stats_values, shared.is_quiet),
     .help = "only the result"},
    {.name = NULL},
};

static const struct option *const option_sets[] = {options, page_options, history_options, NULL};

bool stats_is_json(const struct stats *stats)
{
    return strcmp(stats->values->shared.format, "json") == 0;
}

int stats_print(const struct table *table, const char *format)
{
    EV_STR struct str out = {0};
    struct err err = {0};
    int status = 0;
    if (strcmp(format, "json") == 0) {
        struct json *document = json_map();
        json_set_i64(document, "version", 1);
        json_set(document, "rows", render_grid_json(table));
        return say_json(document);
    }
    if (strcmp(format, "csv") == 0)
        render_grid_csv(table, &out);
    else
        status = render_grid(table, render_width(stdout), &out, &err);
    return status != 0 ? say_error(&err) : say_result(&out);
}

/* ---- views shown as they are ---- */

static int show_view(struct stats *stats, const char *view)
{
    struct err err = {0};
    struct table table;
    if (store_view(stats->store, view, &stats->filter, &stats->arena, &table, &err) != 0)
        return say_error(&err);
    int paged = page_of_grid(stats->values->shared.report, "Statistics", &table);
    return paged != 0 ? paged : stats_print(&table, stats->values->shared.format);
}

static const char *const keys[] = {"problem", "language", "verdict", "user", "hour", "test", NULL};

static int by(struct stats *stats, const char *const *operands, size_t count)
{
    size_t i = 0;
    while (count == 1 && keys[i] != NULL && strcmp(keys[i], operands[0]) != 0)
        i++;
    struct err err = {0};
    if (count == 1 && keys[i] != NULL && strcmp(keys[i], "test") == 0 &&
        stats->filter.problem == NULL) {
        (void)err_set(&err, ERR_USAGE, "stats: by test: of which problem? --problem P");
        return say_error(&err);
    }
    if (count == 1 && keys[i] != NULL)
        return show_view(stats, keys[i]);
    (void)err_set(&err, ERR_USAGE,
                  "stats: by what? evalx stats by problem, language, verdict, user, hour or test");
    return say_error(&err);
}

static int slowest(struct stats *stats, const char *const *operands, size_t count)
{
    (void)operands, (void)count; /* takes none: the table says so */
    return show_view(stats, "slowest");
}

static int list(struct stats *stats, const char *const *operands, size_t count)
{
    (void)operands, (void)count; /* likewise */
    return show_view(stats, "list");
}

/* ---- overview ---- */

static int read_overview(struct stats *stats, struct table tables[4], struct err *err)
{
    static const char *const parts[] = {"overview", "verdicts", "durations", "memory"};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(parts); i++) {
        if (store_view(stats->store, parts[i], &stats->filter, &stats->arena, &tables[i], err) != 0)
            return -1;
    }
    return 0;
}

/* --report of the overview. Returns the exit status of a failure that was said. */
static int page_of_overview(const char *path, const struct table tables[4])
{
    static const char *const headings[] = {"Overview", "Verdicts", "Times", "Memory"};
    struct html_page *page = NULL;
    struct err err = {0};
    int status = page_open(path, "Statistics", &page, &err);
    if (page != NULL) {
        render_html_add_record(page, headings[0], &tables[0], 0);
        for (size_t i = 1; i < EV_ARRAY_LENGTH(headings); i++)
            render_html_add_grid(page, headings[i], &tables[i]);
        status = page_write(path, page, false, &err);
    }
    render_html_close(page);
    return status != 0 ? say_error(&err) : 0;
}

static int overview(struct stats *stats, const char *const *operands, size_t count)
{
    (void)operands, (void)count; /* takes none: the table says so */
    struct err err = {0};
    struct table tables[4];
    EV_STR struct str out = {0};
    if (read_overview(stats, tables, &err) != 0)
        return say_error(&err);
    int paged = page_of_overview(stats->values->shared.report, tables);
    if (paged != 0)
        return paged;
    if (strcmp(stats->values->shared.format, "csv") == 0)
        return stats_print(&tables[0], "csv");
    if (stats_is_json(stats)) {
        struct json *document = json_map();
        json_set_i64(document, "version", 1);
        json_set_string(document, "history", store_path(stats->store));
        json_set(document, "overview", render_row_json(&tables[0], 0));
        json_set(document, "verdicts", render_grid_json(&tables[1]));
        json_set(document, "durations", render_grid_json(&tables[2]));
        json_set(document, "memory", render_grid_json(&tables[3]));
        return say_json(document);
    }
    str_printf(&out, "%s\n\n", store_path(stats->store));
    render_record(&tables[0], 0, &out);
    for (size_t i = 1; i < EV_ARRAY_LENGTH(tables); i++) {
        str_add_char(&out, '\n');
        if (render_grid(&tables[i], render_width(stdout), &out, &err) != 0)
            return say_error(&err);
    }
    return say_result(&out);
}

/* ---- ids ---- */

int stats_parse_id(const char *text, struct store_filter *filter_out, struct err *err)
{
    EV_FREE char *copy = strdup(text);
    struct store_filter filter = {0};
    char *dot = copy != NULL ? strchr(copy, '.') : NULL;
    if (copy == NULL)
        return err_sys(err, ERR_JUDGE, "stats");
    if (dot != NULL)
        *dot = '\0';
    if (parse_i64("submission", copy, 1, INT64_MAX, &filter.submission, err) != 0 ||
        (dot != NULL && parse_i64("judging", dot + 1, 1, INT64_MAX, &filter.judging, err) != 0))
        return err_wrap(err, "stats");
    *filter_out = filter;
    return 0;
}

int stats_read_submission(struct stats *stats, const char *id, struct store_filter *filter_out,
                          struct table *table_out, struct err *err)
{
    if (stats_parse_id(id, filter_out, err) != 0 ||
        store_view(stats->store, "submission", filter_out, &stats->arena, table_out, err) != 0)
        return -1;
    if (table_out->row_count == 0)
        return err_set(err, ERR_INPUT,
                       "stats: %s: the history has no such submission; see evalx stats list", id);
    return 0;
}

/* ---- which of them ---- */

/* Options that only some actions look at; given to another one, they are refused. */
enum taken {
    TAKES_PROBLEM = 1,
    TAKES_FILTERS = 2, /* and all others of struct store_filter but the limit */
    TAKES_LIMIT = 4,
    TAKES_OUTPUT = 8,
    TAKES_FINAL = 16,
    TAKES_OLDER = 32,
    TAKES_REPORT = 64,
    TAKES_CSV = 128,
    TAKES_ALL_FILTERS = TAKES_PROBLEM | TAKES_FILTERS,
    TAKES_VIEW = TAKES_ALL_FILTERS | TAKES_REPORT | TAKES_CSV,
};

static const struct {
    const char *name;
    stats_action *run;
    size_t least, most; /* operands */
    unsigned takes;
} actions[] = {
    {"overview", overview, 0, 0, TAKES_VIEW},
    {"by", by, 1, 1, TAKES_VIEW},
    {"slowest", slowest, 0, 0, TAKES_VIEW | TAKES_LIMIT},
    {"list", list, 0, 0, TAKES_VIEW | TAKES_LIMIT},
    {"show", stats_show, 1, 1, TAKES_REPORT | TAKES_CSV},
    {"diff", stats_diff, 2, 2, 0},
    {"export", stats_export, 0, 0, TAKES_ALL_FILTERS | TAKES_CSV},
    {"export", stats_export, 1, 1, TAKES_OUTPUT},
    {"board", stats_board, 0, 0, TAKES_PROBLEM | TAKES_FINAL | TAKES_REPORT | TAKES_CSV},
    {"prune", stats_prune, 0, 0, TAKES_ALL_FILTERS | TAKES_OLDER},
    {"backup", stats_backup, 1, 1, 0},
};

static int unknown_action(const char *name, struct err *err)
{
    EV_STR struct str known = {0};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(actions); i++) {
        if (i == 0 || strcmp(actions[i].name, actions[i - 1].name) != 0)
            str_printf(&known, "%s%s", i == 0 ? "" : ", ", actions[i].name);
    }
    return err_set(err, ERR_USAGE, "stats: '%s' is unknown, known are %s", name, str_text(&known));
}

static int find_action(const char *const *operands, size_t count, size_t *action_out,
                       struct err *err)
{
    const char *name = count > 0 ? operands[0] : "overview";
    size_t given = count > 0 ? count - 1 : 0;
    bool is_known = false;
    for (size_t i = 0; i < EV_ARRAY_LENGTH(actions); i++) {
        if (strcmp(actions[i].name, name) != 0)
            continue;
        is_known = true;
        *action_out = i;
        if (given >= actions[i].least && given <= actions[i].most)
            return 0;
    }
    return is_known ? err_set(err, ERR_USAGE, "stats: %s: see evalx stats --help", name)
                    : unknown_action(name, err);
}

static int check_taken(const struct stats_values *values, size_t action, struct err *err)
{
    const struct {
        const char *option;
        unsigned bit;
        bool is_given;
    } rows[] = {
        {"--problem", TAKES_PROBLEM, values->problem != NULL},
        {"--since", TAKES_FILTERS, values->since != NULL},
        {"--until", TAKES_FILTERS, values->until != NULL},
        {"--lang", TAKES_FILTERS, values->shared.language != NULL},
        {"--verdict", TAKES_FILTERS, values->verdict != NULL},
        {"--user", TAKES_FILTERS, values->shared.user != NULL},
        {"--kind", TAKES_FILTERS, values->kind != NULL},
        {"--limit", TAKES_LIMIT, values->limit > 0},
        {"--output", TAKES_OUTPUT, values->output != NULL},
        {"--final", TAKES_FINAL, values->is_final},
        {"--older", TAKES_OLDER, values->older != NULL},
        {"--report", TAKES_REPORT, values->shared.report != NULL},
        {"--format csv", TAKES_CSV, strcmp(values->shared.format, "csv") == 0},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        if (rows[i].is_given && !(actions[action].takes & rows[i].bit))
            return err_set(err, ERR_USAGE, "stats: %s takes no %s", actions[action].name,
                           rows[i].option);
    }
    return 0;
}

static int read_kind(const char *kind, enum store_kind *kind_out, struct err *err)
{
    static const char *const known[] = {
        [STORE_JUDGED] = "judge", [STORE_VERIFIED] = "verify", [STORE_KINDS] = "all"};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(known); i++) {
        if (strcmp(known[i], kind) == 0) {
            *kind_out = (enum store_kind)i;
            return 0;
        }
    }
    return err_set(err, ERR_USAGE,
                   "stats: --kind: '%s' is unknown, known are judge, verify and all", kind);
}

static int read_filter(const struct stats_values *values, struct store_filter *filter,
                       struct err *err)
{
    enum verdict verdict;
    int64_t now = when_now_us();
    if (values->kind != NULL && read_kind(values->kind, &filter->kind, err) != 0)
        return -1;
    filter->problem = values->problem;
    filter->language = values->shared.language;
    filter->user = values->shared.user;
    filter->limit = values->limit;
    if (values->since != NULL && when_parse("--since", values->since, now, &filter->since_us, err))
        return -1;
    if (values->until != NULL && when_parse("--until", values->until, now, &filter->until_us, err))
        return -1;
    if (values->verdict == NULL)
        return 0;
    if (!verdict_parse(values->verdict, &verdict))
        return err_set(err, ERR_USAGE, "--verdict: '%s' is unknown, see evalx-verdicts(7)",
                       values->verdict);
    filter->verdict = verdict_code(verdict);
    return 0;
}

static int check_format(const struct stats_values *values, struct err *err)
{
    static const char *const known[] = {"table", "json", "csv"};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(known); i++) {
        if (strcmp(known[i], values->shared.format) == 0)
            return 0;
    }
    return err_set(err, ERR_USAGE,
                   "stats: --format: '%s' is unknown, known are table, json and csv",
                   values->shared.format);
}

static int run(void *values, const char *const *operands, size_t operand_count)
{
    struct stats stats = {.values = values};
    struct err err = {0};
    size_t action = 0;
    int status;
    if (check_format(stats.values, &err) != 0 ||
        find_action(operands, operand_count, &action, &err) != 0 ||
        check_taken(stats.values, action, &err) != 0 ||
        read_filter(stats.values, &stats.filter, &err) != 0 ||
        workspace_find(&stats.arena, ".", &stats.workspace, &err) != 0 ||
        history_read(&stats.arena, &stats.values->shared, &stats.workspace, &stats.store, &err) !=
            0)
        status = say_error(&err);
    else
        status = actions[action].run(&stats, operands + (operand_count > 0),
                                     operand_count - (operand_count > 0));
    store_close(stats.store);
    arena_done(&stats.arena);
    return status;
}

static void set_defaults(void *values)
{
    struct stats_values *stats_values = values;
    *stats_values = (struct stats_values){0};
    shared_set_defaults(&stats_values->shared);
}

const struct command command_stats = {
    .name = "stats",
    .summary = "what the history knows: statistics, single submissions",
    .synopsis = "[OPTIONS] [overview | by KEY | slowest | VERB ...]",
    .details = "  evalx stats                       everything at a glance\n"
               "  evalx stats by problem --since 7d or by language, verdict, user, hour, test\n"
               "  evalx stats slowest -n 5          the tests that took most CPU time\n"
               "  evalx stats list --user ada       single submissions, newest first\n"
               "  evalx stats show 12               everything of one; 12.1: its first judging\n"
               "  evalx stats diff 12 13            what differs between two\n"
               "  evalx stats export > all.csv      everything as rows\n"
               "  evalx stats export 12             one with what an appeal needs: -o x.tar.gz\n"
               "  evalx stats prune --older 90d     remove what is old\n"
               "  evalx stats board --final         a contest's standings\n"
               "  evalx stats backup copy.db",
    .option_sets = option_sets,
    .values_bytes = sizeof(struct stats_values),
    .set_defaults = set_defaults,
    .run = run,
};
