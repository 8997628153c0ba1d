/* revisions: see revisions.h. A blob is wanted when the manifest of a revision that is there names
 * it; the manifest is a blob itself, by the revision's name. */
#include "serve/revisions.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "base/fs.h"
#include "base/hash.h"
#include "serve/problemset.h"

enum {
    LIST_MAX = 1 << 20,
    MANIFEST_MAX = 64 << 20,
    DIGITS = HASH_HEX_BYTES - 1,
};

static const char aside[] = "old-"; /* what the names of those that go begin with */

struct revision {
    const char *name, *package;
    int64_t made_ns;
    bool is_wanted;
};

static bool is_digest(const char *text)
{
    return strlen(text) == DIGITS && strspn(text, "0123456789abcdef") == DIGITS;
}

/* ---- which ones go ---- */

/* By package, the newest first. */
static int compare_revisions(const void *left, const void *right)
{
    const struct revision *a = left, *b = right;
    int order = strcmp(a->package, b->package);
    if (order != 0)
        return order;
    return (a->made_ns < b->made_ns) - (a->made_ns > b->made_ns);
}

/* When the copy was made: its folder is not touched afterwards. */
static void describe(int state_fd, const char *name, struct arena *arena, struct revision *revision)
{
    struct stat info;
    const char **inside = NULL;
    size_t count = 0;
    struct err ignored; /* one without a package is nobody's */
    const char *path = arena_printf(arena, "revisions/%s", name);
    *revision = (struct revision){.name = name, .package = ""};
    if (fs_list(state_fd, path, 1, arena, &inside, &count, &ignored) == 0 && count == 1)
        revision->package = inside[0];
    if (fstatat(state_fd, path, &info, AT_SYMLINK_NOFOLLOW) == 0)
        revision->made_ns = (int64_t)info.st_mtim.tv_sec * 1000000000 + info.st_mtim.tv_nsec;
}

static int list_revisions(int state_fd, struct arena *arena, struct revision **all_out,
                          size_t *count_out, struct err *err)
{
    const char **names = NULL;
    size_t count = 0, kept = 0;
    if (fs_list(state_fd, "revisions", LIST_MAX, arena, &names, &count, err) != 0)
        return -1;
    struct revision *all = arena_alloc(arena, (count + 1) * sizeof(*all));
    for (size_t i = 0; i < count; i++) {
        if (is_digest(names[i]))
            describe(state_fd, names[i], arena, &all[kept++]);
    }
    qsort(all, kept, sizeof(*all), compare_revisions);
    *all_out = all;
    *count_out = kept;
    return 0;
}

static void want(struct revision *all, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        all[i].is_wanted = all[i].is_wanted || strcmp(all[i].name, name) == 0;
}

static void want_newest(struct revision *all, size_t count)
{
    size_t place = 0;
    for (size_t i = 0; i < count; i++) {
        bool is_first = i == 0 || strcmp(all[i].package, all[i - 1].package) != 0;
        place = is_first ? 0 : place + 1;
        all[i].is_wanted = all[i].is_wanted || place < REVISIONS_KEPT;
    }
}

int revisions_put_aside(int state_fd, const struct problemset *set, const char *const *wanted,
                        size_t wanted_count, struct err *err)
{
    struct arena arena EV_CLEANUP(arena_done) = {0};
    struct revision *all = NULL;
    size_t count = 0;
    if (list_revisions(state_fd, &arena, &all, &count, err) != 0)
        return -1;
    want_newest(all, count);
    for (size_t i = 0; i < problemset_count(set); i++)
        want(all, count, problemset_item(set, i)->revision);
    for (size_t i = 0; i < wanted_count; i++)
        want(all, count, wanted[i]);
    for (size_t i = 0; i < count; i++) {
        const char *from = arena_printf(&arena, "revisions/%s", all[i].name);
        const char *to = arena_printf(&arena, "revisions/%s%s", aside, all[i].name);
        if (!all[i].is_wanted && renameat(state_fd, from, state_fd, to) != 0)
            return err_sys(err, ERR_JUDGE, "%s", from);
    }
    return 0;
}

