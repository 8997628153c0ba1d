/* precompile: headers that are compiled once and then only read, as langs.yaml describes them, and
 * what else a compiler makes once to be faster later, out of a sample of a source. See lang.h.
 *
 * A compiler takes a precompiled header only where nothing came before that could change its
 * meaning (gcc(1), "Using Precompiled Headers"): it checks that itself, and what begins with
 * anything but the header is not offered one. */
#include <string.h>

#include "base/yaml.h"
#include "lang/internal.h"

static const char HEADER_NAME[] = "header.h";

/* The plugin is part of the program. */
__asm__(".section .rodata\nprecompile_plugin_begin:\n.incbin \"" EVALX_PLUGIN
        "\"\nprecompile_plugin_end:\n.byte 0\n.text\n");
extern const char plugin_begin[] __asm__("precompile_plugin_begin");
extern const char plugin_end[] __asm__("precompile_plugin_end");

static int read_word(const struct yaml *map, const char *key, const char **text_out,
                     struct err *err)
{
    const struct yaml *value = yaml_get(map, key);
    if (yaml_is_null(value))
        return yaml_error(map, err, "precompile: %s is missing", key);
    return yaml_string(value, text_out, err);
}

static int read_words(struct arena *arena, const struct yaml *map, const char *key, unsigned place,
                      const char *const **words_out, struct err *err)
{
    const struct yaml *value = yaml_get(map, key);
    if (yaml_is_null(value))
        return yaml_error(map, err, "precompile: %s is missing", key);
    return language_read_command(arena, value, place, words_out, err);
}

static int read_words_if_any(struct arena *arena, const struct yaml *map, const char *key,
                             const char *const **words_out, struct err *err)
{
    const struct yaml *value = yaml_get(map, key);
    return yaml_is_null(value) ? 0 : language_read_command(arena, value, 0, words_out, err);
}

static int pass(void *context, const struct yaml *value, struct err *err)
{
    (void)context;
    (void)value;
    (void)err;
    return 0;
}

/* A name below a folder, which stays there. */
static bool is_plain_path(const char *path)
{
    return path[0] && path[0] != '/' && !strstr(path, "..") && !strpbrk(path, "<>\"\n");
}

int language_read_precompile(struct arena *arena, const struct yaml *value,
                             struct language *language, struct err *err)
{
    static const struct yaml_key keys[] = {{"header", pass},  {"sample", pass}, {"file", pass},
                                           {"command", pass}, {"plugin", pass}, {"use", pass},
                                           {"doubts", pass}};
    struct precompile found = {0};
    if (value->kind != YAML_MAP)
        return yaml_error(value, err,
                          "precompile: expected {header or sample, file, command, use}");
    bool has_sample = !yaml_is_null(yaml_get(value, "sample"));
    if (has_sample && !yaml_is_null(yaml_get(value, "header")))
        return yaml_error(value, err, "precompile: header or sample, not both");
    if (yaml_read_map(value, "precompile", keys, EV_ARRAY_LENGTH(keys), false, NULL, err) < 0 ||
        (has_sample ? read_word(value, "sample", &found.sample, err)
                    : read_word(value, "header", &found.header, err)) < 0 ||
        read_word(value, "file", &found.file, err) < 0 ||
        read_words(arena, value, "command", IN_PRECOMPILE, &found.command, err) < 0 ||
        read_words(arena, value, "use", IN_USE, &found.use, err) < 0 ||
        read_words_if_any(arena, value, "plugin", &found.plugin, err) < 0 ||
        read_words_if_any(arena, value, "doubts", &found.doubts, err) < 0)
        return -1;
    if ((found.header && !is_plain_path(found.header)) || !is_plain_path(found.file))
        return yaml_error(value, err, "precompile: header and file are relative paths");
    language->precompile = found;
    return 0;
}

static const char *skip_blanks(const char *at, const char *end)
{
    while (at < end && strchr(" \t\r\n\f\v", *at))
        at++;
    return at;
}

static const char *behind(const char *at, const char *end, const char *what)
{
    const char *found = memmem(at, (size_t)(end - at), what, strlen(what));
    return found ? found + strlen(what) : end;
}

static bool starts(const char *at, const char *end, const char *what)
{
    size_t count = strlen(what);
    return (size_t)(end - at) >= count && memcmp(at, what, count) == 0;
}

