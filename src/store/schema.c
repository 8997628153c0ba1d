/* schema: the tables of the history, and how an old file becomes a new one.
 *
 *   source <- submission_file -> submission <- judging <- test_run, judging_group
 *                                                 |
 *                                              package <- package_seen
 *   job <- job_judging <- webhook_out, job_dropped (the judging service)
 *
 * A submission is what was handed in, a judging one look at it: judging again adds a judging, and
 * submission.active_judging says which one counts. Verdicts are codes ("AC"), lists of texts are
 * JSON, durations and times are whole microseconds; what is unknown is NULL. */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/fs.h"
#include "store/internal.h"

static const char version_1[] =
    "CREATE TABLE source("
    " id INTEGER PRIMARY KEY,"
    " sha256 TEXT NOT NULL UNIQUE,"
    " bytes INTEGER NOT NULL,"
    " is_packed INTEGER NOT NULL," /* zstd */
    " content BLOB NOT NULL) STRICT;"
    "CREATE TABLE package("
    " id INTEGER PRIMARY KEY,"
    " problem TEXT NOT NULL,"
    " revision INTEGER NOT NULL," /* 1, 2, ... as its digests came up */
    " digest TEXT NOT NULL,"
    " path TEXT NOT NULL,"
    " first_us INTEGER NOT NULL,"
    " UNIQUE(problem, digest), UNIQUE(problem, revision)) STRICT;"
    "CREATE TABLE package_seen(" /* what stat(2) said of its files -> its digest */
    " fingerprint TEXT PRIMARY KEY,"
    " digest TEXT NOT NULL,"
    " seen_us INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE submission("
    " id INTEGER PRIMARY KEY AUTOINCREMENT," /* never given twice, whatever is pruned */
    " received_us INTEGER NOT NULL,"
    " user TEXT NOT NULL DEFAULT '',"
    " caller_id TEXT,"
    " name TEXT NOT NULL,"
    " problem TEXT NOT NULL,"
    " language TEXT,"
    " active_judging INTEGER NOT NULL DEFAULT 1) STRICT;"
    "CREATE TABLE submission_file("
    " submission_id INTEGER NOT NULL REFERENCES submission(id) ON DELETE CASCADE,"
    " position INTEGER NOT NULL,"
    " name TEXT NOT NULL,"
    " source_id INTEGER NOT NULL REFERENCES source(id),"
    " PRIMARY KEY(submission_id, position)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE judging("
    " submission_id INTEGER NOT NULL REFERENCES submission(id) ON DELETE CASCADE,"
    " judging INTEGER NOT NULL,"
    " started_us INTEGER NOT NULL, finished_us INTEGER NOT NULL,"
    " verdict TEXT NOT NULL, score REAL, max_score REAL,"
    " is_cached INTEGER NOT NULL, is_partial INTEGER NOT NULL,"
    " test_count INTEGER NOT NULL, tests_done INTEGER NOT NULL,"
    " cpu_us INTEGER, wall_us INTEGER, memory_bytes INTEGER," /* of the greediest test */
    " total_cpu_us INTEGER,"
    " cpu_limit_us INTEGER, wall_limit_us INTEGER, memory_limit_bytes INTEGER,"
    " output_limit_bytes INTEGER, processes_limit INTEGER, stack_limit_bytes INTEGER,"
    " time_limit_origin TEXT,"
    " language TEXT, toolchain TEXT, evalx TEXT NOT NULL,"
    " package_id INTEGER REFERENCES package(id),"
    " compile_is_ok INTEGER, compile_is_cached INTEGER," /* NULL: nothing was to be compiled */
    " compile_cpu_us INTEGER, compile_wall_us INTEGER, compile_memory_bytes INTEGER,"
    " compile_reason TEXT, compile_messages TEXT,"
    " hints TEXT, degraded TEXT, noise TEXT, error TEXT,"
    " PRIMARY KEY(submission_id, judging)) STRICT;"
    "CREATE TABLE test_run("
    " submission_id INTEGER NOT NULL, judging INTEGER NOT NULL, position INTEGER NOT NULL,"
    " name TEXT NOT NULL, test_group TEXT NOT NULL, is_sample INTEGER NOT NULL,"
    " verdict TEXT NOT NULL, score REAL, is_cached INTEGER NOT NULL,"
    " cpu_us INTEGER, wall_us INTEGER, memory_bytes INTEGER, output_bytes INTEGER,"
    " exit_status INTEGER, signal INTEGER, limits_hit TEXT,"
    " other_verdict TEXT, other_cpu_us INTEGER," /* judged again alone: the run before */
    " message TEXT, judge_message TEXT,"
    " PRIMARY KEY(submission_id, judging, position),"
    " FOREIGN KEY(submission_id, judging) REFERENCES judging(submission_id, judging)"
    "  ON DELETE CASCADE) STRICT, WITHOUT ROWID;"
    "CREATE TABLE judging_group("
    " submission_id INTEGER NOT NULL, judging INTEGER NOT NULL, position INTEGER NOT NULL,"
    " name TEXT NOT NULL, parent INTEGER NOT NULL, verdict TEXT NOT NULL,"
    " score REAL, max_score REAL, is_run INTEGER NOT NULL, how TEXT,"
    " PRIMARY KEY(submission_id, judging, position),"
    " FOREIGN KEY(submission_id, judging) REFERENCES judging(submission_id, judging)"
    "  ON DELETE CASCADE) STRICT, WITHOUT ROWID;"
    "CREATE INDEX submission_received ON submission(received_us);"
    "CREATE INDEX submission_file_source ON submission_file(source_id);"
    "CREATE VIEW judged AS" /* the judging that counts, of every submission */
    " SELECT s.id, s.received_us, s.user, s.caller_id, s.name, s.problem,"
    "  coalesce(j.language, '') AS language, j.judging, j.started_us, j.finished_us, j.verdict,"
    "  j.score, j.max_score, j.is_cached, j.is_partial, j.test_count, j.tests_done, j.cpu_us,"
    "  j.wall_us, j.memory_bytes, j.total_cpu_us, j.package_id"
    " FROM submission s JOIN judging j ON j.submission_id = s.id AND j.judging = s.active_judging;";

