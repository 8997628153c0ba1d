/* load: langs.yaml into a table of languages. One key of the file is one row of `keys` and one
 * reader. See lang.h. */
#include <fcntl.h>
#include <string.h>
#include <strings.h>

#include "base/fs.h"
#include "base/parse.h"
#include "base/yaml.h"
#include "lang/internal.h"

enum { PRIORITY_MOST = 1000000, EXTRA_PROCESSES_MOST = 100000, LIMIT_COUNT_MOST = 1000000000 };

struct loading {
    struct arena *arena;
    struct language *language;
};

#define READER(key) static int read_##key(void *context, const struct yaml *value, struct err *err)

/* Readers of plain texts and of lists of texts: the field has the key's name. */
#define TEXT_READER(field)                                                                         \
    READER(field)                                                                                  \
    {                                                                                              \
        struct loading *loading = context;                                                         \
        return read_text(value, &loading->language->field, err);                                   \
    }
#define LIST_READER(key, field, counter)                                                           \
    READER(key)                                                                                    \
    {                                                                                              \
        struct loading *loading = context;                                                         \
        return yaml_strings(loading->arena, value, &loading->language->field,                      \
                            &loading->language->counter, err);                                     \
    }
#define COMMAND_READER(field, place)                                                               \
    READER(field)                                                                                  \
    {                                                                                              \
        struct loading *loading = context;                                                         \
        return language_read_command(loading->arena, value, place, &loading->language->field,      \
                                     err);                                                         \
    }
#define BYTES_READER(key, field)                                                                   \
    READER(key)                                                                                    \
    {                                                                                              \
        struct loading *loading = context;                                                         \
        return read_bytes(value, #key, &loading->language->field, err);                            \
    }

static int read_text(const struct yaml *value, const char **text_out, struct err *err)
{
    if (yaml_string(value, text_out, err) < 0)
        return -1;
    return **text_out ? 0 : yaml_error(value, err, "expected text, found nothing");
}

static int read_bytes(const struct yaml *value, const char *key, int64_t *bytes_out,
                      struct err *err)
{
    const char *text;
    struct err parsed;
    if (yaml_string(value, &text, err) < 0)
        return -1;
    return parse_bytes(key, text, bytes_out, &parsed) < 0 ? yaml_error(value, err, "%s", parsed.msg)
                                                          : 0;
}

static int read_duration(const struct yaml *value, const char *key, int64_t *ns_out,
                         struct err *err)
{
    const char *text;
    struct err parsed;
    if (yaml_string(value, &text, err) < 0)
        return -1;
    return parse_duration(key, text, ns_out, &parsed) < 0 ? yaml_error(value, err, "%s", parsed.msg)
                                                          : 0;
}

/* Every {name} is known and has a value at this place; {files} stands alone. */
static int check_word(const struct yaml *node, const char *word, unsigned place, struct err *err)
{
    const char *start;
    enum variable variable;
    size_t length;
    for (const char *next = word; (length = variable_next(&next, &start, &variable)) > 0;) {
        if (variable == VARIABLE_COUNT)
            return yaml_error(
                node, err,
                "unknown variable %.*s (known: {files} {mainfile} {mainclass} "
                "{Mainclass} {binary} {work} {program} {memory_mib} {stack_mib} {headers})",
                (int)length, start);
        if (!(variable_infos[variable].places & place))
            return yaml_error(node, err, "%.*s has no value here", (int)length, start);
        if (variable == VARIABLE_FILES && strlen(word) != length)
            return yaml_error(node, err, "{files} must be a word of its own");
    }
    return 0;
}

static int check_words(const struct yaml *value, unsigned place, struct err *err)
{
    if (value->kind == YAML_SCALAR)
        return check_word(value, value->text, place, err);
    for (size_t i = 0; i < value->count; i++) {
        if (check_word(value->items[i], value->items[i]->text, place, err) < 0)
            return -1;
    }
    return 0;
}

int language_read_command(struct arena *arena, const struct yaml *value, unsigned place,
                          const char *const **argv_out, struct err *err)
{
    size_t count;
    if (value->kind != YAML_LIST || value->count == 0)
        return yaml_error(value, err, "expected a list of words such as [gcc, -O2, \"{files}\"]");
    if (yaml_strings(arena, value, argv_out, &count, err) < 0)
        return -1;
    return check_words(value, place, err);
}

TEXT_READER(name)
TEXT_READER(package)
LIST_READER(aliases, aliases, alias_count)
LIST_READER(shebangs, shebangs, shebang_count)
LIST_READER(content, content, content_count)
LIST_READER(main_lines, main_lines, main_line_count)
LIST_READER(keep, keep, keep_count)
LIST_READER(tools, tools, tool_count)
COMMAND_READER(compile, IN_COMPILE)
COMMAND_READER(run, IN_RUN)
COMMAND_READER(version, IN_VERSION)
BYTES_READER(memory_reserve, memory_reserve_bytes)
BYTES_READER(extra_memory, extra_memory_bytes)

READER(precompile)
{
    struct loading *loading = context;
    return language_read_precompile(loading->arena, value, loading->language, err);
}

READER(extensions)
{
    struct loading *loading = context;
    struct language *language = loading->language;
    if (yaml_strings(loading->arena, value, &language->extensions, &language->extension_count,
                     err) < 0)
        return -1;
    for (size_t i = 0; i < language->extension_count; i++) {
        const char *extension = language->extensions[i];
        if (extension[0] != '.' || !extension[1] || strchr(extension, '/'))
            return yaml_error(value, err, "expected extensions such as .cc, found \"%.64s\"",
                              extension);
    }
    return 0;
}

READER(entry)
{
    static const char *const known[] = {"binary", "mainfile", "mainclass"};
    struct loading *loading = context;
    const char *text;
    if (yaml_string(value, &text, err) < 0)
        return -1;
    for (size_t i = 0; i < EV_ARRAY_LENGTH(known); i++) {
        if (strcmp(text, known[i]) == 0) {
            loading->language->entry = known[i];
            return 0;
        }
    }
    return yaml_error(value, err, "expected binary, mainfile or mainclass, found \"%.64s\"", text);
}

READER(priority)
{
    struct loading *loading = context;
    int64_t number;
    if (yaml_i64(value, -PRIORITY_MOST, PRIORITY_MOST, &number, err) < 0)
        return -1;
    loading->language->priority = (int)number;
    return 0;
}

READER(extra_processes)
{
    struct loading *loading = context;
    return yaml_i64(value, 0, EXTRA_PROCESSES_MOST, &loading->language->extra_processes, err);
}

READER(time_factor)
{
    struct loading *loading = context;
    double factor;
    if (yaml_double(value, 0.01, 1000, &factor, err) < 0)
        return -1;
    loading->language->time_factor = factor;
    return 0;
}

READER(environment)
{
    struct loading *loading = context;
    struct language *language = loading->language;
    if (yaml_strings(loading->arena, value, &language->environment, &language->environment_count,
                     err) < 0)
        return -1;
    for (size_t i = 0; i < language->environment_count; i++) {
        const char *equals = strchr(language->environment[i], '=');
        if (!equals || equals == language->environment[i])
            return yaml_error(value, err, "expected NAME=VALUE, found \"%.64s\"",
                              language->environment[i]);
    }
    return check_words(value, IN_ENVIRONMENT, err);
}

READER(paths)
{
    struct loading *loading = context;
    struct language *language = loading->language;
    if (yaml_strings(loading->arena, value, &language->paths, &language->path_count, err) < 0)
        return -1;
    for (size_t i = 0; i < language->path_count; i++) {
        if (language->paths[i][0] != '/')
            return yaml_error(value, err, "expected absolute paths, found \"%.64s\"",
                              language->paths[i]);
    }
    return 0;
}

/* Limits of the compiler: one row each, read by what the value is. */
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
        return read_duration(value, key->name, number_out, err);
    if (key->kind == LIMIT_BYTES)
        return read_bytes(value, key->name, number_out, err);
    return yaml_i64(value, 1, LIMIT_COUNT_MOST, number_out, err);
}

