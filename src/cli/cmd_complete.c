/* cmd_complete: evalx complete WHAT: what a shell's completion offers, a word a line. Not for
 * people, and in no list. It is asked at every press of a key: nothing is run, no sandbox is
 * opened. */
#include <fcntl.h>
#include <string.h>

#include "base/archive.h"
#include "base/fs.h"
#include "cli/commands.h"
#include "cli/history.h"

enum { PROBLEMS_MOST = 10000, SUBMISSIONS_SHOWN = 500 };

struct complete_values {
    struct shared_values shared;
};

static const struct option options[] = {
    {.name = "problems",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct complete_values, shared.problems),
     .value = "FOLDER",
     .variable = "EVALX_PROBLEMS",
     .choices = "folders",
     .help = "where problems are looked up by name (default: the workspace's folder)"},
    {.name = "langs",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct complete_values, shared.langs),
     .value = "FILE",
     .variable = "EVALX_LANGS",
     .choices = "files",
     .help = "the table of languages"},
    {.name = NULL},
};

static const struct option *const option_sets[] = {options, history_options, NULL};

/* A name with a line's end in it would be two words. */
static void add_word(struct str *out, const char *word)
{
    if (word[0] != '\0' && strpbrk(word, "\n\r") == NULL)
        str_printf(out, "%s\n", word);
}

static int add_problems(struct session *session, const struct shared_values *values,
                        struct str *out, struct err *err)
{
    struct arena *arena = &session->arena;
    const char **names = NULL;
    size_t count = 0;
    if (workspace_find(arena, ".", &session->workspace, err) != 0)
        return -1;
    const char *folder = values->problems ? values->problems : session->workspace.problems;
    if (folder == NULL)
        return 0;
    if (fs_list(AT_FDCWD, folder, PROBLEMS_MOST, arena, &names, &count, err) != 0)
        return -1;
    for (size_t i = 0; i < count; i++) {
        bool is_problem = archive_is_named_like_one(names[i]) ||
                          fs_is_directory(AT_FDCWD, fs_join(arena, folder, names[i]));
        if (names[i][0] != '.' && is_problem)
            add_word(out, names[i]);
    }
    return 0;
}

static int add_languages(struct session *session, const struct shared_values *values,
                         struct str *out, struct err *err)
{
    if (session_load(session, values, err) != 0)
        return -1;
    for (size_t i = 0; i < session->languages.count; i++)
        add_word(out, session->languages.items[i].id);
    return 0;
}

static int add_column(struct session *session, const struct shared_values *values, const char *view,
                      const char *column, struct str *out, struct err *err)
{
    struct store *store = NULL;
    struct store_filter filter = {.limit = SUBMISSIONS_SHOWN, .kind = STORE_KINDS};
    struct table table;
    if (workspace_find(&session->arena, ".", &session->workspace, err) != 0 ||
        history_read(&session->arena, values, &session->workspace, &store, err) != 0)
        return -1;
    int status = store_view(store, view, &filter, &session->arena, &table, err);
    for (size_t i = 0; status == 0 && i < table.row_count; i++) {
        const struct table_cell *cell = table_find(&table, i, column);
        char number[32];
        (void)snprintf(number, sizeof(number), "%lld", (long long)cell->whole);
        add_word(out, cell->kind == CELL_TEXT ? cell->text : number);
    }
    store_close(store);
    return status;
}

static int add_submissions(struct session *session, const struct shared_values *values,
                           struct str *out, struct err *err)
{
    return add_column(session, values, "list", "id", out, err);
}

static int add_users(struct session *session, const struct shared_values *values, struct str *out,
                     struct err *err)
{
    return add_column(session, values, "user", "user", out, err);
}

static const struct {
    const char *what;
    int (*add)(struct session *session, const struct shared_values *values, struct str *out,
               struct err *err);
} kinds[] = {
    {"problems", add_problems},
    {"languages", add_languages},
    {"submissions", add_submissions},
    {"users", add_users},
};

static int run(void *values, const char *const *operands, size_t operand_count)
{
    const struct complete_values *complete = values;
    struct session session = {0};
    struct str out EV_STR = {0};
    struct err err = {0};
    size_t kind = 0;
    while (operand_count == 1 && kind < EV_ARRAY_LENGTH(kinds) &&
           strcmp(kinds[kind].what, operands[0]) != 0)
        kind++;
    if (operand_count != 1 || kind == EV_ARRAY_LENGTH(kinds)) {
        (void)err_set(&err, ERR_USAGE,
                      "complete: problems, languages, submissions or users?"); /* always -1 */
        return say_error(&err);
    }
    int status = kinds[kind].add(&session, &complete->shared, &out, &err) == 0 ? say_result(&out)
                                                                               : say_error(&err);
    session_close(&session);
    return status;
}

static void set_defaults(void *values)
{
    struct complete_values *complete = values;
    *complete = (struct complete_values){0};
    shared_set_defaults(&complete->shared);
}

const struct command command_complete = {
    .name = "complete",
    .summary = "words for the completion of shells",
    .synopsis = "problems | languages | submissions | users",
    .is_hidden = true,
    .option_sets = option_sets,
    .values_bytes = sizeof(struct complete_values),
    .set_defaults = set_defaults,
    .run = run,
};
