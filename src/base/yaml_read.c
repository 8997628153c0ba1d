/* yaml: reading the tree, see yaml.h. */
#include <stdarg.h>
#include <string.h>

#include "base/parse.h"
#include "base/yaml.h"

enum { LONGEST_COMPARED = 64 };

static const char *const kind_names[] = {
    [YAML_SCALAR] = "a single value",
    [YAML_LIST] = "a list",
    [YAML_MAP] = "a map",
};

int yaml_error(const struct yaml *node, struct err *err, const char *format, ...)
{
    char what[ERR_MESSAGE_MAX];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(what, sizeof(what), format, args); /* err_set cuts it further anyway */
    va_end(args);
    return err_set(err, ERR_INPUT, "%s:%d:%d: %s", node->file, node->line, node->column, what);
}

struct yaml *yaml_get(const struct yaml *map, const char *key)
{
    if (!map || map->kind != YAML_MAP)
        return NULL;
    for (size_t i = 0; i < map->count; i++) {
        if (strcmp(map->keys[i]->text, key) == 0)
            return map->items[i];
    }
    return NULL;
}

bool yaml_is_null(const struct yaml *node)
{
    return !node || (node->kind == YAML_SCALAR && node->is_plain && *node->text == '\0');
}

/* Refuse what is no scalar; `wanted` is what was expected. */
static int need_scalar(const struct yaml *node, const char *wanted, struct err *err)
{
    if (node->kind == YAML_SCALAR)
        return 0;
    return yaml_error(node, err, "expected %s, found %s", wanted, kind_names[node->kind]);
}

/* Numbers and booleans: also refuse quotes and nothing. */
static int need_plain(const struct yaml *node, const char *wanted, struct err *err)
{
    if (need_scalar(node, wanted, err))
        return -1;
    if (yaml_is_null(node))
        return yaml_error(node, err, "expected %s, found nothing", wanted);
    if (!node->is_plain)
        return yaml_error(node, err, "expected %s without quotes, found \"%.64s\"", wanted,
                          node->text);
    return 0;
}

int yaml_string(const struct yaml *node, const char **text_out, struct err *err)
{
    if (need_scalar(node, "text", err))
        return -1;
    *text_out = node->text;
    return 0;
}

/* A message of base/parse, with the node's place in front of it. */
static int fail_parsed(const struct yaml *node, const struct err *parsed, struct err *err)
{
    return yaml_error(node, err, "%s", parsed->msg);
}

int yaml_i64(const struct yaml *node, int64_t least, int64_t most, int64_t *value_out,
             struct err *err)
{
    struct err parsed;
    if (need_plain(node, "a whole number", err))
        return -1;
    if (parse_i64("not usable", node->text, least, most, value_out, &parsed))
        return fail_parsed(node, &parsed, err);
    return 0;
}

int yaml_double(const struct yaml *node, double least, double most, double *value_out,
                struct err *err)
{
    struct err parsed;
    if (need_plain(node, "a number", err))
        return -1;
    if (parse_double("not usable", node->text, least, most, value_out, &parsed))
        return fail_parsed(node, &parsed, err);
    return 0;
}

typedef int parse_amount(const char *what, const char *text, int64_t *amount_out, struct err *err);

static int read_amount(const struct yaml *node, const char *what, parse_amount *parse,
                       int64_t *amount_out, struct err *err)
{
    const char *text;
    struct err parsed;
    if (yaml_string(node, &text, err) != 0)
        return -1;
    return parse(what, text, amount_out, &parsed) == 0 ? 0
                                                       : yaml_error(node, err, "%s", parsed.msg);
}

int yaml_bytes(const struct yaml *node, const char *what, int64_t *bytes_out, struct err *err)
{
    return read_amount(node, what, parse_bytes, bytes_out, err);
}

int yaml_duration(const struct yaml *node, const char *what, int64_t *ns_out, struct err *err)
{
    return read_amount(node, what, parse_duration, ns_out, err);
}