/* What was said on the command line that has a part in the verdict: judging again needs it. */
static const char version_2[] = "ALTER TABLE judging ADD COLUMN options TEXT;";

/* The judging service: job <- job_judging, and what it keeps beside them. A token is what outsiders
 * know a job by; a lease is the secret of who judges it. */
static const char version_3[] =
    "CREATE TABLE service_meta("
    " key TEXT PRIMARY KEY,"
    " value TEXT NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE service_user(" /* fairness: where the user's next job stands at the earliest */
    " user TEXT PRIMARY KEY,"
    " vt_ms INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE job("
    " id INTEGER PRIMARY KEY AUTOINCREMENT,"
    " token TEXT NOT NULL UNIQUE,"
    " user TEXT NOT NULL,"
    " idempotency_key TEXT, idempotency_hash TEXT,"
    " api TEXT NOT NULL,"
    " kind TEXT NOT NULL CHECK(kind IN ('judge', 'run')),"
    " problem TEXT, problem_digest TEXT, language TEXT, labels TEXT, webhook TEXT,"
    " priority INTEGER NOT NULL,"
    " received_us INTEGER NOT NULL,"
    " active_judging INTEGER NOT NULL DEFAULT 1,"
    " history_id INTEGER," /* submission.id, which may have been pruned since */
    " request_bytes INTEGER NOT NULL,"
    " request BLOB NOT NULL) STRICT;" /* zstd, where that is shorter than request_bytes */
    "CREATE UNIQUE INDEX job_idempotency ON job(user, idempotency_key)"
    " WHERE idempotency_key IS NOT NULL;"
    "CREATE INDEX job_of_user ON job(user, id);"
    "CREATE INDEX job_of_problem ON job(problem, id);"
    "CREATE TABLE job_judging("
    " job INTEGER NOT NULL REFERENCES job(id) ON DELETE CASCADE,"
    " judging INTEGER NOT NULL,"
    " state TEXT NOT NULL DEFAULT 'queued'"
    "  CHECK(state IN ('queued', 'judging', 'done', 'cancelled', 'dead')),"
    " priority INTEGER NOT NULL, vt_ms INTEGER NOT NULL,"
    " attempts INTEGER NOT NULL DEFAULT 0, crashes INTEGER NOT NULL DEFAULT 0,"
    " nacks INTEGER NOT NULL DEFAULT 0, releases INTEGER NOT NULL DEFAULT 0,"
    " lease TEXT, worker TEXT,"
    " not_before_us INTEGER NOT NULL DEFAULT 0,"
    " queued_us INTEGER NOT NULL, started_us INTEGER, finished_us INTEGER,"
    " is_sent INTEGER NOT NULL DEFAULT 0,"
    " verdict TEXT, score REAL, error TEXT,"
    " result_bytes INTEGER, result BLOB,"
    " CHECK((state = 'done') = (verdict IS NOT NULL)),"
    " CHECK((state IN ('done', 'cancelled', 'dead')) = (finished_us IS NOT NULL)),"
    " PRIMARY KEY(job, judging)) STRICT;"
    "CREATE INDEX job_judging_ready ON job_judging(priority DESC, vt_ms, job, judging, "
    "not_before_us)"
    " WHERE state = 'queued';"
    "CREATE INDEX job_judging_delayed ON job_judging(not_before_us)"
    " WHERE state = 'queued' AND not_before_us > 0;"
    "CREATE INDEX job_judging_waiting ON job_judging(queued_us) WHERE state = 'queued';"
    "CREATE INDEX job_judging_unsent ON job_judging(job, judging)"
    " WHERE state = 'queued' AND is_sent = 0;"
    "CREATE INDEX job_judging_running ON job_judging(job, judging) WHERE state = 'judging';"
    "CREATE INDEX job_judging_dead ON job_judging(job, judging) WHERE state = 'dead';"
    "CREATE TRIGGER job_judging_is_final BEFORE UPDATE ON job_judging"
    " WHEN old.state IN ('done', 'cancelled', 'dead')"
    " BEGIN SELECT raise(ABORT, 'a judging that has ended never changes'); END;"
    "CREATE TABLE job_dropped(" /* dead ones that an operator has seen to */
    " job INTEGER NOT NULL, judging INTEGER NOT NULL, dropped_us INTEGER NOT NULL,"
    " PRIMARY KEY(job, judging),"
    " FOREIGN KEY(job, judging) REFERENCES job_judging(job, judging) ON DELETE CASCADE"
    ") STRICT, WITHOUT ROWID;"
    "CREATE TABLE api_token("
    " id INTEGER PRIMARY KEY AUTOINCREMENT,"
    " sha256 TEXT NOT NULL UNIQUE,"
    " role TEXT NOT NULL, user TEXT NOT NULL, name TEXT NOT NULL,"
    " created_us INTEGER NOT NULL, used_us INTEGER NOT NULL DEFAULT 0,"
    " revoked_us INTEGER NOT NULL DEFAULT 0) STRICT;"
    "CREATE TABLE webhook_endpoint("
    " url TEXT PRIMARY KEY,"
    " is_for_all INTEGER NOT NULL DEFAULT 0," /* told of every job of the API v1 */
    " disabled_us INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;"
    "CREATE TABLE webhook_out("
    " id INTEGER PRIMARY KEY AUTOINCREMENT,"
    " endpoint TEXT NOT NULL REFERENCES webhook_endpoint(url),"
    " job INTEGER NOT NULL, judging INTEGER NOT NULL,"
    " state TEXT NOT NULL DEFAULT 'waiting' CHECK(state IN ('waiting', 'sent', 'failed')),"
    " attempts INTEGER NOT NULL DEFAULT 0,"
    " created_us INTEGER NOT NULL, due_us INTEGER NOT NULL, ended_us INTEGER,"
    " status INTEGER NOT NULL DEFAULT 0, error TEXT,"
    " UNIQUE(endpoint, job, judging),"
    " FOREIGN KEY(job, judging) REFERENCES job_judging(job, judging) ON DELETE CASCADE) STRICT;"
    "CREATE INDEX webhook_out_job ON webhook_out(job, judging);"
    "CREATE INDEX webhook_out_due ON webhook_out(due_us) WHERE state = 'waiting';"
    "CREATE INDEX webhook_out_next ON webhook_out(endpoint, due_us, id) WHERE state = 'waiting';"
    "CREATE INDEX webhook_out_failed ON webhook_out(id) WHERE state = 'failed';";

