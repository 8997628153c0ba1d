/* service_run: in evalx-service, the services themselves: from the command line's values to what
 * serve wants to know. See services.h. */
#include <string.h>

#include "base/fs.h"
#include "cli/services.h"
#include "serve/serve.h"

/* ---- places ---- */

/* .evalx of the workspace, else evalx in XDG_STATE_HOME. */
static int find_state(struct arena *arena, const char *given, const struct workspace *workspace,
                      const char **path_out, struct err *err)
{
    const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
    if (given != NULL)
        *path_out = given;
    else if (workspace->file != NULL)
        *path_out = fs_join(arena, workspace->folder, ".evalx");
    else if (state != NULL && state[0] == '/')
        *path_out = fs_join(arena, state, "evalx");
    else if (home != NULL && home[0] == '/')
        *path_out = fs_join(arena, home, ".local/state/evalx");
    else
        return err_set(err, ERR_USAGE, "serve-queue: where to keep the state? --state FOLDER");
    return 0;
}

/* ---- evalx serve-queue ---- */

static int make_serve_options(struct session *session, const struct serve_queue_values *values,
                              struct serve_options *options, struct err *err)
{
    const struct shared_values *shared = &values->shared;
    const struct workspace *workspace = &session->workspace;
    int64_t slots = shared->slots > 0 ? shared->slots : workspace->slots;
    *options = (struct serve_options){
        .version = program_version,
        .program_folder = program_folder(&session->arena),
        .listen = values->listen,
        .public_url = values->public_url,
        .redis = values->redis,
        .redis_name = shared->redis_name,
        .cache_redis = shared->cache_redis,
        .cache_secret = getenv("EVALX_TOKEN"),
        .is_redis_unchecked = values->is_redis_unchecked,
        .is_uneven_refused = strcmp(values->uneven, "refuse") == 0,
        .speed_percent = values->speed_percent,
        .problems = shared->problems != NULL ? shared->problems : workspace->problems,
        .hints = session->hints,
        .slots = (int)slots,
        .idle_ms = values->idle_ns / 1000000,
        .origins = values->cors.items,
        .origin_count = values->cors.count,
        .queue_most = values->queue_most,
        .batch_most = values->batch_most,
        .rate = values->rate,
        .webhooks = {.endpoints = values->webhooks.items,
                     .endpoint_count = values->webhooks.count,
                     .networks = values->webhook_networks.items,
                     .network_count = values->webhook_networks.count,
                     .secret_file = values->webhook_secret},
    };
    if (options->program_folder == NULL)
        return err_set(err, ERR_JUDGE, "serve-queue: /proc/self/exe cannot be read; mount /proc");
    options->languages.extended = installed_languages_file(&session->arena);
    options->languages.profile = workspace->profile;
    if (!options->is_uneven_refused && strcmp(values->uneven, "warn") != 0)
        return err_set(err, ERR_USAGE, "--uneven: '%s': unknown, known are warn and refuse",
                       values->uneven);
    if (log_format_read(shared, &options->is_log_json, err) != 0 ||
        shared_cache_password(&session->arena, shared, &options->cache_redis_password, err) != 0 ||
        feedback_parse(values->feedback, &options->feedback, err) != 0 ||
        languages_file_find(&session->arena, shared->langs, workspace, &options->languages.path,
                            err) != 0)
        return -1;
    return find_state(&session->arena, values->state, workspace, &options->state, err);
}

int service_serve_queue(const struct serve_queue_values *values)
{
    struct session session = {0};
    struct serve_options options;
    struct err err = {0};
    int status = 0;
    if (session_load(&session, &values->shared, &err) != 0 ||
        session_load_hints(&session, &values->shared, &err) != 0 ||
        make_serve_options(&session, values, &options, &err) != 0 || serve_run(&options, &err) != 0)
        status = say_error(&err);
    session_close(&session);
    return status;
}
