/* table: hints.yaml into rules. See hint.h. */
#include <fcntl.h>
#include <string.h>

#include "base/log.h"
#include "hint/internal.h"

enum { RULES_MOST = 2000 };

static int read_nothing(void *context, const struct yaml *value, struct err *err)
{
    (void)context;
    (void)value;
    (void)err;
    return 0;
}

/* The rule of this id, or a new one behind the others. */
static struct rule *place_of(struct hints *hints, const char *id)
{
    for (size_t i = 0; i < hints->count; i++) {
        if (strcmp(hints->rules[i].id, id) == 0)
            return &hints->rules[i];
    }
    hints->rules = arena_grow(&hints->arena, hints->rules, hints->count, hints->count + 1,
                              sizeof(*hints->rules), &hints->capacity);
    return &hints->rules[hints->count++];
}

static int add_rules(struct hints *hints, const struct yaml *map, struct err *err)
{
    for (size_t i = 0; i < map->count; i++) {
        struct rule rule;
        if (rule_read(&hints->arena, map->keys[i], map->items[i], &rule, err) != 0) {
            rule_done(&rule);
            return -1;
        }
        struct rule *place = place_of(hints, rule.id);
        rule_done(place);
        *place = rule;
    }
    return 0;
}

static int load_file(struct hints *hints, const char *path, struct yaml **root_out,
                     const struct yaml **map_out, struct err *err)
{
    static const struct yaml_key top_keys[] = {{"extends", read_nothing}, {"rules", read_nothing}};
    if (yaml_load(&hints->arena, AT_FDCWD, path, path, root_out, err) != 0 ||
        yaml_read_map(*root_out, "hints.yaml", top_keys, EV_ARRAY_LENGTH(top_keys), false, NULL,
                      err) != 0)
        return -1;
    const struct yaml *map = yaml_get(*root_out, "rules");
    if (yaml_is_null(map) || map->kind != YAML_MAP || map->count > RULES_MOST)
        return yaml_error(map ? map : *root_out, err, "rules: expected a map of rules by id");
    *map_out = map;
    return 0;
}

static int add_extended(struct hints *hints, const struct yaml *root, const char *extended,
                        struct err *err)
{
    const struct yaml *extends = yaml_get(root, "extends");
    struct yaml *extended_root;
    const struct yaml *map;
    const char *word;
    if (!extends)
        return 0;
    if (yaml_string(extends, &word, err) != 0)
        return -1;
    if (strcmp(word, "evalx") != 0)
        return yaml_error(extends, err, "extends: expected evalx, found \"%.64s\"", word);
    if (!extended)
        return yaml_error(extends, err, "extends: there is no table to extend here");
    return load_file(hints, extended, &extended_root, &map, err) != 0 ? -1
                                                                      : add_rules(hints, map, err);
}

static int read_table(struct hints *hints, const char *path, const char *extended, struct err *err)
{
    struct yaml *root;
    const struct yaml *map;
    return load_file(hints, path, &root, &map, err) != 0 ||
                   add_extended(hints, root, extended, err) != 0 || add_rules(hints, map, err) != 0
               ? -1
               : 0;
}

static void drop_rules(struct hints *hints)
{
    for (size_t i = 0; i < hints->count; i++)
        rule_done(&hints->rules[i]);
    hints->count = 0;
}

int hints_open_later(const char *path, struct hints **hints_out, struct err *err)
{
    struct hints *hints = calloc(1, sizeof(*hints));
    if (!hints)
        return err_sys(err, ERR_JUDGE, "hints");
    (void)pthread_mutex_init(&hints->lock, NULL); /* default attributes: cannot fail on Linux */
    hints->later = arena_string(&hints->arena, path);
    *hints_out = hints;
    return 0;
}

void hints_need(struct hints *hints)
{
    struct err err;
    (void)pthread_mutex_lock(&hints->lock); /* a default mutex that nobody holds twice */
    const char *path = hints->later;
    hints->later = NULL;
    if (path && read_table(hints, path, NULL, &err) != 0) {
        log_line(LOG_WARN, "no hints: %s", err.msg);
        drop_rules(hints);
    }
    (void)pthread_mutex_unlock(&hints->lock);
}

int hints_open(const char *path, const char *extended, struct hints **hints_out, struct err *err)
{
    struct hints *hints;
    if (hints_open_later(path, &hints, err) != 0)
        return -1;
    hints->later = NULL;
    if (read_table(hints, path, extended, err) != 0) {
        hints_close(hints);
        return -1;
    }
    *hints_out = hints;
    return 0;
}

void hints_close(struct hints *hints)
{
    if (!hints)
        return;
    drop_rules(hints);
    (void)pthread_mutex_destroy(&hints->lock);
    arena_done(&hints->arena);
    free(hints);
}

size_t hints_count(const struct hints *hints)
{
    return hints->count;
}

const char *hints_id(const struct hints *hints, size_t rule)
{
    return hints->rules[rule].id;
}

const char *hints_text(const struct hints *hints, size_t rule)
{
    return hints->rules[rule].message;
}