/* What evalx verify runs stands beside what contestants have handed in. */
static const char version_4[] =
    "ALTER TABLE submission ADD COLUMN kind TEXT NOT NULL DEFAULT 'judge';" /* or 'verify' */
    "ALTER TABLE judging ADD COLUMN expected TEXT;"                         /* of kind 'verify' */
    "ALTER TABLE judging ADD COLUMN is_as_expected INTEGER;"
    "DROP VIEW judged;"
    "CREATE VIEW judged AS"
    " SELECT s.id, s.kind, s.received_us, s.user, s.caller_id, s.name, s.problem,"
    "  coalesce(j.language, '') AS language, j.judging, j.started_us, j.finished_us, j.verdict,"
    "  j.score, j.max_score, j.is_cached, j.is_partial, j.test_count, j.tests_done, j.cpu_us,"
    "  j.wall_us, j.memory_bytes, j.total_cpu_us, j.package_id, j.expected, j.is_as_expected"
    " FROM submission s JOIN judging j ON j.submission_id = s.id AND j.judging = s.active_judging;";

/* Why a test was not accepted, in the program's own words: as in the report of the judging. */
static const char version_5[] = "ALTER TABLE test_run ADD COLUMN error_text TEXT;"
                                "ALTER TABLE test_run ADD COLUMN difference_line INTEGER;"
                                "ALTER TABLE test_run ADD COLUMN difference_column INTEGER;"
                                "ALTER TABLE test_run ADD COLUMN difference_before TEXT;"
                                "ALTER TABLE test_run ADD COLUMN expected TEXT;"
                                "ALTER TABLE test_run ADD COLUMN got TEXT;";

