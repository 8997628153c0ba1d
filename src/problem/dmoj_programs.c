/* dmoj_programs: checkers, interactors and generators. DMOJ's own checkers that compare as our
 * default validator can are flags of it; the others are refused by name. */
#include <math.h>
#include <string.h>

#include "problem/dmoj.h"

enum { FLAGS_MAX = 4 };

/* How `precision` of a checker of floats becomes a flag. */
static const struct own_checker {
    const char *name;
    const char *flags[FLAGS_MAX];
    const char *tolerance; /* the flag that 1e-PRECISION follows; NULL: it takes none */
} own_checkers[] = {
    {"standard", {"case_sensitive", "evalx:lines_parted"}, NULL},
    {"identical", {"case_sensitive", "space_change_sensitive"}, NULL},
    {"floats", {"case_sensitive", "evalx:lines_parted"}, "float_tolerance"},
    {"floatsabs", {"case_sensitive", "evalx:lines_parted"}, "float_absolute_tolerance"},
    {"floatsrel", {"case_sensitive", "evalx:lines_parted"}, "float_relative_tolerance"},
    {"easy", {"evalx:easy"}, NULL},
    {"sorted", {"evalx:lines_sorted"}, NULL},
    {"unordered", {"evalx:words_sorted"}, NULL},
    {"linecount", {"evalx:lines_matched"}, NULL},
    {"rstripped", {"evalx:lines_trimmed"}, NULL},
    {"rstripped by filled lines", {"evalx:lines_filled"}, NULL},
};

static const struct own_checker *find_own(const char *name)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(own_checkers); i++) {
        if (strcmp(own_checkers[i].name, name) == 0)
            return &own_checkers[i];
    }
    return NULL;
}

/* A checker is a name, or {name, args}. */
static int split_checker(const struct yaml *node, const char **name_out,
                         const struct yaml **args_out, struct err *err)
{
    const struct yaml *name = node->kind == YAML_MAP ? yaml_get(node, "name") : node;
    *args_out = yaml_get(node, "args");
    if (!name)
        return yaml_error(node, err, "checker: the name is missing");
    return yaml_string(name, name_out, err);
}

/* Arguments that make one checker another. */
static const struct mode {
    const char *checker, *argument, *value, *other;
} modes[] = {
    {"floats", "error_mode", "default", "floats"},
    {"floats", "error_mode", "absolute", "floatsabs"},
    {"floats", "error_mode", "relative", "floatsrel"},
    {"sorted", "split_on", "lines", "sorted"},
    {"sorted", "split_on", "whitespace", "unordered"},
    {"rstripped", "filter_new_line", "true", "rstripped by filled lines"},
    {"rstripped", "filter_new_line", "True", "rstripped by filled lines"},
    {"rstripped", "filter_new_line", "false", "rstripped"},
    {"rstripped", "filter_new_line", "False", "rstripped"},
};

static int find_mode(const struct yaml *args, const struct own_checker **row, struct err *err)
{
    const char *name = (*row)->name;
    const struct yaml *unknown = NULL;
    for (size_t i = 0; i < EV_ARRAY_LENGTH(modes); i++) {
        const struct yaml *node = yaml_get(args, modes[i].argument);
        const char *value;
        if (!node || strcmp(modes[i].checker, name) != 0)
            continue;
        if (yaml_string(node, &value, err) != 0)
            return -1;
        if (strcmp(value, modes[i].value) == 0) {
            *row = find_own(modes[i].other);
            return 0;
        }
        unknown = node;
    }
    return unknown ? yaml_error(unknown, err, "%s: '%.32s' is not known", name, unknown->text) : 0;
}

static int own_flags(struct dmoj *dmoj, const struct own_checker *row, const struct yaml *args,
                     struct words *flags_out, struct err *err)
{
    struct arena *arena = &dmoj->package->problem.arena;
    const char **items = arena_alloc(arena, (FLAGS_MAX + 2) * sizeof(*items));
    const struct yaml *precision = yaml_get(args, "precision");
    int64_t digits = 6;
    size_t count = 0;
    if (find_mode(args, &row, err) != 0)
        return -1;
    if (precision && yaml_i64(precision, 0, 300, &digits, err) != 0)
        return -1;
    while (count < FLAGS_MAX && row->flags[count]) {
        items[count] = row->flags[count];
        count++;
    }
    if (row->tolerance) {
        items[count++] = row->tolerance;
        items[count++] = arena_printf(arena, "1e-%d", (int)digits);
    }
    *flags_out = (struct words){.items = items, .count = count};
    return 0;
}

