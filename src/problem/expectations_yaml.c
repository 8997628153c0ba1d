/* expectations_yaml: reading submissions/submissions.yaml, see expectations.h. */
#include <math.h>
#include <string.h>

#include "model/verdict.h"
#include "problem/expectations.h"
#include "problem/jury_glob.h"
#include "problem/metadata.h"
#include "problem/settings.h"

static const char file_name[] = "submissions/submissions.yaml";

static const struct {
    const char *folder, *permitted, *required;
} default_folders[EXPECTATION_DEFAULTS_MAX] = {
    {"accepted", "AC", ""},
    {"rejected", "", "RTE TLE WA"},
    {"wrong_answer", "AC WA", "WA"},
    {"time_limit_exceeded", "AC TLE", "TLE"},
    {"run_time_error", "AC RTE", "RTE"},
    {"brute_force", "AC RTE TLE", "RTE TLE"},
};

unsigned expectation_verdicts(const char *code)
{
    static const char *const codes[] = {"AC", "WA", "TLE", "RTE"};
    size_t i = 0;
    while (i < EV_ARRAY_LENGTH(codes) && strcmp(codes[i], code) != 0)
        i++;
    if (i == EV_ARRAY_LENGTH(codes))
        return 0;
    unsigned bits = i == 0 ? 1U << VERDICT_PARTIAL : 0;
    for (int verdict = 0; verdict < VERDICT_COUNT; verdict++) {
        const char *name = verdict_info((enum verdict)verdict)->kattis;
        if (name && strcmp(name, code) == 0)
            bits |= 1U << verdict;
    }
    return bits;
}

static unsigned verdicts_of_words(struct package *package, const char *text)
{
    unsigned bits = 0;
    struct words words = words_split(package, text);
    for (size_t i = 0; i < words.count; i++)
        bits |= expectation_verdicts(words.items[i]);
    return bits;
}

struct context {
    struct package *package;
    struct expectation_set *set;
    struct expectation *expectation; /* that is being read: the set's own, or a part */
};

static int read_verdicts(const struct yaml *value, const char *key, unsigned *bits_out,
                         struct err *err)
{
    unsigned bits = 0;
    if (value->kind != YAML_LIST || value->count == 0)
        return yaml_error(value, err, "%s: expected a list of AC, WA, TLE and RTE", key);
    for (size_t i = 0; i < value->count; i++) {
        const char *code;
        if (yaml_string(value->items[i], &code, err) != 0)
            return -1;
        unsigned one = expectation_verdicts(code);
        if (one == 0)
            return yaml_error(value->items[i], err, "%s: '%.64s' is none of AC, WA, TLE and RTE",
                              key, code);
        bits |= one;
    }
    *bits_out = bits;
    return 0;
}

static int read_permitted(void *context, const struct yaml *value, struct err *err)
{
    struct context *at = context;
    return read_verdicts(value, "permitted", &at->expectation->rule.permitted, err);
}

static int read_required(void *context, const struct yaml *value, struct err *err)
{
    struct context *at = context;
    return read_verdicts(value, "required", &at->expectation->rule.required, err);
}

static int read_score(void *context, const struct yaml *value, struct err *err)
{
    struct context *at = context;
    struct jury_rule *rule = &at->expectation->rule;
    bool is_range = value->kind == YAML_LIST;
    if (!(at->package->problem.kinds & PROBLEM_SCORING))
        return yaml_error(value, err, "score: the problem is pass-fail: remove it");
    if (is_range && value->count != 2)
        return yaml_error(value, err, "score: expected a number, or a list of the least and most");
    const struct yaml *least = is_range ? value->items[0] : value;
    const struct yaml *most = is_range ? value->items[1] : value;
    if (yaml_double(least, 0, SCORE_LIMIT, &rule->least_score, err) != 0 ||
        yaml_double(most, 0, SCORE_LIMIT, &rule->most_score, err) != 0)
        return -1;
    if (rule->least_score > rule->most_score)
        return yaml_error(value, err, "score: the least is above the most");
    return 0;
}

static int read_message(void *context, const struct yaml *value, struct err *err)
{
    struct context *at = context;
    const char *text;
    if (yaml_string(value, &text, err) != 0)
        return -1;
    at->expectation->rule.message = *text ? text : NULL;
    return 0;
}

static int read_use(void *context, const struct yaml *value, struct err *err)
{
    struct context *at = context;
    bool is_used;
    if (value->kind == YAML_SCALAR && strcmp(value->text, "lower") == 0) {
        at->expectation->use = USE_LOWER;
        return 0;
    }
    if (value->kind == YAML_SCALAR && strcmp(value->text, "upper") == 0) {
        at->expectation->use = USE_UPPER;
        return 0;
    }
    if (yaml_bool(value, &is_used, NULL) != 0)
        return yaml_error(value, err, "use_for_time_limit: expected true, false, lower or upper");
    at->expectation->use = is_used ? USE_DEFAULT : USE_NEVER;
    return 0;
}

static int read_language(void *context, const struct yaml *value, struct err *err)
{
    struct context *at = context;
    return yaml_string(value, &at->set->language, err);
}

static int read_entry_point(void *context, const struct yaml *value, struct err *err)
{
    struct context *at = context;
    return yaml_string(value, &at->set->entry_point, err);
}

static int check_bool(void *context, const struct yaml *value, struct err *err)
{
    (void)context;
    bool is_on;
    return yaml_bool(value, &is_on, err);
}

