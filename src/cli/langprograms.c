/* langprograms: see langprograms.h. */
#include "cli/langprograms.h"

#include <fcntl.h>
#include <string.h>

#include "base/fs.h"
#include "base/yaml.h"

static const char FILE_NAME[] = "langs-check.yaml";

static int load(struct session *session, const char *path, const struct yaml **root_out,
                struct err *err)
{
    struct yaml *root;
    if (!path || !fs_exists(AT_FDCWD, path))
        return 0;
    if (yaml_load(&session->arena, AT_FDCWD, path, path, &root, err) != 0)
        return -1;
    if (root->kind != YAML_MAP)
        return yaml_error(root, err, "expected a map of programs by language");
    *root_out = root;
    return 0;
}

static const char *beside(struct arena *arena, const char *table)
{
    size_t folder = (size_t)(fs_base_name(table) - table);
    return arena_printf(arena, "%.*s%s", (int)folder, table, FILE_NAME);
}

int check_programs_load(struct session *session, struct check_programs *programs_out,
                        struct err *err)
{
    struct check_programs loaded = {.languages = &session->languages};
    const char *table = session->languages.file;
    const char *installed = installed_languages_file(&session->arena);
    if (load(session, beside(&session->arena, table), &loaded.files[0], err) != 0)
        return -1;
    if (installed && strcmp(installed, table) != 0 &&
        load(session, beside(&session->arena, installed), &loaded.files[1], err) != 0)
        return -1;
    if (!loaded.files[0] && !loaded.files[1])
        return err_set(err, ERR_INPUT, "%s: not found beside %s", FILE_NAME, table);
    *programs_out = loaded;
    return 0;
}

static const struct yaml *find(const struct check_programs *programs,
                               const struct language *language)
{
    enum { LIKE_MOST = 32 };
    for (int i = 0; language && i < LIKE_MOST; i++) {
        for (size_t k = 0; k < EV_ARRAY_LENGTH(programs->files); k++) {
            const struct yaml *entry = yaml_get(programs->files[k], language->id);
            if (entry)
                return entry;
        }
        language = language->like ? language_find(programs->languages, language->like) : NULL;
    }
    return NULL;
}

static int read_text(const char **text_out, const struct yaml *value, struct err *err)
{
    return yaml_string(value, text_out, err);
}

static int read_verdicts(struct language_programs *texts, const struct yaml *map, struct err *err)
{
    if (map->kind != YAML_MAP)
        return yaml_error(map, err, "verdicts: expected a map such as {memory: RTE}");
    for (size_t i = 0; i < map->count; i++) {
        size_t program = 0;
        const char *code;
        if (yaml_string(map->items[i], &code, err) != 0)
            return -1;
        while (program < CHECK_PROGRAMS &&
               strcmp(check_program_name(program), map->keys[i]->text) != 0)
            program++;
        if (program == CHECK_PROGRAMS || !verdict_parse(code, &texts->verdicts[program]))
            return yaml_error(map->keys[i], err, "verdicts: expected a program and its verdict");
    }
    return 0;
}

static int read_key(struct language_programs *texts, const struct yaml *key,
                    const struct yaml *value, struct err *err)
{
    for (size_t i = 0; i < CHECK_PROGRAMS; i++) {
        if (strcmp(key->text, check_program_name(i)) == 0)
            return read_text(&texts->programs[i], value, err);
    }
    if (strcmp(key->text, "input") == 0)
        return read_text(&texts->input, value, err);
    if (strcmp(key->text, "answer") == 0)
        return read_text(&texts->answer, value, err);
    if (strcmp(key->text, "verdicts") == 0)
        return read_verdicts(texts, value, err);
    return yaml_error(key, err,
                      "unknown key '%.64s', known are hello, sum, crash, memory, loop, verdicts, "
                      "input and answer",
                      key->text);
}

bool check_programs_of(const struct check_programs *programs, const struct language *language,
                       struct language_programs *texts_out, struct err *err)
{
    const struct yaml *entry = find(programs, language);
    *texts_out = (struct language_programs){0};
    for (size_t i = 0; i < CHECK_PROGRAMS; i++)
        texts_out->verdicts[i] = VERDICT_COUNT;
    if (!entry)
        return false;
    if (entry->kind != YAML_MAP) {
        (void)yaml_error(entry, err, "expected a map of programs"); /* told by err */
        return false;
    }
    for (size_t i = 0; i < entry->count; i++) {
        if (read_key(texts_out, entry->keys[i], entry->items[i], err) != 0)
            return false;
    }
    return true;
}