int yaml_bool(const struct yaml *node, bool *value_out, struct err *err)
{
    struct err parsed;
    if (need_plain(node, "true or false", err))
        return -1;
    if (parse_bool("not usable", node->text, value_out, &parsed))
        return fail_parsed(node, &parsed, err);
    return 0;
}

int yaml_strings(struct arena *arena, const struct yaml *node, const char *const **texts_out,
                 size_t *count_out, struct err *err)
{
    bool is_list = node && node->kind == YAML_LIST;
    size_t count = is_list ? node->count : (yaml_is_null(node) ? 0 : 1);
    const char **texts = arena_alloc(arena, (count + 1) * sizeof(*texts));
    for (size_t i = 0; i < count; i++) {
        const struct yaml *item = is_list ? node->items[i] : node;
        if (need_scalar(item, "text or a list of texts", err))
            return -1;
        texts[i] = item->text;
    }
    *texts_out = texts;
    *count_out = count;
    return 0;
}

/* How many letters must be added, removed or replaced between two words, of which the second is
 * at most LONGEST_COMPARED long. */
static size_t edit_distance(const char *from, const char *to)
{
    size_t row[LONGEST_COMPARED + 1];
    size_t to_length = strlen(to);
    for (size_t k = 0; k <= to_length; k++)
        row[k] = k;
    for (size_t i = 0; from[i]; i++) {
        size_t diagonal = row[0];
        row[0] = i + 1;
        for (size_t k = 1; k <= to_length; k++) {
            size_t best = diagonal + (from[i] != to[k - 1]);
            if (row[k] + 1 < best)
                best = row[k] + 1;
            if (row[k - 1] + 1 < best)
                best = row[k - 1] + 1;
            diagonal = row[k];
            row[k] = best;
        }
    }
    return row[to_length];
}

/* NULL where none is near enough to have been meant. */
static const char *nearest_key(const char *unknown, const struct yaml_key *keys, size_t key_count)
{
    const char *nearest = NULL;
    size_t length = strlen(unknown);
    size_t least = length < 4 ? 2 : length / 3 + 2; /* what is further off misleads */
    if (length > LONGEST_COMPARED)
        return NULL;
    for (size_t i = 0; i < key_count; i++) {
        if (strlen(keys[i].name) > LONGEST_COMPARED)
            continue;
        size_t distance = edit_distance(unknown, keys[i].name);
        if (distance < least) {
            least = distance;
            nearest = keys[i].name;
        }
    }
    return nearest;
}

static bool is_known(const char *name, const struct yaml_key *keys, size_t key_count)
{
    for (size_t i = 0; i < key_count; i++) {
        if (strcmp(keys[i].name, name) == 0)
            return true;
    }
    return false;
}

static int refuse_unknown(const struct yaml *map, const char *what, const struct yaml_key *keys,
                          size_t key_count, struct err *err)
{
    for (size_t i = 0; i < map->count; i++) {
        const struct yaml *key = map->keys[i];
        if (is_known(key->text, keys, key_count))
            continue;
        const char *nearest = nearest_key(key->text, keys, key_count);
        return yaml_error(key, err, "%s: unknown key '%.64s'%s%s%s", what, key->text,
                          nearest ? ": the nearest known one is '" : "", nearest ? nearest : "",
                          nearest ? "'" : "");
    }
    return 0;
}

int yaml_read_map(const struct yaml *map, const char *what, const struct yaml_key *keys,
                  size_t key_count, bool is_lenient, void *context, struct err *err)
{
    if (yaml_is_null(map))
        return 0;
    if (map->kind != YAML_MAP)
        return yaml_error(map, err, "%s: expected a map of keys and values, found %s", what,
                          kind_names[map->kind]);
    if (!is_lenient && refuse_unknown(map, what, keys, key_count, err))
        return -1;
    for (size_t i = 0; i < key_count; i++) {
        const struct yaml *value = yaml_get(map, keys[i].name);
        if (value && keys[i].read(context, value, err))
            return -1;
    }
    return 0;
}