int dmoj_read_flags(struct dmoj *dmoj, const struct dmoj_place *place, struct words *flags_out,
                    struct err *err)
{
    const struct yaml *node = dmoj_get(place, "checker");
    const struct yaml *args = NULL;
    const char *name = "standard";
    if (!dmoj->has_default_checker) {
        bool is_own = node && node != yaml_get(dmoj->root, "checker");
        *flags_out = (struct words){0};
        return is_own ? yaml_error(node, err,
                                   "a checker of a single case beside one that is a "
                                   "program is not supported")
                      : 0;
    }
    if (node && split_checker(node, &name, &args, err) != 0)
        return -1;
    const struct own_checker *row = find_own(name);
    if (!row)
        return yaml_error(node, err, "checker: '%.64s' is not supported", name);
    dmoj->has_line_points = dmoj->has_line_points || strcmp(name, "linecount") == 0;
    return own_flags(dmoj, row, args, flags_out, err);
}

/* Programs of several files: a name or a list of names. */
static int read_program(struct dmoj *dmoj, const struct yaml *map, const char *key,
                        struct package_program *program_out, struct err *err)
{
    struct package *package = dmoj->package;
    const struct yaml *files = map->kind == YAML_MAP ? yaml_get(map, key) : map;
    const struct yaml *flags = yaml_get(map, "flags");
    const struct yaml *language =
        yaml_get(map, map->kind == YAML_MAP && yaml_get(map, "lang") ? "lang" : "language");
    const char *const *names;
    const char *language_name = NULL;
    size_t count;
    if (!files)
        return yaml_error(map, err, "%s is missing", key);
    if (yaml_strings(&package->problem.arena, files, &names, &count, err) != 0 ||
        (language && yaml_string(language, &language_name, err) != 0))
        return -1;
    if (collect_program_files(package, names, count, language_name, program_out, err) != 0)
        return -1;
    if (map->kind == YAML_MAP && dmoj_read_arguments(dmoj, map, program_out, err) != 0)
        return -1;
    return yaml_is_null(flags) ? 0
                               : yaml_strings(&package->problem.arena, flags, &program_out->options,
                                              &program_out->option_count, err);
}

static const struct bridge {
    const char *name;
    enum checker_convention checker;
    enum interactor_convention interactor;
    bool has_interactor;
} bridges[] = {
    {"default", CHECKER_DMOJ, INTERACTOR_DMOJ, true},
    {"testlib", CHECKER_TESTLIB, INTERACTOR_DMOJ_TESTLIB, true},
    {"coci", CHECKER_COCI, INTERACTOR_DMOJ, true},
    {"peg", CHECKER_PEG, INTERACTOR_DMOJ, false},
};

static int find_bridge(const struct yaml *args, const struct bridge **bridge_out, struct err *err)
{
    const struct yaml *type = yaml_get(args, "type");
    const char *name = "default";
    if (type && yaml_string(type, &name, err) != 0)
        return -1;
    for (size_t i = 0; i < EV_ARRAY_LENGTH(bridges); i++) {
        if (strcmp(bridges[i].name, name) != 0)
            continue;
        *bridge_out = &bridges[i];
        return 0;
    }
    return yaml_error(type, err, "type: '%.32s' is not known: default, testlib, coci and peg are",
                      name);
}

/* time_limit in seconds and memory_limit in KiB. */
static int read_program_limits(struct dmoj *dmoj, const struct yaml *args, struct err *err)
{
    struct limits *limits = &dmoj->package->problem.validator_limits;
    const struct yaml *time = yaml_get(args, "time_limit");
    const struct yaml *memory = yaml_get(args, "memory_limit");
    double number;
    if (time && yaml_double(time, 0.001, 86400, &number, err) != 0)
        return -1;
    if (time)
        limits->cpu_ns = llround(number * 1e9);
    if (memory && yaml_double(memory, 1, 1e12, &number, err) != 0)
        return -1;
    if (memory)
        limits->memory_bytes = llround(number * 1024);
    return 0;
}

