/* yaml: a YAML document as a tree whose nodes know their line and column, by libyaml.
 *
 * Limits: 4 MiB, depth 64, 100,000 nodes (what an alias stands for counts each time it is used);
 * duplicate keys, several documents, and more than 1,000 anchors or aliases are errors. Every
 * message reads "FILE:LINE:COLUMN: what". Nodes and strings live in the arena; an alias shares the
 * node of its anchor. */
#ifndef EVALX_BASE_YAML_H
#define EVALX_BASE_YAML_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/base.h"
#include "base/err.h"

enum yaml_kind { YAML_SCALAR, YAML_LIST, YAML_MAP };

struct yaml {
    enum yaml_kind kind;
    const char *file;    /* as given to yaml_parse */
    int line, column;    /* from 1 */
    const char *text;    /* scalar: value ("" for null) */
    bool is_plain;       /* scalar without quotes: only these can be null, numbers, booleans */
    size_t count;        /* items of a list, pairs of a map */
    struct yaml **items; /* list: items; map: values */
    struct yaml **keys;  /* map: keys, always scalars */
};

/* An empty document gives *root_out = an empty map. */
int yaml_parse(struct arena *arena, const char *file, const char *bytes, size_t count,
               struct yaml **root_out, struct err *err) EV_MUST_CHECK;
int yaml_load(struct arena *arena, int dir_fd, const char *path, const char *shown_name,
              struct yaml **root_out, struct err *err) EV_MUST_CHECK;

/* As yaml_parse, but a key may stand twice in a map: the last counts. *duplicate_out is the first
 * such key, NULL where there is none. */
int yaml_parse_lenient(struct arena *arena, const char *file, const char *bytes, size_t count,
                       struct yaml **root_out, const struct yaml **duplicate_out,
                       struct err *err) EV_MUST_CHECK;

/* ERR_INPUT with the node's place in front. Returns -1. */
int yaml_error(const struct yaml *node, struct err *err, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Value of a key, NULL where absent or `map` is NULL or no map. */
struct yaml *yaml_get(const struct yaml *map, const char *key);
/* Plain null, ~ or nothing. NULL counts as null. */
bool yaml_is_null(const struct yaml *node);

/* Typed readings of one node; errors name its place and what was expected. A null reads as the
 * string "" and as no strings; a number or boolean may not be quoted. */
int yaml_string(const struct yaml *node, const char **text_out, struct err *err) EV_MUST_CHECK;
int yaml_i64(const struct yaml *node, int64_t least, int64_t most, int64_t *value_out,
             struct err *err) EV_MUST_CHECK;
int yaml_double(const struct yaml *node, double least, double most, double *value_out,
                struct err *err) EV_MUST_CHECK;
int yaml_bool(const struct yaml *node, bool *value_out, struct err *err) EV_MUST_CHECK;
/* Sizes and durations as parse.h reads them ("64M", "2s"); `what` names the value in errors. */
int yaml_bytes(const struct yaml *node, const char *what, int64_t *bytes_out,
               struct err *err) EV_MUST_CHECK;
int yaml_duration(const struct yaml *node, const char *what, int64_t *ns_out,
                  struct err *err) EV_MUST_CHECK;
/* A list of scalars, or one scalar as a list of one. NULL-terminated. */
int yaml_strings(struct arena *arena, const struct yaml *node, const char *const **texts_out,
                 size_t *count_out, struct err *err) EV_MUST_CHECK;

/* A table drives the reading of a map: what is not in it is an error that names the nearest known
 * key. */
struct yaml_key {
    const char *name;
    int (*read)(void *context, const struct yaml *value, struct err *err);
};
/* Calls the reader of every key present, in the table's order. `what` names the map in errors
 * ("problem.yaml"). With is_lenient unknown keys are passed over. A null is a map without keys. */
int yaml_read_map(const struct yaml *map, const char *what, const struct yaml_key *keys,
                  size_t key_count, bool is_lenient, void *context, struct err *err) EV_MUST_CHECK;

#endif