#define PART_KEYS                                                                                  \
    {"permitted", read_permitted}, {"required", read_required}, {"score", read_score},             \
        {"message", read_message},                                                                 \
    {                                                                                              \
        "use_for_time_limit", read_use                                                             \
    }

static const struct yaml_key part_keys[] = {PART_KEYS};
static const struct yaml_key set_keys[] = {PART_KEYS,
                                           {"language", read_language},
                                           {"entrypoint", read_entry_point},
                                           {"authors", metadata_check_persons},
                                           {"model_solution", check_bool}};

static bool is_set_key(const char *key)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(set_keys); i++) {
        if (strcmp(set_keys[i].name, key) == 0)
            return true;
    }
    return false;
}

/* A glob of tests begins with one of data/'s folders, or with a wildcard. */
static bool is_test_glob(const char *key)
{
    return str_starts_with(key, "sample") || str_starts_with(key, "secret") ||
           strpbrk(key, "*{") == key;
}

static const char *origin_of(struct package *package, const struct yaml *node)
{
    return arena_printf(&package->problem.arena, "%s:%d", file_name, node->line);
}

static int check_pattern(const struct yaml *key, struct err *err)
{
    const char *fault = jury_glob_fault(key->text);
    return fault ? yaml_error(key, err, "'%.64s': %s", key->text, fault) : 0;
}

static struct expectation new_expectation(struct package *package, const struct yaml *node)
{
    return (struct expectation){
        .rule = {.least_score = NAN, .most_score = NAN, .origin = origin_of(package, node)},
        .node = node,
    };
}

static int read_part(struct context *context, const struct yaml *key, const struct yaml *value,
                     struct err *err)
{
    struct expectation_set *set = context->set;
    if (!is_test_glob(key->text)) {
        struct yaml one = *key; /* a map of this key alone, for the message with the nearest one */
        struct yaml *keys[] = {&one};
        struct yaml *items[] = {&one};
        struct yaml map = {.kind = YAML_MAP, .count = 1, .keys = keys, .items = items};
        return yaml_read_map(&map, "submissions.yaml", set_keys, EV_ARRAY_LENGTH(set_keys), false,
                             context, err);
    }
    if (check_pattern(key, err) != 0)
        return -1;
    context->expectation = &set->parts[set->part_count++];
    *context->expectation = new_expectation(context->package, key);
    context->expectation->rule.tests = key->text;
    return yaml_read_map(value, key->text, part_keys, EV_ARRAY_LENGTH(part_keys), false, context,
                         err);
}

static int read_set(struct package *package, const struct yaml *key, const struct yaml *value,
                    struct expectation_set *set, struct err *err)
{
    struct context context = {.package = package, .set = set, .expectation = &set->own};
    if (check_pattern(key, err) != 0)
        return -1;
    if (!set->is_default)
        set->own = new_expectation(package, key);
    set->own.rule.origin = origin_of(package, key);
    set->own.node = key;
    set->pattern = key->text;
    set->node = key;
    if (yaml_read_map(value, key->text, set_keys, EV_ARRAY_LENGTH(set_keys), true, &context, err) !=
        0)
        return -1;
    if (value->count > EXPECTATION_RULES_MAX)
        return yaml_error(value, err, "more than %d keys", (int)EXPECTATION_RULES_MAX);
    set->parts = arena_alloc(&package->problem.arena, (value->count + 1) * sizeof(*set->parts));
    for (size_t i = 0; value->kind == YAML_MAP && i < value->count; i++) {
        if (!is_set_key(value->keys[i]->text) &&
            read_part(&context, value->keys[i], value->items[i], err) != 0)
            return -1;
    }
    return 0;
}

/* The set of a default folder that this key changes, else a new one. */
static struct expectation_set *set_of(struct expectations *expectations, const char *key)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(default_folders); i++) {
        if (strcmp(default_folders[i].folder, key) == 0)
            return &expectations->sets[i];
    }
    return &expectations->sets[expectations->count++];
}

static void add_defaults(struct package *package, struct expectations *expectations)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(default_folders); i++) {
        const char *folder = default_folders[i].folder;
        expectations->sets[i] = (struct expectation_set){
            .pattern = folder,
            .is_default = true,
            .own.rule = {.permitted = verdicts_of_words(package, default_folders[i].permitted),
                         .required = verdicts_of_words(package, default_folders[i].required),
                         .least_score = NAN,
                         .most_score = NAN,
                         .origin = arena_printf(&package->problem.arena, "submissions/%s", folder)},
        };
    }
    expectations->count = EV_ARRAY_LENGTH(default_folders);
}

int expectations_read(struct package *package, struct expectations *out, struct err *err)
{
    struct yaml *root = NULL;
    if (package_has(package, file_name) && package_read_yaml(package, file_name, &root, err) != 0)
        return -1;
    if (root && root->kind != YAML_MAP)
        return yaml_error(root, err, "expected a map of patterns such as accepted/*.py");
    size_t key_count = root ? root->count : 0;
    if (key_count > EXPECTATION_SETS_MAX)
        return yaml_error(root, err, "more than %d patterns", (int)EXPECTATION_SETS_MAX);
    size_t room = EV_ARRAY_LENGTH(default_folders) + key_count;
    struct expectations expectations = {
        .sets = arena_alloc(&package->scratch, room * sizeof(*expectations.sets))};
    add_defaults(package, &expectations);
    for (size_t i = 0; i < key_count; i++) {
        const struct yaml *value = root->items[i];
        if (read_set(package, root->keys[i], value, set_of(&expectations, root->keys[i]->text),
                     err) != 0)
            return -1;
    }
    *out = expectations;
    return 0;
}
