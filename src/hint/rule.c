/* rule: one entry of hints.yaml, by a table of keys. */
#include <signal.h>
#include <string.h>

#include "base/str.h"
#include "hint/internal.h"

enum { TEXTS_MOST = 20, TEXT_BYTES_MAX = 200, MESSAGE_BYTES_MAX = 300, SIGNALS_MOST = 64 };

static const char *const stage_names[] = {"compile", "run", "check", NULL};
static const char *const failing_names[] = {"any", "all", "largest", "secret", NULL};
_Static_assert(EV_ARRAY_LENGTH(stage_names) == STAGE_COUNT + 1, "a name for every stage");
_Static_assert(EV_ARRAY_LENGTH(failing_names) == FAILING_COUNT + 1, "a name for each");

struct reading {
    struct arena *arena;
    struct rule *rule;
};

/* Index in a NULL-terminated list of names. */
static int read_name(const struct yaml *value, const char *text, const char *const *names,
                     unsigned *index_out, struct err *err)
{
    EV_STR struct str known = {0};
    for (unsigned i = 0; names[i]; i++) {
        str_printf(&known, "%s%s", i ? ", " : "", names[i]);
        if (strcmp(names[i], text) != 0)
            continue;
        *index_out = i;
        return 0;
    }
    return yaml_error(value, err, "'%.64s' is unknown, known are %s", text, str_text(&known));
}

/* Any number of names, each a bit. */
static int read_names(struct reading *reading, const struct yaml *value, const char *const *names,
                      unsigned *bits_out, struct err *err)
{
    const char *const *texts;
    size_t count;
    unsigned index, bits = 0;
    if (yaml_strings(reading->arena, value, &texts, &count, err) != 0)
        return -1;
    for (size_t i = 0; i < count; i++) {
        if (read_name(value, texts[i], names, &index, err) != 0)
            return -1;
        bits |= 1U << index;
    }
    *bits_out = bits;
    return 0;
}

static int read_texts(struct reading *reading, const struct yaml *value, struct texts *texts_out,
                      struct err *err)
{
    if (yaml_strings(reading->arena, value, &texts_out->items, &texts_out->count, err) != 0)
        return -1;
    if (texts_out->count == 0 || texts_out->count > TEXTS_MOST)
        return yaml_error(value, err, "1 to %d texts are expected", TEXTS_MOST);
    for (size_t i = 0; i < texts_out->count; i++) {
        size_t bytes = strlen(texts_out->items[i]);
        if (bytes == 0 || bytes > TEXT_BYTES_MAX)
            return yaml_error(value, err, "a text of 1 to %d bytes is expected", TEXT_BYTES_MAX);
    }
    return 0;
}

/* One function for each kind of value, given the member. */
#define READER(name, call)                                                                         \
    static int name(void *context, const struct yaml *value, struct err *err)                      \
    {                                                                                              \
        struct reading *reading = context;                                                         \
        struct rule *rule = reading->rule;                                                         \
        (void)rule; /* some calls want the reading */                                              \
        return call;                                                                               \
    }

static int read_stage_name(struct rule *rule, const struct yaml *value, struct err *err)
{
    const char *text;
    unsigned stage;
    if (yaml_string(value, &text, err) != 0 ||
        read_name(value, text, stage_names, &stage, err) != 0)
        return -1;
    rule->stage = (enum rule_stage)stage;
    return 0;
}

static int read_failing_name(struct rule *rule, const struct yaml *value, struct err *err)
{
    const char *text;
    unsigned failing;
    if (yaml_string(value, &text, err) != 0 ||
        read_name(value, text, failing_names, &failing, err) != 0)
        return -1;
    rule->failing = (enum rule_failing)failing;
    return 0;
}

static int read_message_text(struct rule *rule, const struct yaml *value, struct err *err)
{
    if (yaml_string(value, &rule->message, err) != 0)
        return -1;
    size_t bytes = strlen(rule->message);
    if (bytes == 0 || bytes > MESSAGE_BYTES_MAX || strchr(rule->message, '\n'))
        return yaml_error(value, err, "a text of 1 to %d bytes on one line is expected",
                          MESSAGE_BYTES_MAX);
    return 0;
}

static int read_verdict_codes(struct reading *reading, const struct yaml *value, struct err *err)
{
    const char *codes[VERDICT_COUNT + 1] = {NULL};
    for (unsigned i = 0; i < VERDICT_COUNT; i++)
        codes[i] = verdict_code((enum verdict)i);
    return read_names(reading, value, codes, &reading->rule->verdicts, err);
}

static int read_limit_names(struct reading *reading, const struct yaml *value, struct err *err)
{
    const char *names[] = {"time",      "wall",    "memory", "output",
                           "processes", "written", "files",  NULL};
    return read_names(reading, value, names, &reading->rule->limits, err);
}

