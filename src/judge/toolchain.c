/* toolchain: which compiler and interpreter a language means on this host, so that what an older
 * one made is not taken for what this one would make.
 *
 * A tool's word on its version is what counts; it is asked for (in a compile box) only when stat(2)
 * tells of a file that was not seen before. A look-up therefore runs nothing. */
#include <string.h>
#include <sys/stat.h>

#include "cache/cache.h"
#include "judge/internal.h"

enum { VERSION_TEXT_MAX = 16 << 10 };

/* Path and everything that changes when the file does. */
static void describe_tools(const struct language *language, struct str *out)
{
    EV_CLEANUP(arena_done) struct arena arena = {0};
    for (size_t i = 0; i < language->tool_count; i++) {
        struct stat info;
        const char *path = language_tool_path(&arena, language, language->tools[i]);
        if (!path || stat(path, &info) != 0)
            continue;
        str_printf(out, "%s %llu %llu %lld %lld.%09ld %lld.%09ld\n", path,
                   (unsigned long long)info.st_dev, (unsigned long long)info.st_ino,
                   (long long)info.st_size, (long long)info.st_mtim.tv_sec, info.st_mtim.tv_nsec,
                   (long long)info.st_ctim.tv_sec, info.st_ctim.tv_nsec);
    }
}

static int ask_version(struct slot *slot, const struct language *language, struct str *out,
                       struct err *err)
{
    EV_CLEANUP(arena_done) struct arena arena = {0};
    struct limits limits = limits_complete(limits_compile_default());
    struct build_plan build = {.language = language};
    struct held_box *held;
    struct facts facts;
    if (slot_begin(slot, BOX_COMPILE, &limits, &held, err) != 0)
        return -1;
    struct run_plan plan = {
        .argv = language->version,
        .environment = build_environment(&arena, &build, box_folder(held->box, BOX_WORK)),
        .limits = limits,
        .stdin_fd = -1,
        .output = {.feed = sink_keep, .context = out},
        .is_error_merged = true,
    };
    slot_forget(held);
    if (box_run(held->box, &plan, &facts, err) != 0)
        return -1;
    if (verdict_of_run(&limits, &facts, CHECK_NOT_RUN, true) != VERDICT_ACCEPTED)
        return err_set(err, ERR_JUDGE, "%s: %s failed", language->id, language->version[0]);
    return 0;
}

/* Hash the text that tells the versions: the tools' own, or what stat says where they have none. */
static int identify(struct slot *slot, const struct language *language, const char *description,
                    char hex_out[HASH_HEX_BYTES], struct err *err)
{
    struct cache *cache = slot->judge->cache;
    char key[HASH_HEX_BYTES];
    if (!language->version)
        return key_of_text(slot->judge, "tools", description, hex_out, err);
    if (key_of_text(slot->judge, "version", description, key, err) != 0)
        return -1;
    struct cache_value known;
    if (cache_get(cache, CACHE_IDENTITY, key, &known)) {
        memcpy(hex_out, known.bytes, known.count < HASH_HEX_BYTES ? known.count : HASH_HEX_BYTES);
        hex_out[HASH_HEX_BYTES - 1] = '\0';
        cache_value_done(&known);
        return 0;
    }
    EV_STR struct str text = {.maximum = VERSION_TEXT_MAX};
    if (ask_version(slot, language, &text, err) != 0 ||
        key_of_text(slot->judge, "tools", str_text(&text), hex_out, err) != 0)
        return -1;
    struct iovec piece = {.iov_base = hex_out, .iov_len = HASH_HEX_BYTES};
    cache_put(cache, CACHE_IDENTITY, key, &piece, 1, 0);
    return 0;
}

/* What this process has seen already, newest first. */
struct toolchain {
    struct toolchain *next;
    const struct language *language;
    const char *description;
    char hex[HASH_HEX_BYTES];
};

static bool find_known(struct judge *judge, const struct language *language,
                       const char *description, char hex_out[HASH_HEX_BYTES])
{
    const struct toolchain *at = judge->toolchains;
    while (at && (at->language != language || strcmp(at->description, description) != 0))
        at = at->next;
    if (at)
        memcpy(hex_out, at->hex, HASH_HEX_BYTES);
    return at != NULL;
}

static void add_known(struct judge *judge, const struct language *language, const char *description,
                      const char hex[HASH_HEX_BYTES])
{
    struct toolchain *known = arena_alloc(&judge->toolchain_arena, sizeof(*known));
    *known = (struct toolchain){
        .next = judge->toolchains,
        .language = language,
        .description = arena_string(&judge->toolchain_arena, description),
    };
    memcpy(known->hex, hex, HASH_HEX_BYTES);
    judge->toolchains = known;
}

int toolchain_identify(struct slot *slot, const struct language *language,
                       char hex_out[HASH_HEX_BYTES], struct err *err)
{
    struct judge *judge = slot->judge;
    EV_STR struct str description = {0};
    describe_tools(language, &description);
    (void)pthread_mutex_lock(&judge->toolchain_lock);
    int status = 0;
    if (!find_known(judge, language, str_text(&description), hex_out)) {
        status = identify(slot, language, str_text(&description), hex_out, err);
        if (status == 0)
            add_known(judge, language, str_text(&description), hex_out);
    }
    (void)pthread_mutex_unlock(&judge->toolchain_lock);
    return status;
}
