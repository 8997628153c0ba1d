/* contest: see contest.h. The names of ICPC's contest.yaml (ccs-specs.icpc.io, contest package;
 * DOMjudge writes some with underscores) are read by the same functions as ours. */
#include "cli/contest.h"

#include <fcntl.h>
#include <string.h>

#include "base/fs.h"
#include "cli/when.h"

static const int64_t MINUTE_US = INT64_C(60) * 1000000;

enum { NAMES_MOST = 10000, LABEL_LETTERS = 26, PENALTY_MOST = 100000 };

struct reading {
    struct arena *arena;
    const char *folder;
    struct contest *contest;
};

static int read_name(void *context, const struct yaml *value, struct err *err)
{
    struct reading *reading = context;
    return yaml_string(value, &reading->contest->name, err);
}

static int read_start(void *context, const struct yaml *value, struct err *err)
{
    struct reading *reading = context;
    struct err cause = {0};
    const char *text;
    if (yaml_is_null(value)) /* as ICPC has it: not known yet */
        return 0;
    if (yaml_string(value, &text, err) != 0)
        return -1;
    if (when_parse("start", text, when_now_us(), &reading->contest->settings.start_us, &cause) != 0)
        return yaml_error(value, err, "%s", cause.msg);
    return 0;
}

/* A null leaves what is there. */
static int read_span(const struct yaml *value, int64_t *us_out, struct err *err)
{
    struct err cause = {0};
    const char *text;
    if (yaml_is_null(value))
        return 0;
    if (yaml_string(value, &text, err) != 0)
        return -1;
    text += str_starts_with(text, "+"); /* some write "+5:00:00" */
    if (span_parse("contest", text, us_out, &cause) != 0)
        return yaml_error(value, err, "%s", cause.msg);
    return 0;
}

static int read_duration(void *context, const struct yaml *value, struct err *err)
{
    struct reading *reading = context;
    return read_span(value, &reading->contest->settings.duration_us, err);
}

static int read_freeze(void *context, const struct yaml *value, struct err *err)
{
    struct reading *reading = context;
    return read_span(value, &reading->contest->settings.freeze_us, err);
}

/* Minutes, as a number, or a time span. */
static int read_penalty(void *context, const struct yaml *value, struct err *err)
{
    struct reading *reading = context;
    int64_t minutes;
    struct err ignored;
    if (yaml_i64(value, 0, PENALTY_MOST, &minutes, &ignored) != 0)
        return read_span(value, &reading->contest->settings.penalty_us, err);
    reading->contest->settings.penalty_us = minutes * MINUTE_US;
    return 0;
}

static const struct {
    const char *name;
    enum board_rule rule;
} rules[] = {{"icpc", BOARD_ICPC},
             {"pass-fail", BOARD_ICPC},
             {"ioi", BOARD_IOI},
             {"score", BOARD_BEST},
             {"best", BOARD_BEST}};

static int read_scoring(void *context, const struct yaml *value, struct err *err)
{
    struct reading *reading = context;
    const char *text;
    if (yaml_string(value, &text, err) != 0)
        return -1;
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rules); i++) {
        if (strcmp(rules[i].name, text) == 0) {
            reading->contest->settings.rule = rules[i].rule;
            return 0;
        }
    }
    return yaml_error(value, err, "scoring: '%s' is unknown, known are icpc, ioi and best", text);
}

/* ---- problems and teams ---- */

/* The first of the keys that is there. */
static int first_text(const struct yaml *map, const char *const *keys, const char **text_out,
                      struct err *err)
{
    *text_out = NULL;
    for (; *keys != NULL; keys++) {
        const struct yaml *value = yaml_get(map, *keys);
        if (value != NULL)
            return yaml_string(value, text_out, err);
    }
    return 0;
}

/* A text, or a map with one of `id_keys` and perhaps one of `label_keys`. */
static int read_item(const struct yaml *item, const char *const *id_keys,
                     const char *const *label_keys, struct contest_name *name, struct err *err)
{
    if (item->kind == YAML_SCALAR)
        return yaml_string(item, &name->id, err);
    if (first_text(item, id_keys, &name->id, err) != 0 ||
        first_text(item, label_keys, &name->label, err) != 0)
        return -1;
    if (name->id == NULL)
        return yaml_error(item, err, "\"%s\" must be there", id_keys[0]);
    return 0;
}