/* "SIGSEGV" or "SEGV" */
static int read_signal_names(struct reading *reading, const struct yaml *value, struct err *err)
{
    struct texts texts;
    if (read_texts(reading, value, &texts, err) != 0)
        return -1;
    for (size_t i = 0; i < texts.count; i++) {
        const char *text = texts.items[i] + (strncmp(texts.items[i], "SIG", 3) == 0 ? 3 : 0);
        int number = 1;
        while (number < SIGNALS_MOST &&
               (!sigabbrev_np(number) || strcmp(sigabbrev_np(number), text) != 0))
            number++;
        if (number == SIGNALS_MOST)
            return yaml_error(value, err, "'%.64s': there is no such signal", texts.items[i]);
        reading->rule->signals |= (uint64_t)1 << number;
    }
    return 0;
}

static int read_exit_status(const struct yaml *value, int64_t *status_out, struct err *err)
{
    if (value->kind != YAML_SCALAR || strcmp(value->text, "any") != 0)
        return yaml_i64(value, 0, EXIT_ANY - 1, status_out, err);
    *status_out = EXIT_ANY;
    return 0;
}

READER(read_stage, read_stage_name(rule, value, err))
READER(read_failing, read_failing_name(rule, value, err))
READER(read_message, read_message_text(rule, value, err))
READER(read_languages, read_texts(reading, value, &rule->languages, err))
READER(read_text, read_texts(reading, value, &rule->text, err))
READER(read_text_lacks, read_texts(reading, value, &rule->text_lacks, err))
READER(read_calls, read_texts(reading, value, &rule->calls, err))
READER(read_pattern, pattern_read(value, &rule->pattern, err))
READER(read_source, pattern_read(value, &rule->source, err))
READER(read_source_lacks, pattern_read(value, &rule->source_lacks, err))
READER(read_verdicts, read_verdict_codes(reading, value, err))
READER(read_signals, read_signal_names(reading, value, err))
READER(read_difference, read_names(reading, value, difference_names, &rule->differences, err))
READER(read_limits, read_limit_names(reading, value, err))
READER(read_exit, read_exit_status(value, &rule->exit_status, err))
READER(read_memory_least, yaml_i64(value, 0, 100, &rule->memory_least, err))
READER(read_system_least, yaml_i64(value, 0, 100, &rule->system_least, err))
READER(read_cpu_most, yaml_i64(value, 0, 100, &rule->cpu_most, err))
READER(read_input_least, yaml_bytes(value, "size", &rule->input_least, err))
READER(read_output_least, yaml_bytes(value, "size", &rule->output_least, err))
READER(read_output_most, yaml_bytes(value, "size", &rule->output_most, err))
READER(read_weak, yaml_bool(value, &rule->is_weak, err))

static const struct yaml_key keys[] = {
    {"stage", read_stage},
    {"languages", read_languages},
    {"text", read_text},
    {"text_lacks", read_text_lacks},
    {"pattern", read_pattern},
    {"source", read_source},
    {"source_lacks", read_source_lacks},
    {"verdicts", read_verdicts},
    {"signals", read_signals},
    {"exit", read_exit},
    {"limits", read_limits},
    {"calls", read_calls},
    {"difference", read_difference},
    {"memory_least", read_memory_least},
    {"system_least", read_system_least},
    {"cpu_most", read_cpu_most},
    {"input_least", read_input_least},
    {"output_least", read_output_least},
    {"output_most", read_output_most},
    {"failing", read_failing},
    {"weak", read_weak},
    {"message", read_message},
};

static int check_id(const struct yaml *key, struct err *err)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789-";
    size_t length = strspn(key->text, allowed);
    if (length == 0 || length > 64 || key->text[length] != '\0')
        return yaml_error(key, err, "'%.64s': a rule is named by small letters, digits and -",
                          key->text);
    return 0;
}

/* A rule without a condition would speak to everybody. */
static bool has_condition(const struct rule *rule)
{
    return rule->text.count || rule->pattern.text || rule->source.text || rule->verdicts ||
           rule->signals || rule->differences || rule->limits || rule->calls.count ||
           rule->exit_status >= 0 || rule->failing != FAILING_ANY || rule->memory_least >= 0;
}

int rule_read(struct arena *arena, const struct yaml *key, const struct yaml *map,
              struct rule *rule_out, struct err *err)
{
    struct reading reading = {arena, rule_out};
    *rule_out = (struct rule){
        .id = key->text,
        .line = key->line,
        .stage = STAGE_COUNT,
        .exit_status = -1,
        .memory_least = -1,
        .system_least = -1,
        .cpu_most = -1,
        .input_least = -1,
        .output_least = -1,
        .output_most = -1,
    };
    if (check_id(key, err) != 0 ||
        yaml_read_map(map, key->text, keys, EV_ARRAY_LENGTH(keys), false, &reading, err) != 0)
        return -1;
    if (rule_out->stage == STAGE_COUNT)
        return yaml_error(key, err, "%s: stage is missing: compile, run or check", key->text);
    if (!rule_out->message)
        return yaml_error(key, err, "%s: message is missing", key->text);
    if (!has_condition(rule_out))
        return yaml_error(key, err, "%s: it says nothing of when it applies", key->text);
    return 0;
}

void rule_done(struct rule *rule)
{
    pattern_done(&rule->pattern);
    pattern_done(&rule->source);
    pattern_done(&rule->source_lacks);
}
