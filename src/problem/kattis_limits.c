/* kattis_limits: the `limits` map of problem.yaml, of every version. */
#include "problem/kattis.h"

static const int64_t SECOND_NS = 1000000000;
static const int64_t MIB = 1 << 20;
static const int64_t KIB = 1 << 10;

/* A whole number of a unit; nothing at all leaves the value alone. */
static int read_scaled(const struct yaml *value, int64_t unit, int64_t most, int64_t *scaled_out,
                       struct err *err)
{
    int64_t number;
    if (yaml_is_null(value))
        return 0;
    if (yaml_i64(value, 1, most, &number, err) != 0)
        return -1;
    *scaled_out = number * unit;
    return 0;
}

static int read_real(const struct yaml *value, double least, double *number_out, struct err *err)
{
    const double most = 86400.0;
    return yaml_is_null(value) ? 0 : yaml_double(value, least, most, number_out, err);
}

/* One reader for each size; the unit is the format's. */
#define READER(key, field, unit, most)                                                             \
    static int read_##key(void *context, const struct yaml *value, struct err *err)                \
    {                                                                                              \
        struct package *package = context;                                                         \
        return read_scaled(value, unit, most, &package->problem.field, err);                       \
    }

enum { MOST_MIB = 1 << 20, MOST_KIB = 1 << 20, MOST_SECONDS = 86400 };

READER(memory, limits.memory_bytes, MIB, MOST_MIB)
READER(output, limits.output_bytes, MIB, MOST_MIB)
READER(code, source_max_bytes, KIB, MOST_KIB)
READER(compilation_time, compile_limits.cpu_ns, SECOND_NS, MOST_SECONDS)
READER(compilation_memory, compile_limits.memory_bytes, MIB, MOST_MIB)
READER(validation_time, validator_limits.cpu_ns, SECOND_NS, MOST_SECONDS)
READER(validation_memory, validator_limits.memory_bytes, MIB, MOST_MIB)
READER(validation_output, validator_limits.output_bytes, MIB, MOST_MIB)

static int read_passes(void *context, const struct yaml *value, struct err *err)
{
    struct package *package = context;
    const int64_t most = 1000;
    int64_t passes;
    if (yaml_is_null(value))
        return 0;
    if (yaml_i64(value, 2, most, &passes, err) != 0)
        return -1;
    package->passes_node = value;
    package->passes = (int)passes;
    return 0;
}

static int read_time_limit(void *context, const struct yaml *value, struct err *err)
{
    struct package *package = context;
    package->time_limit_node = value;
    return read_real(value, 0.001, &package->time_limit_s, err);
}

static int read_resolution(void *context, const struct yaml *value, struct err *err)
{
    struct package *package = context;
    return read_real(value, 0.001, &package->problem.time_resolution_s, err);
}

static int read_ac_multiplier(void *context, const struct yaml *value, struct err *err)
{
    struct package *package = context;
    return read_real(value, 1.0, &package->problem.ac_to_time_limit, err);
}

static int read_tle_multiplier(void *context, const struct yaml *value, struct err *err)
{
    struct package *package = context;
    return read_real(value, 1.0, &package->problem.time_limit_to_tle, err);
}

static int read_multipliers(void *context, const struct yaml *value, struct err *err)
{
    static const struct yaml_key keys[] = {
        {"ac_to_time_limit", read_ac_multiplier},
        {"time_limit_to_tle", read_tle_multiplier},
    };
    return yaml_read_map(value, "time_multipliers", keys, EV_ARRAY_LENGTH(keys), false, context,
                         err);
}

#define KEYS_OF_EVERY_VERSION                                                                      \
    {"time_limit", read_time_limit}, {"memory", read_memory}, {"output", read_output},             \
        {"code", read_code}, {"compilation_time", read_compilation_time},                          \
        {"compilation_memory", read_compilation_memory},                                           \
        {"validation_time", read_validation_time}, {"validation_memory", read_validation_memory},  \
        {"validation_output", read_validation_output},                                             \
    {                                                                                              \
        "validation_passes", read_passes                                                           \
    }

#define KEYS_OF_LEGACY                                                                             \
    {"time_multiplier", read_ac_multiplier},                                                       \
    {                                                                                              \
        "time_safety_margin", read_tle_multiplier                                                  \
    }

#define KEYS_OF_2025                                                                               \
    {"time_resolution", read_resolution},                                                          \
    {                                                                                              \
        "time_multipliers", read_multipliers                                                       \
    }

static const struct yaml_key legacy_keys[] = {KEYS_OF_EVERY_VERSION, KEYS_OF_LEGACY};
static const struct yaml_key draft_keys[] = {KEYS_OF_EVERY_VERSION, KEYS_OF_LEGACY, KEYS_OF_2025};
static const struct yaml_key keys_2025[] = {KEYS_OF_EVERY_VERSION, KEYS_OF_2025};

static const struct {
    const struct yaml_key *keys;
    size_t count;
    bool is_lenient;
} tables[] = {
    [DIALECT_LEGACY] = {legacy_keys, EV_ARRAY_LENGTH(legacy_keys), true},
    [DIALECT_DRAFT] = {draft_keys, EV_ARRAY_LENGTH(draft_keys), true},
    [DIALECT_2025] = {keys_2025, EV_ARRAY_LENGTH(keys_2025), false},
};

int kattis_read_limits(void *context, const struct yaml *value, struct err *err)
{
    struct package *package = context;
    const struct yaml_key *keys = tables[package->dialect].keys;
    size_t count = tables[package->dialect].count;
    bool is_lenient = tables[package->dialect].is_lenient;
    if (is_lenient)
        kattis_warn_unknown(package, value, "limits", keys, count);
    return yaml_read_map(value, "limits", keys, count, is_lenient, package, err);
}
