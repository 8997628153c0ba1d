/* load_limits: the limits of a compiler in langs.yaml. One row each, read by what the value is. See
 * load.c. */
#include "base/yaml.h"
#include "lang/internal.h"

enum { LIMIT_COUNT_MOST = 1000000000 };

enum limit_kind { LIMIT_DURATION, LIMIT_BYTES, LIMIT_NUMBER };

static const struct limit_key {
    const char *name;
    enum limit_kind kind;
    size_t offset;
} limit_keys[] = {
    {"time", LIMIT_DURATION, offsetof(struct limits, cpu_ns)},
    {"wall", LIMIT_DURATION, offsetof(struct limits, wall_ns)},
    {"memory", LIMIT_BYTES, offsetof(struct limits, memory_bytes)},
    {"processes", LIMIT_NUMBER, offsetof(struct limits, processes)},
    {"output", LIMIT_BYTES, offsetof(struct limits, output_bytes)},
    {"written", LIMIT_BYTES, offsetof(struct limits, written_bytes)},
    {"files", LIMIT_NUMBER, offsetof(struct limits, files)},
    {"stack", LIMIT_BYTES, offsetof(struct limits, stack_bytes)},
    {"open_files", LIMIT_NUMBER, offsetof(struct limits, open_files)},
};

static int read_limit(const struct limit_key *key, const struct yaml *value, struct limits *limits,
                      struct err *err)
{
    int64_t *number_out = (int64_t *)(void *)((char *)limits + key->offset);
    if (key->kind == LIMIT_DURATION)
        return yaml_duration(value, key->name, number_out, err);
    if (key->kind == LIMIT_BYTES)
        return yaml_bytes(value, key->name, number_out, err);
    return yaml_i64(value, 1, LIMIT_COUNT_MOST, number_out, err);
}

static int read_nothing(void *context, const struct yaml *value, struct err *err)
{
    (void)context;
    (void)value;
    (void)err;
    return 0;
}

int language_read_limits(const struct yaml *value, struct limits *limits, struct err *err)
{
    struct yaml_key names[EV_ARRAY_LENGTH(limit_keys)];
    for (size_t i = 0; i < EV_ARRAY_LENGTH(limit_keys); i++)
        names[i] = (struct yaml_key){limit_keys[i].name, read_nothing};
    if (yaml_read_map(value, "compile_limits", names, EV_ARRAY_LENGTH(names), false, NULL, err) < 0)
        return -1;
    for (size_t i = 0; i < EV_ARRAY_LENGTH(limit_keys); i++) {
        const struct yaml *limit = yaml_get(value, limit_keys[i].name);
        if (limit && read_limit(&limit_keys[i], limit, limits, err) < 0)
            return -1;
    }
    return 0;
}
