/* problemset: the problems that can be handed in for, each pinned as a revision.
 *
 * A revision is the SHA-256 of its manifest: a text of one line a file, "MODE SIZE SHA256 PATH",
 * behind "evalx manifest 1" and "package NAME". Judging reads a private copy,
 * STATE/revisions/REVISION/NAME, so that whoever edits the folder splits no verdicts; its files are
 * blobs by their SHA-256 as well (STATE/blobs), and so is the manifest.
 *
 * Read at the start and on SIGHUP (reload.h). A package that cannot be read is listed with its
 * error. */
#ifndef EVALX_SERVE_PROBLEMSET_H
#define EVALX_SERVE_PROBLEMSET_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/hash.h"

struct problem_entry {
    const char *name;  /* by which it is handed in for */
    const char *title; /* NULL: none */
    const char *format;
    const char *error; /* why it cannot be used; NULL: it can. Then nothing below is set */
    char revision[HASH_HEX_BYTES];
    const char *package; /* base name of its folder or archive */
    size_t test_count, sample_count;
    int64_t cpu_ns;                               /* < 0: computed at the first judging */
    int64_t memory_bytes;                         /* < 0: the default */
    bool has_scores, is_interactive, has_outputs; /* outputs are handed in as they are */
    const char *const *languages;                 /* the only ones allowed */
    size_t language_count;                        /* 0: all */
};

enum { PROBLEMSET_PROBLEMS_MAX = 1000, PROBLEMSET_FILES_MAX = 100000 };

struct problemset;
/* `folder` may be NULL or missing: no problems. state: a folder, whose path is state_path. */
int problemset_open(const char *folder, int state_fd, const char *state_path,
                    struct problemset **set_out, struct err *err) EV_MUST_CHECK;
void problemset_close(struct problemset *set);
/* All again, in any thread while others ask the set: nothing of it is changed. ERR_INTERRUPTED:
 * *is_over became true, which is looked at between packages; NULL: never. */
int problemset_read(const struct problemset *set, const atomic_bool *is_over,
                    struct problemset **fresh_out, struct err *err) EV_MUST_CHECK;
/* What was read takes the place of what was, whose entries are gone; `fresh` is gone too. */
void problemset_take(struct problemset *set, struct problemset *fresh);

size_t problemset_count(const struct problemset *set);
const struct problem_entry *problemset_item(const struct problemset *set, size_t index);
const struct problem_entry *problemset_find(const struct problemset *set, const char *name);
/* Where a revision, of now or of before, lies; NULL: it is not here. */
const char *problemset_path(const struct problemset *set, const char *revision,
                            struct arena *arena);
/* A blob by its SHA-256 in hexadecimal; -1: there is none such. */
int problemset_open_blob(const struct problemset *set, const char *hex, uint64_t *bytes_out);
/* Over the revisions of all: what workers compare. */
const char *problemset_digest(const struct problemset *set);

#endif