static int read_nothing(void *context, const struct yaml *value, struct err *err)
{
    (void)context;
    (void)value;
    (void)err;
    return 0;
}

READER(compile_limits)
{
    struct loading *loading = context;
    struct yaml_key names[EV_ARRAY_LENGTH(limit_keys)];
    for (size_t i = 0; i < EV_ARRAY_LENGTH(limit_keys); i++)
        names[i] = (struct yaml_key){limit_keys[i].name, read_nothing};
    if (yaml_read_map(value, "compile_limits", names, EV_ARRAY_LENGTH(names), false, NULL, err) < 0)
        return -1;
    for (size_t i = 0; i < EV_ARRAY_LENGTH(limit_keys); i++) {
        const struct yaml *limit = yaml_get(value, limit_keys[i].name);
        if (limit && read_limit(&limit_keys[i], limit, &loading->language->compile_limits, err) < 0)
            return -1;
    }
    return 0;
}

static const struct yaml_key keys[] = {
    {"name", read_name},
    {"aliases", read_aliases},
    {"extensions", read_extensions},
    {"shebangs", read_shebangs},
    {"content", read_content},
    {"priority", read_priority},
    {"entry", read_entry},
    {"main_lines", read_main_lines},
    {"compile", read_compile},
    {"run", read_run},
    {"keep", read_keep},
    {"tools", read_tools},
    {"environment", read_environment},
    {"paths", read_paths},
    {"package", read_package},
    {"version", read_version},
    {"precompile", read_precompile},
    {"compile_limits", read_compile_limits},
    {"memory_reserve", read_memory_reserve},
    {"time_factor", read_time_factor},
    {"extra_processes", read_extra_processes},
    {"extra_memory", read_extra_memory},
};