static int read_names(struct reading *reading, const struct yaml *list, const char *const *id_keys,
                      const char *const *label_keys, struct contest_name **names_out,
                      size_t *count_out, struct err *err)
{
    if (list->kind != YAML_LIST || list->count == 0 || list->count > NAMES_MOST)
        return yaml_error(list, err, "a list of 1 to %d names is expected", NAMES_MOST);
    struct contest_name *names = arena_alloc(reading->arena, list->count * sizeof(*names));
    for (size_t i = 0; i < list->count; i++) {
        if (read_item(list->items[i], id_keys, label_keys, &names[i], err) != 0)
            return -1;
        for (size_t j = 0; j < i; j++) {
            if (strcmp(names[i].id, names[j].id) == 0)
                return yaml_error(list->items[i], err, "'%s' is there twice", names[i].id);
        }
    }
    *names_out = names;
    *count_out = list->count;
    return 0;
}

static int check_labels(const struct yaml *value, const struct contest *contest, struct err *err)
{
    for (size_t i = 0; i < contest->problem_count; i++)
        for (size_t j = 0; j < i; j++) {
            if (strcmp(contest->problems[i].label, contest->problems[j].label) == 0)
                return yaml_error(value, err, "'%s' and '%s' have the same label, %s",
                                  contest->problems[j].id, contest->problems[i].id,
                                  contest->problems[i].label);
        }
    return 0;
}

static int read_problems(void *context, const struct yaml *value, struct err *err)
{
    static const char *const id_keys[] = {"id", "short-name", "short_name", NULL};
    static const char *const label_keys[] = {"label", "letter", NULL};
    struct reading *reading = context;
    struct contest *contest = reading->contest;
    if (read_names(reading, value, id_keys, label_keys, &contest->problems, &contest->problem_count,
                   err) != 0)
        return -1;
    struct contest_name *names = contest->problems;
    for (size_t i = 0; i < contest->problem_count; i++) {
        if (names[i].label == NULL && i < LABEL_LETTERS)
            names[i].label = arena_printf(reading->arena, "%c", (char)('A' + i));
        else if (names[i].label == NULL)
            names[i].label = names[i].id;
    }
    return check_labels(value, contest, err);
}

static int read_teams(void *context, const struct yaml *value, struct err *err)
{
    static const char *const id_keys[] = {"user", "id", NULL};
    static const char *const label_keys[] = {"name", NULL};
    struct reading *reading = context;
    return read_names(reading, value, id_keys, label_keys, &reading->contest->teams,
                      &reading->contest->team_count, err);
}

/* ---- the whole ---- */

static const struct yaml_key icpc_keys[] = {
    {"name", read_name},
    {"formal_name", read_name},
    {"start-time", read_start},
    {"start_time", read_start},
    {"duration", read_duration},
    {"scoreboard-freeze-length", read_freeze},
    {"scoreboard_freeze_duration", read_freeze},
    {"penalty-time", read_penalty},
    {"penalty_time", read_penalty},
    {"scoreboard_type", read_scoring},
    {"problemset", read_problems},
    {"problems", read_problems},
};

static int read_from(void *context, const struct yaml *value, struct err *err)
{
    struct reading *reading = context;
    const char *text;
    struct yaml *root = NULL;
    if (yaml_string(value, &text, err) != 0)
        return -1;
    const char *path = text[0] == '/' ? text : fs_join(reading->arena, reading->folder, text);
    if (yaml_load(reading->arena, AT_FDCWD, path, path, &root, err) != 0)
        return -1;
    return yaml_read_map(root, "contest.yaml", icpc_keys, EV_ARRAY_LENGTH(icpc_keys), true, reading,
                         err);
}

/* What is imported is read first. */
static const struct yaml_key keys[] = {
    {"from", read_from},         {"name", read_name},         {"start", read_start},
    {"duration", read_duration}, {"freeze", read_freeze},     {"penalty", read_penalty},
    {"scoring", read_scoring},   {"problems", read_problems}, {"teams", read_teams},
};

int contest_read(struct arena *arena, const char *folder, const struct yaml *map,
                 struct contest *contest_out, struct err *err)
{
    struct contest contest = {.settings = {.start_us = -1, .penalty_us = 20 * MINUTE_US}};
    struct reading reading = {arena, folder, &contest};
    if (yaml_read_map(map, "contest", keys, EV_ARRAY_LENGTH(keys), false, &reading, err) != 0)
        return -1;
    if (contest.settings.start_us < 0 || contest.settings.duration_us <= 0)
        return yaml_error(map, err, "contest: start and duration must be there");
    if (contest.settings.freeze_us > contest.settings.duration_us)
        return yaml_error(map, err,
                          "contest: freeze is how long before the end, and longer than"
                          " the contest");
    *contest_out = contest;
    return 0;
}