const struct schema_step schema_steps[] = {
    {version_1}, {version_2}, {version_3}, {version_4}, {version_5}};
const size_t schema_step_count = EV_ARRAY_LENGTH(schema_steps);

/* ---- what is there ---- */

struct marks {
    int64_t version, application, objects;
};

/* In one transaction: another process may just be making the tables. */
static int read_marks(struct database *database, struct marks *marks, struct err *err)
{
    if (database_exec(database, "BEGIN", err) != 0)
        return -1;
    if (database_ask(database, "PRAGMA user_version", &marks->version, err) == 0 &&
        database_ask(database, "PRAGMA application_id", &marks->application, err) == 0 &&
        database_ask(database, "SELECT count(*) FROM sqlite_schema", &marks->objects, err) == 0)
        return database_commit(database, err);
    database_undo(database);
    return -1;
}

/* Nothing in it yet, ours, or not. */
static int look(struct database *database, size_t count, int64_t *version_out, struct err *err)
{
    struct marks marks = {0};
    if (read_marks(database, &marks, err) != 0)
        return -1;
    *version_out = marks.version;
    bool is_empty = marks.application == 0 && marks.version == 0 && marks.objects == 0;
    if (!is_empty && marks.application != STORE_APPLICATION_ID)
        return err_set(err, ERR_INPUT, "history: %s: this database is not a history of evalx",
                       database->path);
    if (marks.version < 0 || (uint64_t)marks.version > count)
        return err_set(err, ERR_INPUT,
                       "history: %s: a newer evalx has made it (version %lld, this one knows %zu); "
                       "use that evalx, or name another file with EVALX_DB",
                       database->path, (long long)marks.version, count);
    return 0;
}

/* ---- steps ---- */

/* "PATH.v1.backup" has its name when it is whole; one that is there is of another process. */
static int back_up(struct database *database, int64_t version, struct err *err)
{
    EV_CLEANUP(arena_done) struct arena arena = {0};
    const char *path = arena_printf(&arena, "%s.v%lld.backup", database->path, (long long)version);
    const char *part = arena_printf(&arena, "%s.%ld", path, (long)getpid());
    if (fs_exists(AT_FDCWD, path))
        return 0;
    (void)unlink(part); /* of a killed process that had our number */
    if (keep_copy(database, part, err) != 0)
        return err_wrap(err, "copy it before bringing it up to date");
    if (fs_exists(AT_FDCWD, path) ? unlink(part) == 0 : rename(part, path) == 0)
        return 0;
    return err_sys(err, ERR_JUDGE, "history: %s", path);
}

/* Another process may have done it while this one waited for the lock. */
static int do_step(struct database *database, const struct schema_step *step, int64_t version,
                   struct err *err)
{
    EV_CLEANUP(arena_done) struct arena arena = {0};
    int64_t found = 0;
    if (database_ask(database, "PRAGMA user_version", &found, err) != 0)
        return -1;
    if (found != version)
        return 0;
    const char *marks =
        arena_printf(&arena, "PRAGMA application_id = %d; PRAGMA user_version = %lld",
                     STORE_APPLICATION_ID, (long long)version + 1);
    if (database_exec(database, step->sql, err) != 0 || database_exec(database, marks, err) != 0)
        return err_wrap(err, "bring it up to version %lld", (long long)version + 1);
    return 0;
}

int schema_update(struct database *database, const struct schema_step *steps, size_t count,
                  struct err *err)
{
    int64_t version = 0;
    if (look(database, count, &version, err) != 0)
        return -1;
    if (version > 0 && (size_t)version < count && back_up(database, version, err) != 0)
        return -1;
    for (; (size_t)version < count; version++) {
        if (database_begin(database, err) != 0)
            return -1;
        if (do_step(database, &steps[version], version, err) != 0 ||
            database_commit(database, err) != 0) {
            database_undo(database);
            return -1;
        }
    }
    return 0;
}
