/* handins: what students have handed in, as learning platforms export it: a tree of folders and
 * files whose names tell who it is from.
 *
 * A pattern tells how: parts between slashes, in which {user}, {attempt}, {file} and * stand for
 * any text without a slash, {id} for digits. Everything that has the same user and attempt is one
 * submission: a folder, a file, or several files. handin_pattern.c matches, handins.c collects,
 * handin_archive.c opens what was handed in packed. */
#ifndef EVALX_CLI_HANDINS_H
#define EVALX_CLI_HANDINS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/base.h"
#include "base/err.h"

/* ---- patterns ---- */

struct handin_pattern;

struct handin_match {
    const char *user, *id, *attempt, *file; /* "" where the pattern has none such */
};

/* "moodle", "canvas", "folders", or a pattern. ERR_USAGE. */
int handin_pattern_parse(struct arena *arena, const char *text, struct handin_pattern **pattern_out,
                         struct err *err) EV_MUST_CHECK;
/* How many folders deep what it matches lies: 1 for "{user}". */
size_t handin_pattern_depth(const struct handin_pattern *pattern);
/* A path of so many parts. Each {name} takes as little as it can, from the left. Texts are the
 * arena's. */
bool handin_pattern_match(const struct handin_pattern *pattern, struct arena *arena,
                          const char *path, struct handin_match *match_out);

/* ---- collecting ---- */

enum handin_attempt {
    ATTEMPT_ALL,
    ATTEMPT_LATEST,
    ATTEMPT_BEST, /* all of them are judged */
};

struct handin {
    const char *user, *id, *attempt;
    const char *shown; /* below the folder */
    const char *const *paths;
    size_t path_count;
    size_t attempts; /* of this user */
    bool is_opened;  /* paths are what an archive held */
};

struct handins {
    struct handin *items; /* by user, earlier attempts first */
    size_t count;
    size_t unmatched;      /* entries that the pattern does not know */
    const char *first_one; /* of them */
};

/* `scratch` is an empty folder for copies, under their own names, of several files that are one
 * submission. Numbers in names are compared as numbers. ERR_INPUT: nothing is there. */
int handins_collect(struct arena *arena, const char *folder, const struct handin_pattern *pattern,
                    enum handin_attempt attempt, const char *scratch, struct handins *handins_out,
                    struct err *err) EV_MUST_CHECK;

/* ---- archives ---- */

/* What archivers leave behind, and hidden files. */
bool handin_is_noise(const char *name);
/* Files of editors and systems are nobody's; a hidden folder may be somebody's hand-in: told. */
void handin_tell_hidden(const char *path, const char *name);
/* The archive that is all of a hand-in: itself, or alone in its folder; else NULL. The arena's. */
const char *handin_archive(const struct handin *handin, struct arena *arena);
/* Unpacked into `folder`, which is made, within 1,000 entries and 64 MiB, or *bytes_left where that
 * is less; it counts down. The hand-in becomes what is there, a lone folder entered; archives in it
 * stay closed. ERR_INPUT: it cannot be opened, and the hand-in stays as it was. */
int handin_open_archive(struct handin *handin, const char *archive, const char *folder,
                        int64_t *bytes_left, struct arena *arena, struct err *err) EV_MUST_CHECK;

/* Runs of digits count as numbers: "try-9" is before "try-10". */
int natural_compare(const char *a, const char *b);

#endif
