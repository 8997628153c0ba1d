/* internal: what the files of lang share. */
#ifndef EVALX_LANG_INTERNAL_H
#define EVALX_LANG_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>

#include "lang/lang.h"

struct yaml;

#define BOX_PATH "/usr/local/bin:/usr/bin:/bin"

/* Variables of commands, and where they have a value. */
enum variable {
    VARIABLE_FILES,
    VARIABLE_MAINFILE,
    VARIABLE_MAINCLASS,
    VARIABLE_CAPITAL_MAINCLASS,
    VARIABLE_BINARY,
    VARIABLE_WORK,
    VARIABLE_PROGRAM,
    VARIABLE_MEMORY_MIB,
    VARIABLE_STACK_MIB,
    VARIABLE_HEADERS,
    VARIABLE_COUNT,
};

enum variable_place {
    IN_COMPILE = 1,
    IN_RUN = 2,
    IN_ENVIRONMENT = 4,
    IN_VERSION = 8,
    IN_PRECOMPILE = 16, /* of a header */
    IN_USE = 32,        /* of a precompiled header */
};

struct variable_info {
    const char *name;
    unsigned places; /* of enum variable_place */
};

extern const struct variable_info variable_infos[VARIABLE_COUNT];

/* The next "{word}" of a command's word from *text on, which is moved behind it. Returns its length
 * with braces (0: none), its start and, in *variable_out, which it is (VARIABLE_COUNT: none that is
 * known). */
size_t variable_next(const char **text, const char **start_out, enum variable *variable_out);

/* A list of words, whose variables have a value at this place. */
int language_read_command(struct arena *arena, const struct yaml *value, unsigned place,
                          const char *const **argv_out, struct err *err) EV_MUST_CHECK;

/* load.c: one entry; `known`: those before it, for `like`. */
int language_read(struct arena *arena, const struct yaml *key, const struct yaml *map,
                  const struct languages *known, const char *profile, struct language *language,
                  struct err *err) EV_MUST_CHECK;

/* load_limits.c: a map of limits, into those that it names. */
int language_read_limits(const struct yaml *value, struct limits *limits,
                         struct err *err) EV_MUST_CHECK;

/* precompile.c: the key of that name. */
int language_read_precompile(struct arena *arena, const struct yaml *value,
                             struct language *language, struct err *err) EV_MUST_CHECK;

/* What a Java source declares, as far as names and main methods go. */
struct java_type {
    const char *name;
    bool is_public;
    bool has_main;
};

struct java_unit {
    const char *package;     /* "a.b", NULL: none */
    struct java_type *types; /* of the top level, in order */
    size_t type_count;
};

struct java_unit java_scan(struct arena *arena, const char *text, size_t count);

#endif
