/* What the files of this room share. */
#ifndef EVALX_STORE_INTERNAL_H
#define EVALX_STORE_INTERNAL_H

#include "store/sqlite.h"
#include "store/store.h"

struct writer; /* record.c: prepared statements */

struct store {
    struct database database;
    struct arena arena; /* path */
    const char *path;
    struct writer *writer; /* NULL: nothing was recorded yet */
};

/* ---- store.c ---- */

/* As store_open for writing, in WAL mode: by the one process that has the file to itself. */
int store_open_alone(const char *path, struct store **store_out, struct err *err) EV_MUST_CHECK;

/* ---- schema.c ---- */

enum { STORE_APPLICATION_ID = 0x65766c78 }; /* "evlx" */

/* What brings a database from version i to i + 1. */
struct schema_step {
    const char *sql;
};
extern const struct schema_step schema_steps[];
extern const size_t schema_step_count;

/* Bring it to version `count`; one transaction a step, and a copy beside the file before the first
 * where there is anything to lose. A newer version, and what is no history, is ERR_INPUT. */
int schema_update(struct database *database, const struct schema_step *steps, size_t count,
                  struct err *err) EV_MUST_CHECK;

/* ---- keep.c ---- */

/* A copy of the whole into a new file, on the disk when this returns. ERR_INPUT, EEXIST: it is
 * there already. */
int keep_copy(struct database *database, const char *path, struct err *err) EV_MUST_CHECK;

/* ---- place.c ---- */

/* The name of a network file system, by f_type of statfs(2); NULL: it is none. */
const char *place_network_name(long type);
/* Folder and file are there, nobody else's to read; the file system can lock. */
int place_prepare(const char *path, bool is_made, struct err *err) EV_MUST_CHECK;

/* ---- record.c, package.c ---- */

void writer_close(struct writer *writer);
/* One entry, inside the caller's transaction, with the id of its submission. */
int record_within(struct store *store, const struct store_entry *entry, int64_t *submission_out,
                  struct err *err) EV_MUST_CHECK;
/* The code that counts: JE where the judge has failed. */
const char *record_verdict(const struct submission_report *report);
/* The row of the package, inside a transaction. *id_out is 0 where there is none to tell of. */
int package_find(struct database *database, const struct store_package *package,
                 const char *problem, int64_t now_us, int64_t *id_out,
                 struct err *err) EV_MUST_CHECK;

#endif
