/* service_run_worker: in evalx-service, evalx worker and evalx doctor --worker: from the command
 * line's values to what serve wants to know. See services.h. */
#include <string.h>

#include "base/fs.h"
#include "cli/services.h"
#include "serve/serve.h"

enum { ARGUMENTS_MOST = 8 };

static const char *find_cache(struct arena *arena, const char *given)
{
    const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    if (given != NULL)
        return given;
    if (cache != NULL && cache[0] == '/')
        return fs_join(arena, cache, "evalx/worker");
    return fs_join(arena, home != NULL ? home : "/var/cache", ".cache/evalx/worker");
}

/* Agents are told of packages by absolute paths. */
static int make_absolute(struct arena *arena, const char **path, struct err *err)
{
    if ((*path)[0] == '/')
        return 0;
    char *folder = getcwd(NULL, 0);
    if (folder == NULL)
        return err_sys(err, ERR_JUDGE, "worker: this folder");
    *path = fs_join(arena, folder, *path);
    free(folder);
    return 0;
}

static int add_secrets(struct arena *arena, const struct worker_values *values,
                       struct worker_options *options, struct err *err)
{
    options->token = getenv("EVALX_TOKEN");
    options->redis_password = getenv("EVALX_REDIS_PASSWORD");
    if (values->token_file != NULL &&
        secret_read(arena, values->token_file, &options->token, err) != 0)
        return -1;
    if (values->password_file != NULL &&
        secret_read(arena, values->password_file, &options->redis_password, err) != 0)
        return -1;
    return shared_cache_password(arena, &values->shared, &options->cache_redis_password, err);
}

static int make_options(struct session *session, const struct worker_values *values,
                        const char **arguments, struct worker_options *options, struct err *err)
{
    const struct shared_values *shared = &values->shared;
    const struct workspace *workspace = &session->workspace;
    struct arena *arena = &session->arena;
    const char *langs = NULL;
    size_t count = 0;
    *options = (struct worker_options){
        .version = program_version,
        .program_folder = program_folder(arena),
        .redis = values->redis,
        .redis_name = shared->redis_name,
        .cache_redis = shared->cache_redis,
        .server = shared->server,
        .name = values->name,
        .cache = find_cache(arena, values->cache),
        .cache_bytes = values->cache_bytes,
        .cache_age_ms = values->cache_age_ns / 1000000,
        .idle_ms = values->idle_ns / 1000000,
        .arguments = arguments,
        .slots = (int)(shared->slots > 0 ? shared->slots : workspace->slots),
    };
    if (options->program_folder == NULL)
        return err_set(err, ERR_JUDGE, "worker: /proc/self/exe cannot be read; mount /proc");
    if (log_format_read(shared, &options->is_log_json, err) != 0 ||
        languages_file_find(arena, shared->langs, workspace, &langs, err) != 0 ||
        make_absolute(arena, &options->cache, err) != 0 ||
        add_secrets(arena, values, options, err) != 0)
        return -1;
    arguments[count++] = "--langs";
    arguments[count++] = langs;
    if (workspace->profile != NULL) {
        arguments[count++] = "--profile";
        arguments[count++] = workspace->profile;
    }
    return 0;
}

int service_worker(const struct worker_values *values)
{
    struct session session = {0};
    struct worker_options options;
    const char *arguments[ARGUMENTS_MOST] = {NULL};
    struct err err = {0};
    int status = 0;
    if (session_load(&session, &values->shared, &err) != 0 ||
        make_options(&session, values, arguments, &options, &err) != 0 ||
        worker_run(&options, &err) != 0)
        status = say_error(&err);
    session_close(&session);
    return status;
}

/* ---- evalx doctor --worker ---- */

/* In a line, and what lacks: the rest is for evalx doctor alone. */
static void take_host(const struct host_report *host, struct host_report *report)
{
    *report =
        (struct host_report){.tier = host->tier, .is_judging_possible = host->is_judging_possible};
    struct host_item *item = &report->items[report->count++];
    item->area = "sandbox";
    item->name = "judging";
    item->state = host->is_judging_possible ? HOST_OK : HOST_MISSING;
    (void)snprintf(item->value, sizeof(item->value), "%s",
                   host->is_judging_possible ? sandbox_tier_name(host->tier) : "not possible");
    if (!host->is_judging_possible)
        (void)snprintf(item->mend, sizeof(item->mend), "mend what is missing below");
    for (size_t i = 0; i < host->count && report->count < HOST_ITEMS_MAX; i++) {
        if (host->items[i].state == HOST_DEGRADED || host->items[i].state == HOST_MISSING)
            report->items[report->count++] = host->items[i];
    }
}

static const char *conclude(enum err_kind worst, bool is_odd)
{
    if (worst == ERR_NONE)
        return is_odd ? "This machine can judge, but not quite like the others: see above."
                      : "This machine can be a worker.";
    return "This machine cannot be a worker: mend what is missing above.";
}

static int examine(const struct doctor_values *values, const struct worker_options *options)
{
    bool is_odd = false;
    EV_FREE struct host_report *host = calloc(1, sizeof(*host));
    EV_FREE struct host_report *report = calloc(1, sizeof(*report));
    if (host == NULL || report == NULL)
        return err_exit_code(ERR_JUDGE);
    sandbox_examine_host("", host);
    take_host(host, report);
    enum err_kind worst = worker_examine(options, report, &is_odd);
    int status = doctor_print(report, values->worker.shared.format, conclude(worst, is_odd), NULL);
    if (status != 0)
        return status;
    return worst == ERR_NONE && is_odd ? EXIT_NOT_ACCEPTED : err_exit_code(worst);
}

int service_doctor(const struct doctor_values *values)
{
    struct session session = {0};
    struct worker_options options;
    const char *arguments[ARGUMENTS_MOST] = {NULL};
    struct err err = {0};
    int status = 0;
    if (session_load(&session, &values->worker.shared, &err) != 0 ||
        make_options(&session, &values->worker, arguments, &options, &err) != 0)
        status = say_error(&err);
    else
        status = examine(values, &options);
    session_close(&session);
    return status;
}
