/* toolchain: which compiler and interpreter a language means on this host, so that what an older
 * one made is not taken for what this one would make.
 *
 * A tool's word on its version is what counts; it is asked for (in a compile box) only when stat(2)
 * tells of a file that was not seen before. A look-up therefore runs nothing. */
#include <glob.h>
#include <string.h>
#include <sys/stat.h>

#include "cache/cache.h"
#include "judge/internal.h"

enum { VERSION_TEXT_MAX = 16 << 10, VERSION_KEPT_MAX = 512 };

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

/* Lists of installed packages, and folders that are filled without them. */
static const char *const installed[] = {
    "/var/lib/dpkg/status",
    "/lib/apk/db/installed",
    "/var/lib/rpm/rpmdb.sqlite",
    "/usr/lib/sysimage/rpm/rpmdb.sqlite",
    "/var/lib/pacman/local",
    "/usr/local/include",
    "/usr/local/lib",
    "/usr/local/lib/python3*/*-packages",
    "/usr/lib/python3/*-packages",
};

/* Times of the bytes, not of the inode: another copy of the same system is the same. */
static void describe_file(const char *path, struct str *out)
{
    struct stat info;
    if (stat(path, &info) == 0)
        str_printf(out, "%s %lld %lld.%09ld\n", path, (long long)info.st_size,
                   (long long)info.st_mtim.tv_sec, info.st_mtim.tv_nsec);
}

