/* store: the history: every judged submission with its sources, tests and figures, in one SQLite
 * file that any number of evalx processes write to at once.
 *
 * A submission is there whole or not at all: its rows are one transaction, on the disk when it ends
 * (rollback journal, synchronous=FULL). Who waits for another process's transaction waits up to a
 * minute. Times are microseconds since 1970.
 *
 * Start reading at schema.c (the tables), then record.c. recorder.c writes on a thread of its own;
 * view.c and views.c answer questions as struct table. libsqlite3 is opened at the first use. The
 * judging service keeps its jobs in such a file too (jobs.h), in WAL mode while it has it: others
 * may only read it then. */
#ifndef EVALX_STORE_STORE_H
#define EVALX_STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/base.h"
#include "base/err.h"
#include "base/hash.h"
#include "model/report.h"
#include "model/table.h"
#include "store/jobs.h"
#include "store/judgings.h"
#include "store/service.h"

struct store;

enum store_access {
    STORE_READ,  /* it must be there */
    STORE_WRITE, /* made where it is missing, brought up to date where it is old */
};

/* ERR_INPUT: the place cannot be used (no permission, a network file system, not a history, made by
 * a newer evalx); ERR_JUDGE: the disk is full, or SQLite failed. */
int store_open(const char *path, enum store_access access, struct store **store_out,
               struct err *err) EV_MUST_CHECK;
void store_close(struct store *store);
const char *store_path(const struct store *store);

/* ---- writing ---- */

/* The package that a submission was judged by. Its digest is asked for when stat(2) tells of files
 * that were not seen before. */
struct store_package {
    const char *path;   /* by which it can be opened again */
    const char *folder; /* that holds its files; not asked for where the digest is known */
    void *context;
    int (*digest)(void *context, char hex_out[HASH_HEX_BYTES], struct err *err);
    const char *known_digest; /* NULL: ask */
};

/* What judged it: a contestant's submission, or a package's own by evalx verify. */
enum store_kind { STORE_JUDGED, STORE_VERIFIED, STORE_KINDS };

struct store_entry {
    const struct submission_report *report;
    enum store_kind kind;
    const char *expected; /* of a verified one, in words; NULL: nothing was */
    bool is_as_expected;
    const struct store_package *package; /* NULL: not known */
    int64_t submission;                  /* that is judged once more; 0: a new one */
    bool is_passing;     /* not to be recorded: store_recorder's `recorded` is told of it */
    const char *options; /* of the command line, that judging alike needs; NULL: none */
    bool is_partial;     /* only some tests were asked for */
    int64_t received_us; /* 0: when judging began */
    int64_t finished_us;
};

/* All of them in one transaction. */
int store_record(struct store *store, const struct store_entry *entries, size_t count,
                 struct err *err) EV_MUST_CHECK;

/* A thread that records what others hand it, many entries in one transaction where they come
 * fast. The callbacks are called from that thread; all may be NULL. */
struct store_recorder_options {
    const char *path;
    bool is_optional; /* a place that cannot be used is warned of, and nothing is recorded */
    void *context;
    /* It is on the disk now, or will never be, which was warned of. */
    void (*recorded)(void *context, const struct submission_report *report);
    void (*warn)(void *context, const char *line);
    void (*failed)(void *context); /* once: from now on nothing is recorded or told */
};

struct store_recorder;
int store_recorder_open(const struct store_recorder_options *options,
                        struct store_recorder **recorder_out, struct err *err) EV_MUST_CHECK;
/* The report is copied; package and options stay borrowed until store_recorder_close. Waits while a
 * thousand entries are pending. */
void store_recorder_add(struct store_recorder *recorder, const struct store_entry *entry);
/* Likewise several, in one transaction. */
void store_recorder_add_all(struct store_recorder *recorder, const struct store_entry *entries,
                            size_t count);
/* Until what was added is written, or has failed: what is borrowed may go. */
void store_recorder_wait(struct store_recorder *recorder);
/* Until all is written. -1: the first failure. NULL is fine. */
int store_recorder_close(struct store_recorder *recorder, struct err *err) EV_MUST_CHECK;

/* ---- keeping ---- */

struct store_filter;

struct store_pruned {
    int64_t submissions, sources;      /* that went */
    int64_t left;                      /* submissions */
    int64_t bytes_before, bytes_after; /* of the file */
};
/* Remove the submissions that the filter finds, whole, and what belongs to nothing then. */
int store_prune(struct store *store, const struct store_filter *filter,
                struct store_pruned *pruned_out, struct err *err) EV_MUST_CHECK;
/* A copy as of now, into a file that is not there yet (ERR_INPUT); others may go on recording. */
int store_backup(struct store *store, const char *path, struct err *err) EV_MUST_CHECK;

/* ---- reading ---- */

enum { STORE_LIMIT_NONE = -1 };

/* NULL and 0: whatever it is. */
struct store_filter {
    int64_t since_us, until_us;
    const char *problem, *language, *verdict, *user;
    enum store_kind kind;        /* STORE_KINDS: any */
    int64_t submission, judging; /* judging 0: the one that counts */
    int64_t limit;               /* rows, at most; 0: the view's own */
};

/* By name: "overview", "problem", "slowest"; ERR_USAGE where there is none such. */
int store_view(struct store *store, const char *name, const struct store_filter *filter,
               struct arena *arena, struct table *table_out, struct err *err) EV_MUST_CHECK;

/* A source of a submission; a NUL is behind its bytes. */
struct store_source {
    const char *name;
    const char *bytes;
    size_t count;
};
int store_sources(struct store *store, int64_t submission, struct arena *arena,
                  struct store_source **sources_out, size_t *count_out,
                  struct err *err) EV_MUST_CHECK;

#endif