/* ---- removing ---- */

struct blobs {
    const char **names; /* in byte order */
    size_t count;
    bool *is_wanted;
};

static int compare_names(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static void want_blob(struct blobs *blobs, const char *name)
{
    const char **found =
        bsearch(&name, blobs->names, blobs->count, sizeof(*blobs->names), compare_names);
    if (found != NULL)
        blobs->is_wanted[found - blobs->names] = true;
}

/* "MODE SIZE SHA256 PATH" behind two lines of other words, which name no blob. */
static void want_line(struct blobs *blobs, const char *line)
{
    char name[HASH_HEX_BYTES];
    const char *word = line;
    for (int i = 0; i < 2 && word != NULL; i++) {
        word = strchr(word, ' ');
        word = word != NULL ? word + 1 : NULL;
    }
    if (word == NULL || strcspn(word, " \n") != DIGITS)
        return;
    (void)snprintf(name, sizeof(name), "%s", word); /* cut behind the digits */
    want_blob(blobs, name);
}

/* One that cannot be read would cost what it wants: then nothing is removed. */
static int want_all_of(int state_fd, const char *revision, struct blobs *blobs, struct err *err)
{
    EV_STR struct str text = {0};
    struct arena arena EV_CLEANUP(arena_done) = {0};
    if (fs_read(state_fd, arena_printf(&arena, "blobs/%s", revision), MANIFEST_MAX, &text, err) !=
        0)
        return -1;
    want_blob(blobs, revision);
    for (const char *line = str_text(&text); line != NULL && *line != '\0';) {
        want_line(blobs, line);
        line = strchr(line, '\n');
        line = line != NULL ? line + 1 : NULL;
    }
    return 0;
}

static int check_over(const atomic_bool *is_over, struct err *err)
{
    if (is_over != NULL && atomic_load(is_over))
        return err_set(err, ERR_INTERRUPTED, "problems: the service ends");
    return 0;
}

static int remove_blobs(int state_fd, const struct blobs *blobs, const atomic_bool *is_over,
                        struct err *err)
{
    char path[sizeof("blobs/") + HASH_HEX_BYTES];
    for (size_t i = 0; i < blobs->count; i++) {
        if (check_over(is_over, err) != 0)
            return -1;
        (void)snprintf(path, sizeof(path), "blobs/%s", blobs->names[i]);
        bool is_to_go = !blobs->is_wanted[i] && is_digest(blobs->names[i]);
        if (is_to_go && unlinkat(state_fd, path, 0) != 0)
            return err_sys(err, ERR_JUDGE, "%s", path);
    }
    return 0;
}

int revisions_sweep(int state_fd, const atomic_bool *is_over, struct err *err)
{
    struct arena arena EV_CLEANUP(arena_done) = {0};
    struct blobs blobs = {0};
    const char **names = NULL;
    size_t count = 0, removed = 0;
    if (fs_list(state_fd, "revisions", LIST_MAX, &arena, &names, &count, err) != 0)
        return -1;
    for (size_t i = 0; i < count; i++) {
        if (!str_starts_with(names[i], aside))
            continue;
        removed++;
        if (check_over(is_over, err) != 0 ||
            fs_remove_tree(state_fd, arena_printf(&arena, "revisions/%s", names[i]), err) != 0)
            return -1;
    }
    if (removed == 0)
        return 0; /* nothing has lost its blobs */
    if (fs_list(state_fd, "blobs", LIST_MAX, &arena, &blobs.names, &blobs.count, err) != 0)
        return -1;
    blobs.is_wanted = arena_alloc(&arena, (blobs.count + 1) * sizeof(*blobs.is_wanted));
    memset(blobs.is_wanted, 0, (blobs.count + 1) * sizeof(*blobs.is_wanted));
    for (size_t i = 0; i < count; i++) {
        if (is_digest(names[i]) && want_all_of(state_fd, names[i], &blobs, err) != 0)
            return -1;
    }
    return remove_blobs(state_fd, &blobs, is_over, err);
}
