/* expand: from the words of langs.yaml to the commands and the environment of one submission. See
 * lang.h. */
#include <string.h>

#include "base/fs.h"
#include "base/str.h"
#include "lang/internal.h"

static const int64_t MIB = 1 << 20;
static const int64_t LEAST_MEMORY_MIB = 16; /* no runtime starts with less */

const struct variable_info variable_infos[VARIABLE_COUNT] = {
    [VARIABLE_FILES] = {"files", IN_COMPILE | IN_RUN},
    [VARIABLE_MAINFILE] = {"mainfile", IN_COMPILE | IN_RUN | IN_PRECOMPILE},
    [VARIABLE_MAINCLASS] = {"mainclass", IN_COMPILE | IN_RUN},
    [VARIABLE_CAPITAL_MAINCLASS] = {"Mainclass", IN_COMPILE | IN_RUN},
    [VARIABLE_BINARY] = {"binary", IN_COMPILE | IN_RUN | IN_PRECOMPILE},
    [VARIABLE_WORK] = {"work", IN_COMPILE | IN_ENVIRONMENT},
    [VARIABLE_PROGRAM] = {"program", IN_RUN},
    [VARIABLE_MEMORY_MIB] = {"memory_mib", IN_RUN},
    [VARIABLE_STACK_MIB] = {"stack_mib", IN_RUN},
    [VARIABLE_HEADERS] = {"headers", IN_USE},
};

static const char NAME_BYTES[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";

static enum variable variable_find(const char *name, size_t count)
{
    size_t i = 0;
    while (i < VARIABLE_COUNT && (strlen(variable_infos[i].name) != count ||
                                  memcmp(variable_infos[i].name, name, count) != 0))
        i++;
    return (enum variable)i;
}

size_t variable_next(const char **text, const char **start_out, enum variable *variable_out)
{
    for (const char *open = strchr(*text, '{'); open; open = strchr(open + 1, '{')) {
        size_t count = strspn(open + 1, NAME_BYTES);
        if (count == 0 || open[1 + count] != '}')
            continue;
        *variable_out = variable_find(open + 1, count);
        *start_out = open;
        *text = open + count + 2;
        return count + 2;
    }
    return 0;
}

/* Values of the variables for one command; NULL: it has none here. */
struct values {
    struct arena *arena;
    const struct build_plan *plan;
    const char *folder; /* in front of names, NULL: names are relative */
    const char *of[VARIABLE_COUNT];
};

/* The word with its variables replaced; NULL where one of them has no value: it is left out. */
static const char *expand_word(const struct values *values, const char *word)
{
    EV_STR struct str out = {0};
    const char *at = word, *start;
    enum variable variable;
    for (const char *next = word; variable_next(&next, &start, &variable); at = next) {
        if (variable == VARIABLE_COUNT || !values->of[variable])
            return NULL;
        str_add_n(&out, at, (size_t)(start - at));
        str_add(&out, values->of[variable]);
    }
    str_add(&out, at);
    return arena_string(values->arena, str_text(&out));
}

/* A name that a command cannot take for an option or a response file. */
static const char *safe_name(const struct values *values, const char *name)
{
    if (!name)
        return NULL;
    if (values->folder)
        return fs_join(values->arena, values->folder, name);
    return *name == '-' || *name == '@' ? arena_printf(values->arena, "./%s", name) : name;
}

static size_t add_files(const struct values *values, const char **argv, size_t count)
{
    const struct build_plan *plan = values->plan;
    for (size_t i = 0; i < plan->file_count; i++) {
        if (!plan->files[i].is_companion && language_claims(plan->language, plan->files[i].name))
            argv[count++] = safe_name(values, plan->files[i].name);
    }
    return count;
}

static const char *const *expand_command(const struct values *values, const char *const *words)
{
    size_t room = 1;
    for (size_t i = 0; words[i]; i++)
        room += 1 + (strcmp(words[i], "{files}") == 0 ? values->plan->file_count : 0);
    const char **argv = arena_alloc(values->arena, room * sizeof(*argv));
    size_t count = 0;
    for (size_t i = 0; words[i]; i++) {
        if (strcmp(words[i], "{files}") == 0) {
            count = add_files(values, argv, count);
            continue;
        }
        const char *word = expand_word(values, words[i]);
        if (word)
            argv[count++] = word;
    }
    return argv;
}

static bool is_letter_or_digit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* The class that a file's name gives: "my-sum" -> "My_sum" (as Kotlin names a file's class). */
static const char *capital_name(struct arena *arena, const char *name)
{
    if (!name)
        return NULL;
    char *capital = arena_string(arena, name);
    for (char *at = capital; *at; at++) {
        if (!is_letter_or_digit(*at) && *at != '.')
            *at = '_';
    }
    if (*capital >= 'a' && *capital <= 'z')
        *capital = (char)(*capital - 'a' + 'A');
    return capital;
}