static const char *skip_comments(const char *at, const char *end)
{
    static const char byte_order_mark[] = "\xef\xbb\xbf";
    if (starts(at, end, byte_order_mark))
        at += strlen(byte_order_mark);
    for (;;) {
        at = skip_blanks(at, end);
        if (starts(at, end, "//"))
            at = behind(at, end, "\n");
        else if (starts(at, end, "/*"))
            at = behind(at + 2, end, "*/");
        else
            return at;
    }
}

/* A word of a directive; NULL where it is not there. */
static const char *skip_word(const char *at, const char *end, const char *word)
{
    if (!at || !starts(at, end, word))
        return NULL;
    return skip_blanks(at + strlen(word), end);
}

bool build_wants_header(const struct build_plan *plan)
{
    const char *header = plan->language->precompile.header;
    if (plan->language->precompile.sample)
        return true;
    if (!header || plan->file_count != 1 || plan->files[0].count == 0)
        return false;
    const char *end = plan->files[0].bytes + plan->files[0].count;
    const char *at = skip_comments(plan->files[0].bytes, end);
    at = skip_word(skip_word(at, end, "#"), end, "include");
    if (!at || at == end || (*at != '<' && *at != '"'))
        return false;
    const char *close = *at == '<' ? ">" : "\"";
    at++;
    return starts(at, end, header) && starts(at + strlen(header), end, close);
}

/* A compiler that cannot read the folder of a header says its name: so it does when the header is
 * included a second time, by another one. */
bool build_doubts_header(const struct build_plan *plan, const char *messages,
                         const char *headers_path)
{
    const char *const *doubts = plan->language->precompile.doubts;
    if (strstr(messages, headers_path))
        return true;
    for (size_t i = 0; doubts && doubts[i]; i++) {
        if (strstr(messages, doubts[i]))
            return true;
    }
    return false;
}

/* The words of the plugin behind the command's first. */
static const char *const *join_words(struct arena *arena, const char *const *command,
                                     const char *const *words)
{
    size_t count = 0, word_count = 0;
    while (command[count])
        count++;
    while (words[word_count])
        word_count++;
    const char **joined = arena_alloc(arena, (count + word_count + 1) * sizeof(*joined));
    joined[0] = command[0];
    memcpy(joined + 1, words, word_count * sizeof(*joined));
    memcpy(joined + 1 + word_count, command + 1, (count - 1) * sizeof(*joined));
    return joined;
}

static void add_plugin(struct arena *arena, struct build_plan *plan, struct language *compiler)
{
    struct source_file *files = arena_alloc(arena, 2 * sizeof(*files));
    const char **renamed_from = arena_alloc(arena, 2 * sizeof(*renamed_from));
    files[0] = plan->files[0];
    files[0].bytes = arena_printf(arena, "%s#pragma evalx instantiate\n", plan->files[0].bytes);
    files[0].count = strlen(files[0].bytes);
    files[1] = (struct source_file){.name = PRECOMPILE_PLUGIN,
                                    .bytes = plugin_begin,
                                    .count = (size_t)(plugin_end - plugin_begin)};
    renamed_from[0] = files[0].name;
    renamed_from[1] = files[1].name;
    compiler->compile = join_words(arena, compiler->compile, compiler->precompile.plugin);
    plan->files = files;
    plan->file_count = 2;
    plan->renamed_from = renamed_from;
}

void build_header_plan(struct arena *arena, const struct language *language, bool has_plugin,
                       struct build_plan *plan_out)
{
    const struct precompile *wanted = &language->precompile;
    struct language *compiler = arena_copy(arena, language, sizeof(*language));
    struct source_file *stub = arena_alloc(arena, sizeof(*stub));
    const char **renamed_from = arena_alloc(arena, sizeof(*renamed_from));
    const char *name = HEADER_NAME, *text = wanted->sample;
    if (wanted->header)
        text = arena_printf(arena, "#include <%s>\n", wanted->header);
    else
        name = arena_printf(arena, "sample%s", language->extensions[0]);
    *stub = (struct source_file){.name = name, .bytes = text, .count = strlen(text)};
    renamed_from[0] = name;
    compiler->compile = wanted->command;
    compiler->entry = "binary"; /* of all that lies there then, the one file is kept */
    compiler->keep = NULL;
    compiler->keep_count = 0;
    *plan_out = (struct build_plan){
        .language = compiler,
        .files = stub,
        .file_count = 1,
        .renamed_from = renamed_from,
        .mainfile = name,
        .binary = "precompiled",
    };
    if (has_plugin && wanted->plugin)
        add_plugin(arena, plan_out, compiler);
    compiler->precompile = (struct precompile){0};
}