static int read_bridged(struct dmoj *dmoj, const struct yaml *node, const struct yaml *args,
                        struct err *err)
{
    struct problem *problem = &dmoj->package->problem;
    const struct bridge *bridge;
    if (!args || args->kind != YAML_MAP)
        return yaml_error(node, err, "checker: bridged needs args: files, lang, type");
    if (find_bridge(args, &bridge, err) != 0 || read_program_limits(dmoj, args, err) != 0)
        return -1;
    problem->checker_convention = bridge->checker;
    return read_program(dmoj, args, "files", &problem->output_validator, err);
}

int dmoj_read_checker(struct dmoj *dmoj, struct err *err)
{
    const struct yaml *node = yaml_get(dmoj->root, "checker");
    const struct yaml *args = NULL;
    const char *name = "standard";
    if (!yaml_is_null(node) && split_checker(node, &name, &args, err) != 0)
        return -1;
    dmoj->has_default_checker = find_own(name) != NULL;
    if (dmoj->has_default_checker)
        return 0;
    if (strcmp(name, "bridged") == 0)
        return read_bridged(dmoj, node, args, err);
    if (dmoj_is_python(name))
        return dmoj_take_python(dmoj, name, args, err);
    return yaml_error(node, err,
                      "checker: '%.64s' is not supported: standard, identical, floats, floatsabs, "
                      "floatsrel, easy, sorted, unordered, linecount, linematches, rstripped, "
                      "bridged and files of Python are",
                      name);
}

int dmoj_read_interactor(struct dmoj *dmoj, struct err *err)
{
    struct problem *problem = &dmoj->package->problem;
    const struct yaml *node = yaml_get(dmoj->root, "interactive");
    const struct bridge *bridge;
    if (yaml_is_null(node))
        return 0;
    if (node->kind != YAML_MAP)
        return yaml_error(node, err, "interactive: expected a map: files, type, lang");
    if (find_bridge(node, &bridge, err) != 0)
        return -1;
    if (!bridge->has_interactor)
        return yaml_error(node, err, "type: %s has no interactors", bridge->name);
    problem->kinds |= PROBLEM_INTERACTIVE;
    problem->interactor_convention = bridge->interactor;
    return read_program(dmoj, node, "files", &problem->interactor, err);
}

static int add_generator(struct dmoj *dmoj, const struct yaml *node, struct err *err)
{
    struct problem *problem = &dmoj->package->problem;
    struct package_program *program = arena_alloc(&problem->arena, sizeof(*program));
    if (read_program(dmoj, node, "source", program, err) != 0)
        return -1;
    problem->generators = program;
    problem->generator_count = 1;
    return 0;
}

int dmoj_read_generator(struct dmoj *dmoj, const struct dmoj_place *place,
                        struct problem_test *test, struct err *err)
{
    struct problem *problem = &dmoj->package->problem;
    const struct yaml *node = dmoj_get(place, "generator");
    const struct yaml *input = dmoj_get(place, "generator_in");
    const struct yaml *list = dmoj_get(place, "generator_args");
    const char *const *args = NULL;
    size_t count = 0;
    if (!node)
        return 0;
    if (node != yaml_get(dmoj->root, "generator"))
        return yaml_error(node, err, "generator: one of a single case is not supported");
    if (!list && node->kind == YAML_MAP)
        list = yaml_get(node, "args");
    if (problem->generator_count == 0 && add_generator(dmoj, node, err) != 0)
        return -1;
    if (list && yaml_strings(&problem->arena, list, &args, &count, err) != 0)
        return -1;
    const char **recipe = arena_alloc(&problem->arena, (count + 2) * sizeof(*recipe));
    recipe[0] = problem->generators[0].path;
    if (count > 0)
        memcpy(recipe + 1, args, count * sizeof(*recipe));
    test->recipe = recipe;
    return input ? dmoj_find_file(dmoj, input, &test->recipe_input, err) : 0;
}
