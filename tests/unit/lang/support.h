/* support: a language table and sources for the tests of lang, made from text. */
#ifndef EVALX_TESTS_LANG_SUPPORT_H
#define EVALX_TESTS_LANG_SUPPORT_H

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <criterion/criterion.h>

#include "lang/lang.h"

/* Loads langs.yaml text through a temporary file; returns languages_load's status. */
static inline int load_text(struct arena *arena, const char *text, struct languages *languages,
                            struct err *err)
{
    char path[] = "/tmp/evalx-langs.XXXXXX";
    int fd = mkstemp(path);
    cr_assert_geq(fd, 0);
    cr_assert_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    (void)close(fd);
    int status = languages_load(arena, path, languages, err);
    (void)unlink(path);
    return status;
}

static inline struct submission_source make_source(struct arena *arena, const char *name,
                                                   const char *text)
{
    struct source_file *file = arena_alloc(arena, sizeof(*file));
    *file = (struct source_file){.name = name, .bytes = text, .count = strlen(text)};
    return (struct submission_source){name, file, 1};
}

/* "name=text" pairs, NULL-terminated, in byte order of name. */
static inline struct submission_source make_sources(struct arena *arena, const char *const *pairs)
{
    struct source_file *files = arena_alloc(arena, 16 * sizeof(*files));
    size_t count = 0;
    for (; pairs[count]; count++) {
        const char *equals = strchr(pairs[count], '=');
        files[count].name = arena_string_n(arena, pairs[count], (size_t)(equals - pairs[count]));
        files[count].bytes = equals + 1;
        files[count].count = strlen(equals + 1);
    }
    return (struct submission_source){"folder", files, count};
}

/* The words with spaces between. */
static inline const char *joined(struct arena *arena, const char *const *words)
{
    const char *text = "";
    for (; words && *words; words++)
        text = arena_printf(arena, "%s%s%s", text, *text ? " " : "", *words);
    return text;
}

#endif
