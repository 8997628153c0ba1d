/* load: one entry of langs.yaml. One key of the file is one row of `keys` and one reader. See
 * table.c for the file. */
#include <fcntl.h>
#include <string.h>

#include "base/fs.h"
#include "base/yaml.h"
#include "lang/internal.h"

enum { JUDGE0_MOST = 1000000, JUDGE0_COUNT_MOST = 100 };
enum { PRIORITY_MOST = 1000000, EXTRA_PROCESSES_MOST = 100000 };

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
        return yaml_bytes(value, #key, &loading->language->field, err);                            \
    }

static int read_text(const struct yaml *value, const char **text_out, struct err *err)
{
    if (yaml_string(value, text_out, err) < 0)
        return -1;
    return **text_out ? 0 : yaml_error(value, err, "expected text, found nothing");
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
LIST_READER(tells, tells, tell_count)
LIST_READER(main_lines, main_lines, main_line_count)
LIST_READER(fallback, fallback, fallback_count)
COMMAND_READER(compile, IN_COMPILE)
COMMAND_READER(run, IN_RUN)
COMMAND_READER(version, IN_VERSION)
BYTES_READER(memory_reserve, memory_reserve_bytes)
BYTES_READER(extra_memory, extra_memory_bytes)

READER(precompile)
{
    struct loading *loading = context;
    loading->language->precompile = (struct precompile){0};
    if (yaml_is_null(value)) /* another's, that it is like, is not wanted */
        return 0;
    return language_read_precompile(loading->arena, value, loading->language, err);
}

READER(keep)
{
    struct loading *loading = context;
    struct language *language = loading->language;
    language->has_default_keep = false;
    return yaml_strings(loading->arena, value, &language->keep, &language->keep_count, err);
}

READER(tools)
{
    struct loading *loading = context;
    struct language *language = loading->language;
    language->has_default_tools = false;
    return yaml_strings(loading->arena, value, &language->tools, &language->tool_count, err);
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

READER(judge0)
{
    struct loading *loading = context;
    struct language *language = loading->language;
    if (value->kind != YAML_LIST || value->count > JUDGE0_COUNT_MOST)
        return yaml_error(value, err, "expected a list of numbers such as [53, 54]");
    int64_t *numbers = arena_alloc(loading->arena, (value->count + 1) * sizeof(*numbers));
    for (size_t i = 0; i < value->count; i++) {
        if (yaml_i64(value->items[i], 1, JUDGE0_MOST, &numbers[i], err) < 0)
            return -1;
    }
    language->judge0 = numbers;
    language->judge0_count = value->count;
    return 0;
}

READER(untested)
{
    struct loading *loading = context;
    struct language *language = loading->language;
    const char *text;
    if (yaml_string(value, &text, err) < 0)
        return -1;
    bool is_flag =
        value->is_plain && (strcmp(text, "true") == 0 || strcmp(text, "false") == 0 || !*text);
    language->is_untested = !is_flag || strcmp(text, "true") == 0;
    language->untested_reason = is_flag ? NULL : text;
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

/* Relative to the folder of the file. */
READER(root)
{
    struct loading *loading = context;
    const char *text;
    loading->language->root = NULL;
    if (yaml_is_null(value)) /* another's, that it is like, is not wanted */
        return 0;
    if (read_text(value, &text, err) < 0)
        return -1;
    size_t folder = (size_t)(fs_base_name(value->file) - value->file);
    loading->language->root =
        text[0] == '/' ? text
                       : arena_printf(loading->arena, "%.*s%s", (int)folder, value->file, text);
    return 0;
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
    return language_read_limits(value, &loading->language->compile_limits, err);
}

static const struct yaml_key keys[] = {
    {"name", read_name},
    {"aliases", read_aliases},
    {"extensions", read_extensions},
    {"shebangs", read_shebangs},
    {"content", read_content},
    {"tells", read_tells},
    {"priority", read_priority},
    {"entry", read_entry},
    {"main_lines", read_main_lines},
    {"compile", read_compile},
    {"run", read_run},
    {"keep", read_keep},
    {"tools", read_tools},
    {"environment", read_environment},
    {"paths", read_paths},
    {"root", read_root},
    {"package", read_package},
    {"version", read_version},
    {"precompile", read_precompile},
    {"compile_limits", read_compile_limits},
    {"memory_reserve", read_memory_reserve},
    {"time_factor", read_time_factor},
    {"extra_processes", read_extra_processes},
    {"extra_memory", read_extra_memory},
    {"judge0", read_judge0},
    {"fallback", read_fallback},
    {"untested", read_untested},
    /* read by language_read, which knows their order */
    {"like", read_nothing},
    {"profiles", read_nothing},
    {"validator", read_nothing},
};
enum { VARIANT_KEY_COUNT = EV_ARRAY_LENGTH(keys) - 3 };

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
    bool is_binary = strcmp(language->entry, "binary") == 0; /* the plan knows the binary's name */
    language->keep = strcmp(language->entry, "mainclass") == 0 ? classes : everything;
    language->keep_count = is_binary ? 0 : 1;
}

static void set_defaults(struct arena *arena, struct language *language)
{
    if (language->has_default_tools)
        default_tools(arena, language);
    if (language->has_default_keep)
        default_keep(language);
    if (language->root) /* no package of the host's brings what is there */
        language->package = "";
}

static int require_keys(const struct yaml *map, const struct language *language, struct err *err)
{
    const struct {
        const char *key;
        bool is_there;
    } required[] = {
        {"name", language->name},
        {"extensions", language->extension_count > 0},
        {"entry", language->entry},
        {"run", language->run},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(required); i++) {
        const struct yaml *value = yaml_get(map, required[i].key);
        if (!required[i].is_there)
            return yaml_error(value ? value : map, err, "language %s: %s is missing", language->id,
                              required[i].key);
    }
    if (!language->compile && strcmp(language->entry, "mainfile") != 0)
        return yaml_error(map, err, "language %s: entry %s needs a compile command", language->id,
                          language->entry);
    return 0;
}

/* Other values for some keys. */
static int read_variant(struct arena *arena, const struct yaml *map, struct language *language,
                        struct err *err)
{
    struct loading loading = {arena, language};
    if (map->kind != YAML_MAP)
        return yaml_error(map, err, "language %s: expected a map of keys and values", language->id);
    if (yaml_read_map(map, language->id, keys, VARIANT_KEY_COUNT, false, &loading, err) < 0)
        return -1;
    set_defaults(arena, language);
    return 0;
}

/* All are read, so that a mistake does not wait for somebody to use the profile. */
static int read_profiles(struct arena *arena, const struct yaml *map, const char *profile,
                         struct language *language, struct err *err)
{
    if (yaml_is_null(map))
        return 0;
    if (map->kind != YAML_MAP)
        return yaml_error(map, err, "profiles: expected a map of keys and values by profile");
    const struct language plain = *language;
    for (size_t i = 0; i < map->count; i++) {
        struct language variant = plain;
        if (read_variant(arena, map->items[i], &variant, err) < 0)
            return -1;
        if (profile && strcmp(map->keys[i]->text, profile) == 0)
            *language = variant;
    }
    return 0;
}

static int read_validator(struct arena *arena, const struct yaml *map, struct language *language,
                          struct err *err)
{
    if (yaml_is_null(map))
        return 0;
    struct language *validator = arena_copy(arena, language, sizeof(*language));
    if (read_variant(arena, map, validator, err) < 0)
        return -1;
    language->validator = validator;
    return 0;
}

/* What is one's own, and not like another's. */
static void forget_own(struct language *language, const char *id)
{
    language->like = language->id;
    language->id = id;
    language->name = NULL;
    language->aliases = language->fallback = language->content = language->tells = NULL;
    language->alias_count = language->fallback_count = language->content_count =
        language->tell_count = 0;
    language->judge0 = NULL;
    language->judge0_count = 0;
    language->priority = 0;
    language->validator = NULL;
    language->is_untested = false;
    language->untested_reason = NULL;
}

static int start_from(const struct yaml *key, const struct yaml *map, const struct languages *known,
                      struct language *language, struct err *err)
{
    const struct yaml *like = yaml_get(map, "like");
    const char *id;
    *language = (struct language){.id = key->text,
                                  .time_factor = 1,
                                  .compile_limits = LIMITS_UNSET,
                                  .package = "",
                                  .has_default_tools = true,
                                  .has_default_keep = true};
    if (!like)
        return 0;
    if (yaml_string(like, &id, err) < 0)
        return -1;
    const struct language *base = language_find(known, id);
    if (!base)
        return yaml_error(like, err, "like: no language before this one is called \"%.64s\"", id);
    *language = *base;
    if (strcmp(base->id, key->text) != 0) /* else it is changed, not copied */
        forget_own(language, key->text);
    return 0;
}

int language_read(struct arena *arena, const struct yaml *key, const struct yaml *map,
                  const struct languages *known, const char *profile, struct language *language,
                  struct err *err)
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
    if (start_from(key, map, known, language, err) < 0 ||
        yaml_read_map(map, id, keys, EV_ARRAY_LENGTH(keys), false, &loading, err) < 0 ||
        require_keys(map, language, err) < 0)
        return -1;
    set_defaults(arena, language);
    if (read_profiles(arena, yaml_get(map, "profiles"), profile, language, err) < 0)
        return -1;
    return read_validator(arena, yaml_get(map, "validator"), language, err);
}