/* Programs that the commands name themselves. */
static void default_tools(struct arena *arena, struct language *language)
{
    const char *const *const commands[] = {language->compile, language->run};
    const char **tools = arena_alloc(arena, (EV_ARRAY_LENGTH(commands) + 1) * sizeof(*tools));
    size_t count = 0;
    for (size_t i = 0; i < EV_ARRAY_LENGTH(commands); i++) {
        const char *program = commands[i] ? commands[i][0] : NULL;
        if (program && !strchr(program, '{') && (!count || strcmp(tools[0], program) != 0))
            tools[count++] = program;
    }
    language->tools = tools;
    language->tool_count = count;
}

static void default_keep(struct language *language)
{
    static const char *const everything[] = {"*", NULL};
    static const char *const classes[] = {"*.class", NULL};
    if (strcmp(language->entry, "binary") == 0)
        return; /* the plan knows the binary's name */
    language->keep = strcmp(language->entry, "mainclass") == 0 ? classes : everything;
    language->keep_count = 1;
}

static int require_keys(const struct yaml *map, const char *id, struct err *err)
{
    static const char *const required[] = {"name", "extensions", "entry", "run"};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(required); i++) {
        const struct yaml *value = yaml_get(map, required[i]);
        if (yaml_is_null(value))
            return yaml_error(value ? value : map, err, "language %s: %s is missing", id,
                              required[i]);
    }
    const struct yaml *compile = yaml_get(map, "compile");
    if (!compile && strcmp(yaml_get(map, "entry")->text, "mainfile") != 0)
        return yaml_error(map, err, "language %s: entry %s needs a compile command", id,
                          yaml_get(map, "entry")->text);
    return 0;
}

static int load_language(struct arena *arena, const struct yaml *key, const struct yaml *map,
                         struct language *language, struct err *err)
{
    const char *id = key->text;
    size_t id_bytes = strlen(id);
    if (id_bytes == 0 || id_bytes > 64 ||
        strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789_+.-") != id_bytes)
        return yaml_error(key, err, "language id \"%.64s\": small letters, digits and _+.- only",
                          id);
    if (map->kind != YAML_MAP)
        return yaml_error(map, err, "language %s: expected a map of keys and values", id);
    struct loading loading = {arena, language};
    *language = (struct language){
        .id = id, .time_factor = 1, .compile_limits = LIMITS_UNSET, .package = ""};
    if (yaml_read_map(map, id, keys, EV_ARRAY_LENGTH(keys), false, &loading, err) < 0 ||
        require_keys(map, id, err) < 0)
        return -1;
    if (!language->tools)
        default_tools(arena, language);
    if (!language->keep)
        default_keep(language);
    return 0;
}

static bool is_named(const struct language *language, const char *name)
{
    if (strcasecmp(language->id, name) == 0 || strcasecmp(language->name, name) == 0)
        return true;
    for (size_t i = 0; i < language->alias_count; i++) {
        if (strcasecmp(language->aliases[i], name) == 0)
            return true;
    }
    return false;
}

/* No name of a language may mean an earlier one too. */
static int check_names(const struct yaml *key, const struct languages *earlier,
                       const struct language *language, struct err *err)
{
    for (size_t i = 0; i < earlier->count; i++) {
        const char *clash = NULL;
        if (is_named(&earlier->items[i], language->id))
            clash = language->id;
        if (is_named(&earlier->items[i], language->name))
            clash = language->name;
        for (size_t k = 0; k < language->alias_count && !clash; k++) {
            if (is_named(&earlier->items[i], language->aliases[k]))
                clash = language->aliases[k];
        }
        if (clash)
            return yaml_error(key, err, "language %s: the name \"%.64s\" is taken by %s",
                              language->id, clash, earlier->items[i].id);
    }
    return 0;
}

int languages_load(struct arena *arena, const char *path, struct languages *languages_out,
                   struct err *err)
{
    static const struct yaml_key top_keys[] = {{"languages", read_nothing}};
    struct yaml *root;
    if (yaml_load(arena, AT_FDCWD, path, path, &root, err) < 0 ||
        yaml_read_map(root, "langs.yaml", top_keys, EV_ARRAY_LENGTH(top_keys), false, NULL, err) <
            0)
        return -1;
    const struct yaml *map = yaml_get(root, "languages");
    if (yaml_is_null(map) || map->kind != YAML_MAP || map->count == 0)
        return yaml_error(map ? map : root, err, "languages: expected a map of languages by id");
    struct language *items = arena_alloc(arena, map->count * sizeof(*items));
    struct languages loaded = {items, 0, arena_string(arena, path)};
    for (size_t i = 0; i < map->count; i++) {
        if (load_language(arena, map->keys[i], map->items[i], &items[i], err) < 0 ||
            check_names(map->keys[i], &loaded, &items[i], err) < 0)
            return -1;
        loaded.count++;
    }
    *languages_out = loaded;
    return 0;
}

const struct language *language_find(const struct languages *languages, const char *name)
{
    for (size_t i = 0; i < languages->count; i++) {
        if (is_named(&languages->items[i], name))
            return &languages->items[i];
    }
    return NULL;
}