void toolchain_describe_installed(const char *root, struct str *out)
{
    EV_CLEANUP(arena_done) struct arena arena = {0};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(installed); i++) {
        glob_t found = {0};
        const char *pattern = arena_printf(&arena, "%s%s", root ? root : "", installed[i]);
        if (glob(pattern, 0, NULL, &found) == 0) {
            for (size_t j = 0; j < found.gl_pathc; j++)
                describe_file(found.gl_pathv[j], out);
        }
        globfree(&found);
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
    if (slot_begin(slot, BOX_COMPILE, language, &limits, &held, err) != 0)
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

/* What this process has seen already, newest first. */
struct toolchain {
    struct toolchain *next;
    const struct language *language;
    const char *description;
    const char *version; /* NULL: its tools are not asked */
    const char *root;    /* root_find's identity, "": the host's */
    char hex[HASH_HEX_BYTES];
};

/* The digest, then the words. */
static bool read_known(struct judge *judge, const char *key, struct toolchain *toolchain)
{
    struct cache_value known;
    if (!cache_get(judge->cache, CACHE_IDENTITY, key, &known))
        return false;
    bool is_whole = known.count >= HASH_HEX_BYTES;
    if (is_whole) {
        const char *bytes = known.bytes;
        memcpy(toolchain->hex, bytes, HASH_HEX_BYTES);
        toolchain->hex[HASH_HEX_BYTES - 1] = '\0';
        toolchain->version = arena_string_n(&judge->toolchain_arena, bytes + HASH_HEX_BYTES,
                                            known.count - HASH_HEX_BYTES);
    }
    cache_value_done(&known);
    return is_whole;
}

/* The same words may come of two roots with other libraries. */
static int name_tools(struct judge *judge, struct toolchain *toolchain, const char *words,
                      struct err *err)
{
    EV_CLEANUP(arena_done) struct arena arena = {0};
    if (toolchain->root[0])
        words = arena_printf(&arena, "root %s\n%s", toolchain->root, words);
    return key_of_text(judge, "tools", words, toolchain->hex, err);
}

/* Hash the text that tells the versions: the tools' own, or what stat says where they have none. */
static int identify(struct slot *slot, struct toolchain *toolchain, struct err *err)
{
    struct judge *judge = slot->judge;
    char key[HASH_HEX_BYTES];
    EV_STR struct str text = {.maximum = VERSION_TEXT_MAX};
    if (!toolchain->language->version)
        return key_of_text(judge, "tools", toolchain->description, toolchain->hex, err);
    if (key_of_text(judge, "version", toolchain->description, key, err) != 0)
        return -1;
    if (read_known(judge, key, toolchain))
        return 0;
    if (ask_version(slot, toolchain->language, &text, err) != 0 ||
        name_tools(judge, toolchain, str_text(&text), err) != 0)
        return -1;
    size_t kept = text.count < VERSION_KEPT_MAX ? text.count : VERSION_KEPT_MAX;
    toolchain->version = arena_string_n(&judge->toolchain_arena, str_text(&text), kept);
    struct iovec pieces[] = {{toolchain->hex, HASH_HEX_BYTES}, {text.text, kept}};
    cache_put(judge->cache, CACHE_IDENTITY, key, pieces, EV_ARRAY_LENGTH(pieces), 0);
    return 0;
}

static const struct toolchain *find_known(const struct judge *judge,
                                          const struct language *language, const char *description)
{
    const struct toolchain *at = judge->toolchains;
    while (at && (at->language != language || strcmp(at->description, description) != 0))
        at = at->next;
    return at;
}

static const struct toolchain *look_up(struct slot *slot, const struct language *language,
                                       const char *root, const char *description, struct err *err)
{
    struct judge *judge = slot->judge;
    const struct toolchain *known = find_known(judge, language, description);
    if (known)
        return known;
    struct toolchain *added = arena_alloc(&judge->toolchain_arena, sizeof(*added));
    *added = (struct toolchain){
        .next = judge->toolchains,
        .language = language,
        .root = root,
        .description = arena_string(&judge->toolchain_arena, description),
    };
    if (identify(slot, added, err) != 0)
        return NULL;
    judge->toolchains = added;
    return added;
}

int toolchain_identify(struct slot *slot, const struct language *language,
                       char hex_out[HASH_HEX_BYTES], const char **version_out, struct err *err)
{
    struct judge *judge = slot->judge;
    EV_STR struct str description = {0};
    const char *path, *root;
    if (root_find(judge, language, &path, &root, err) != 0)
        return -1;
    if (root)
        str_printf(&description, "root %s\n", root);
    describe_tools(language, &description);
    (void)pthread_mutex_lock(&judge->toolchain_lock);
    const struct toolchain *found =
        look_up(slot, language, root ? root : "", str_text(&description), err);
    (void)pthread_mutex_unlock(&judge->toolchain_lock);
    if (!found)
        return -1;
    memcpy(hex_out, found->hex, HASH_HEX_BYTES);
    *version_out = found->version;
    return 0;
}

/* ---- for people ---- */

struct version_call {
    const struct language *language;
    const char *text; /* NULL: unknown */
    char hex[HASH_HEX_BYTES];
};

static void ask(void *context, void *slot)
{
    struct version_call *call = context;
    struct err err;
    if (toolchain_identify(slot, call->language, call->hex, &call->text, &err) != 0)
        call->text = NULL;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The first number with a point in it, or the first at all, with what follows up to a blank. */
static const char *find_number(const char *text)
{
    const char *first = NULL;
    for (const char *at = text; *at; at++) {
        bool is_inside =
            at > text && (is_digit(at[-1]) || (at > text + 1 && at[-1] == '.' && is_digit(at[-2])));
        if (!is_digit(*at) || is_inside)
            continue;
        size_t digits = strspn(at, "0123456789");
        if (at[digits] == '.' && is_digit(at[digits + 1]))
            return at;
        first = first ? first : at;
    }
    return first;
}

const char *judge_version(struct judge *judge, const struct language *language)
{
    struct version_call call = {.language = language};
    struct err err;
    if (!language->version || judge_call_patiently(judge, ask, &call, &err) != 0 || !call.text)
        return NULL;
    const char *number = find_number(call.text);
    if (!number)
        return NULL;
    return arena_string_n(&judge->toolchain_arena, number, strspn(number, "0123456789."));
}

static void add_words(struct hash *hash, const char *const *words)
{
    for (; words && *words; words++)
        hash_add_field(hash, *words);
    hash_add_field(hash, "");
}

bool judge_fingerprint(struct judge *judge, const struct language *language,
                       char hex_out[HASH_HEX_BYTES])
{
    struct version_call call = {.language = language};
    struct hash *hash = NULL;
    struct err err;
    if (!language->version || judge_call(judge, ask, &call, &err) != 0 || !call.text ||
        hash_open(&hash, &err) != 0)
        return false;
    hash_add_field(hash, call.hex);
    add_words(hash, language->compile);
    add_words(hash, language->run);
    for (size_t i = 0; i < language->environment_count; i++)
        hash_add_field(hash, language->environment[i]);
    hash_finish(hash, hex_out);
    hash_close(hash);
    return true;
}
