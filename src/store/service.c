/* service: flags of the service, and the tokens that open its API. */
#include "store/service.h"

#include <string.h>

#include "base/str.h"
#include "store/jobs_internal.h"

/* ---- who it is, and its flags ---- */

static const char find_meta[] = "SELECT value FROM service_meta WHERE key = :key";
static const char keep_meta[] = "INSERT INTO service_meta VALUES(:key, :value)"
                                " ON CONFLICT(key) DO UPDATE SET value = :value";

static const char *const flag_names[SERVICE_FLAGS] = {"paused", "draining"};

static int read_meta(struct jobs *jobs, const char *key, char *value_out, size_t value_bytes,
                     struct err *err)
{
    struct statement *statement;
    bool has_row = false;
    if (jobs_statement(jobs, find_meta, &statement, err) != 0)
        return -1;
    statement_set_text(statement, ":key", key);
    value_out[0] = '\0';
    if (statement_next(statement, &has_row, err) != 0)
        return -1;
    if (!has_row)
        return 0;
    (void)snprintf(value_out, value_bytes, "%s",
                   (const char *)statement->database->call.column_text(statement->handle, 0));
    return statement_run(statement, err);
}

static int write_meta(struct jobs *jobs, const char *key, const char *value, struct err *err)
{
    struct statement *statement;
    if (jobs_statement(jobs, keep_meta, &statement, err) != 0)
        return -1;
    statement_set_text(statement, ":key", key);
    statement_set_text(statement, ":value", value);
    if (jobs_enter(jobs, err) != 0)
        return -1;
    return jobs_leave(jobs, statement_run(statement, err), err);
}

int service_load(struct jobs *jobs, struct err *err)
{
    for (size_t i = 0; i < SERVICE_FLAGS; i++) {
        char value[2];
        if (read_meta(jobs, flag_names[i], value, sizeof(value), err) != 0)
            return -1;
        jobs->flags[i] = value[0] == '1';
    }
    if (jobs->uuid[0] != '\0')
        return 0;
    if (read_meta(jobs, "uuid", jobs->uuid, sizeof(jobs->uuid), err) != 0)
        return -1;
    if (jobs->uuid[0] != '\0')
        return 0;
    random_uuid(jobs->uuid);
    return write_meta(jobs, "uuid", jobs->uuid, err);
}

const char *jobs_uuid(const struct jobs *jobs)
{
    return jobs->uuid;
}

bool service_flag(const struct jobs *jobs, enum service_flag flag)
{
    return jobs->flags[flag];
}

int service_set_flag(struct jobs *jobs, enum service_flag flag, bool is_set, struct err *err)
{
    if (write_meta(jobs, flag_names[flag], is_set ? "1" : "0", err) != 0)
        return -1;
    jobs->flags[flag] = is_set;
    return 0;
}