static struct values values_make(struct arena *arena, const struct build_plan *plan,
                                 const char *names_folder, const char *binary_folder)
{
    struct values values = {.arena = arena, .plan = plan, .folder = names_folder};
    values.of[VARIABLE_MAINFILE] = safe_name(&values, plan->mainfile);
    values.of[VARIABLE_MAINCLASS] = plan->mainclass;
    values.of[VARIABLE_CAPITAL_MAINCLASS] = capital_name(arena, plan->mainclass);
    if (plan->binary)
        values.of[VARIABLE_BINARY] = fs_join(arena, binary_folder, plan->binary);
    return values;
}

static const char *const *add_options(struct arena *arena, const struct build_plan *plan,
                                      const char *const *argv)
{
    size_t count = 0;
    while (argv[count])
        count++;
    if (plan->option_count == 0)
        return argv;
    const char **joined = arena_alloc(arena, (count + plan->option_count + 1) * sizeof(*joined));
    for (size_t i = 0; i < count; i++)
        joined[i] = argv[i];
    for (size_t i = 0; i < plan->option_count; i++)
        joined[count + i] = plan->options[i];
    return joined;
}

const char *const *build_compile_argv(struct arena *arena, const struct build_plan *plan,
                                      const char *work_path)
{
    if (!plan->language->compile)
        return NULL;
    struct values values = values_make(arena, plan, NULL, work_path);
    values.of[VARIABLE_WORK] = arena_string(arena, work_path);
    return add_options(arena, plan, expand_command(&values, plan->language->compile));
}

const char *const *build_header_argv(struct arena *arena, const struct build_plan *plan,
                                     const char *work_path, const char *headers_path)
{
    const char *const *compile = build_compile_argv(arena, plan, work_path);
    struct values values = {.arena = arena, .plan = plan};
    values.of[VARIABLE_HEADERS] = headers_path;
    const char *const *use = expand_command(&values, plan->language->precompile.use);
    size_t count = 0, use_count = 0;
    while (compile[count])
        count++;
    while (use[use_count])
        use_count++;
    const char **argv = arena_alloc(arena, (count + use_count + 1) * sizeof(*argv));
    argv[0] = compile[0];
    for (size_t i = 0; i < use_count; i++)
        argv[1 + i] = use[i];
    for (size_t i = 1; i < count; i++)
        argv[use_count + i] = compile[i];
    return argv;
}

/* NULL where there is no limit. */
static const char *mib_text(struct arena *arena, int64_t bytes, int64_t reserve_bytes,
                            int64_t least_mib)
{
    if (bytes < 0)
        return NULL;
    int64_t mib = (bytes - reserve_bytes) / MIB;
    return arena_printf(arena, "%lld", (long long)(mib < least_mib ? least_mib : mib));
}

const char *const *build_run_argv(struct arena *arena, const struct build_plan *plan,
                                  const char *program_path, int64_t memory_bytes,
                                  int64_t stack_bytes)
{
    struct values values = values_make(arena, plan, program_path, program_path);
    values.of[VARIABLE_PROGRAM] = arena_string(arena, program_path);
    values.of[VARIABLE_MEMORY_MIB] =
        mib_text(arena, memory_bytes, plan->language->memory_reserve_bytes, LEAST_MEMORY_MIB);
    values.of[VARIABLE_STACK_MIB] = mib_text(arena, stack_bytes, 0, 1);
    return expand_command(&values, plan->language->run);
}

static bool is_same_variable(const char *a, const char *b)
{
    size_t name_bytes = strcspn(a, "=");
    return strcspn(b, "=") == name_bytes && memcmp(a, b, name_bytes) == 0;
}

/* The language's own value replaces a standard one: getenv(3) finds the first. */
static bool is_overridden(const struct language *language, const char *standard)
{
    for (size_t i = 0; i < language->environment_count; i++) {
        if (is_same_variable(language->environment[i], standard))
            return true;
    }
    return false;
}

const char *const *build_environment(struct arena *arena, const struct build_plan *plan,
                                     const char *work_path)
{
    const struct language *language = plan->language;
    struct values values = values_make(arena, plan, NULL, work_path);
    values.of[VARIABLE_WORK] = arena_string(arena, work_path);
    const char *standard[] = {"PATH=" BOX_PATH, "HOME={work}", "TMPDIR={work}", "LANG=C.UTF-8"};
    size_t standard_count = EV_ARRAY_LENGTH(standard), count = 0;
    const char **list =
        arena_alloc(arena, (standard_count + language->environment_count + 1) * sizeof(*list));
    for (size_t i = 0; i < standard_count; i++) {
        if (!is_overridden(language, standard[i]))
            list[count++] = expand_word(&values, standard[i]);
    }
    for (size_t i = 0; i < language->environment_count; i++)
        list[count++] = expand_word(&values, language->environment[i]);
    return list;
}
