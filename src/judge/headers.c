/* headers: see headers.h.
 *
 * A header is named by the compiler, its command and environment; it lies in a folder of the host's
 * cache that compile boxes see, read-only, at BOX_SHARED. What is compiled with it does the same as
 * without (functions may lie in another order), so programs are named without it. */
#include "judge/headers.h"

#include <string.h>

#include "base/fs.h"
#include "base/log.h"

static const int64_t WRITTEN_BYTES = INT64_C(1) << 30; /* more than any header takes */

struct wanted {
    struct build_plan plan;
    struct limits limits;
    char key[HASH_HEX_BYTES];
};

static bool has_shared_folder(const struct judge *judge)
{
    return cache_shared_path(judge->cache) && sandbox_tier(judge->sandbox) != SANDBOX_TRUSTED;
}

static int name_header(struct slot *slot, const struct language *language, struct arena *arena,
                       struct wanted *wanted_out, struct err *err)
{
    char toolchain[HASH_HEX_BYTES];
    const char *version; /* of no use here */
    *wanted_out = (struct wanted){.limits = limits_complete(limits_compile_default())};
    wanted_out->limits.written_bytes = WRITTEN_BYTES;
    build_header_plan(arena, language, true, &wanted_out->plan);
    if (toolchain_identify(slot, language, toolchain, &version, err) != 0)
        return -1;
    return key_of_program(slot->judge, &wanted_out->plan, toolchain, &wanted_out->limits,
                          wanted_out->key, err);
}

static void close_artifact(struct artifact **artifact)
{
    artifact_close(*artifact);
}

/* With the compiler's plugin where it takes it, else without: what is made is of the same use. */
static int compile_header(struct slot *slot, const struct language *language,
                          const struct wanted *wanted, struct artifact *artifact,
                          struct compile_report *report, struct err *err)
{
    struct arena *arena = &artifact->arena;
    artifact->plan = wanted->plan;
    if (compile_plainly(slot, artifact, &wanted->limits, arena, report, err) != 0)
        return -1;
    if (report->is_ok || !language->precompile.plugin)
        return 0;
    log_line(LOG_INFO, "%s: precompile: without the plugin: %s", language->id,
             artifact->messages ? artifact->messages : "");
    *report = (struct compile_report){0};
    build_header_plan(arena, language, false, &artifact->plan);
    return compile_plainly(slot, artifact, &wanted->limits, arena, report, err);
}

static int make(struct slot *slot, const struct language *language, const struct wanted *wanted,
                struct err *err)
{
    EV_CLEANUP(close_artifact) struct artifact *artifact = artifact_open();
    struct compile_report report = {0};
    int64_t started_ns = clock_now_ns();
    const char *header =
        language->precompile.header ? language->precompile.header : language->precompile.file;
    judge_note(slot->judge, arena_printf(&artifact->arena, "precompiling %s for %s, once", header,
                                         language->name));
    if (compile_header(slot, language, wanted, artifact, &report, err) != 0)
        return -1;
    if (!report.is_ok || artifact->file_count != 1)
        return err_set(err, ERR_INPUT, "%s: precompile %s: %s", language->id, header,
                       report.reason ? report.reason : "nothing was made");
    struct artifact_file *file = &artifact->files[0];
    if (file->fd < 0 &&
        (file->fd = fs_memory_file("header", file->bytes, file->count, true, err)) < 0)
        return -1;
    if (!cache_shared_keep(slot->judge->cache, wanted->key, language->precompile.file, file->fd,
                           clock_now_ns() - started_ns))
        return err_set(err, ERR_JUDGE, "%s: precompile %s: no room in the cache", language->id,
                       header);
    return 0;
}

/* What this process knows of headers: looked for, and checked, once. */
enum header_state { HEADER_UNKNOWN, HEADER_READY, HEADER_FAILED };

struct header {
    struct header *next;
    char key[HASH_HEX_BYTES];
    enum header_state state;
};

static struct header *find_header(struct judge *judge, const char *key)
{
    struct header *at = judge->headers;
    while (at && strcmp(at->key, key) != 0)
        at = at->next;
    if (at)
        return at;
    at = arena_alloc(&judge->toolchain_arena, sizeof(*at));
    *at = (struct header){.next = judge->headers};
    memcpy(at->key, key, HASH_HEX_BYTES);
    judge->headers = at;
    return at;
}

static enum header_state get_state(struct judge *judge, const char *key)
{
    (void)pthread_mutex_lock(&judge->toolchain_lock);
    enum header_state state = find_header(judge, key)->state;
    (void)pthread_mutex_unlock(&judge->toolchain_lock);
    return state;
}

static void set_state(struct judge *judge, const char *key, enum header_state state)
{
    (void)pthread_mutex_lock(&judge->toolchain_lock);
    find_header(judge, key)->state = state;
    (void)pthread_mutex_unlock(&judge->toolchain_lock);
}

/* Found or made under its claim; false: another one is at it. */
static bool settle(struct slot *slot, const struct language *language, const struct wanted *wanted,
                   bool *is_made_out, struct err *err)
{
    struct judge *judge = slot->judge;
    EV_CLEANUP(cache_release) struct cache_claim claim = {.fd = -1};
    *is_made_out = false;
    if (cache_shared_find(judge->cache, wanted->key, language->precompile.file)) {
        set_state(judge, wanted->key, HEADER_READY);
        return true;
    }
    if (!cache_try_claim(judge->cache, CACHE_HEADER, wanted->key, &claim))
        return false;
    bool is_there = cache_shared_find(judge->cache, wanted->key, language->precompile.file);
    *is_made_out = !is_there && make(slot, language, wanted, err) == 0;
    set_state(judge, wanted->key, is_there || *is_made_out ? HEADER_READY : HEADER_FAILED);
    return true;
}

int headers_make(struct slot *slot, const struct language *language, bool *is_made_out,
                 struct err *err)
{
    EV_CLEANUP(arena_done) struct arena arena = {0};
    struct wanted wanted;
    *is_made_out = false;
    if (!language->precompile.file || !has_shared_folder(slot->judge))
        return 0;
    *err = (struct err){0};
    if (name_header(slot, language, &arena, &wanted, err) != 0)
        return -1;
    (void)settle(slot, language, &wanted, is_made_out, err); /* where another one is at it: good */
    return err->kind == ERR_NONE ? 0 : -1;
}

const char *headers_for(struct slot *slot, const struct build_plan *plan, struct arena *arena)
{
    struct judge *judge = slot->judge;
    struct wanted wanted;
    struct err err = {0};
    bool is_made = false;
    if (!has_shared_folder(judge) || !build_wants_header(plan))
        return NULL;
    if (name_header(slot, plan->language, arena, &wanted, &err) != 0)
        return NULL;
    if (get_state(judge, wanted.key) == HEADER_UNKNOWN)
        (void)settle(slot, plan->language, &wanted, &is_made, &err); /* the state tells */
    if (err.kind != ERR_NONE)
        log_line(LOG_WARN, "%s", err.msg);
    bool is_ready = get_state(judge, wanted.key) == HEADER_READY;
    cache_count(judge->cache, CACHE_HEADER, is_ready && !is_made, !is_ready || is_made, 0);
    return is_ready ? arena_string(arena, wanted.key) : NULL;
}
