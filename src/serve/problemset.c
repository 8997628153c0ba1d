/* problemset: see problemset.h. manifest.c reads a package's files and makes the private copy. */
#include "serve/problemset.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "base/archive.h"
#include "base/fs.h"
#include "problem/problem.h"
#include "serve/manifest.h"
#include "serve/report.h"

struct problemset {
    const char *folder;
    const char *state_path;
    int state_fd;       /* borrowed */
    struct arena own;   /* as long as the set */
    struct arena items; /* of this reading */
    struct problem_entry *entries;
    size_t count;
    char digest[HASH_HEX_BYTES];
};

/* ---- one package ---- */

/* "p1.zip" and "p1.tar.gz" are p1. */
static const char *name_of(struct arena *arena, const char *package)
{
    if (!archive_is_named_like_one(package))
        return package;
    const char *tar = strstr(package, ".tar");
    const char *dot = tar != NULL ? tar : strrchr(package, '.');
    return arena_string_n(arena, package, (size_t)(dot - package));
}

static void copy_languages(struct arena *arena, const struct problem *problem,
                           struct problem_entry *entry)
{
    const char **languages = arena_alloc(arena, problem->language_count * sizeof(*languages));
    for (size_t i = 0; i < problem->language_count; i++)
        languages[i] = arena_string(arena, problem->languages[i]);
    entry->languages = languages;
    entry->language_count = problem->language_count;
}

/* Before anything is copied: what is no package is left where it is. */
static int check_package(struct problemset *set, const char *package, struct err *err)
{
    struct problem problem = {0};
    if (problem_open(fs_join(&set->items, set->folder, package), &problem, err) != 0)
        return -1;
    problem_close(&problem);
    return 0;
}

static int describe(struct problemset *set, struct problem_entry *entry, struct err *err)
{
    struct problem problem = {0};
    if (problem_open(problemset_path(set, entry->revision, &set->items), &problem, err) != 0)
        return -1;
    entry->title = problem.title != NULL ? arena_string(&set->items, problem.title) : NULL;
    entry->format = arena_string(&set->items, problem.format);
    entry->test_count = problem.test_count;
    for (size_t i = 0; i < problem.test_count; i++)
        entry->sample_count += problem.tests[i].is_sample;
    entry->cpu_ns = problem.limits.cpu_ns;
    entry->memory_bytes = problem.limits.memory_bytes;
    entry->has_scores = problem.scoring.has_scores;
    entry->is_interactive = (problem.kinds & PROBLEM_INTERACTIVE) != 0;
    entry->has_outputs = (problem.kinds & PROBLEM_SUBMIT_ANSWER) != 0;
    copy_languages(&set->items, &problem, entry);
    problem_close(&problem);
    return 0;
}

static void read_package(struct problemset *set, const char *package, struct problem_entry *entry)
{
    struct err err = {0};
    *entry = (struct problem_entry){.name = name_of(&set->items, package), .package = package};
    if (check_package(set, package, &err) == 0 &&
        manifest_pin(set->folder, package, set->state_fd, entry->revision, &err) == 0 &&
        describe(set, entry, &err) == 0)
        return;
    entry->error = arena_string(&set->items, err.msg);
    REPORT(LOG_WARN, "problem cannot be used", {"problem", entry->name}, {"error", err.msg});
}

/* ---- all of them ---- */

static bool is_package(const char *folder, const char *name)
{
    struct arena arena EV_CLEANUP(arena_done) = {0};
    if (name[0] == '.')
        return false;
    return archive_is_named_like_one(name) ||
           fs_is_directory(AT_FDCWD, fs_join(&arena, folder, name));
}

static int add_digest(struct problemset *set, struct err *err)
{
    struct hash *hash;
    if (hash_open(&hash, err) != 0)
        return -1;
    for (size_t i = 0; i < set->count; i++) {
        hash_add_field(hash, set->entries[i].name);
        hash_add_field(hash, set->entries[i].revision);
    }
    hash_finish(hash, set->digest);
    hash_close(hash);
    return 0;
}

static int read_all(struct problemset *set, const atomic_bool *is_over, struct err *err)
{
    const char **names = NULL;
    size_t count = 0;
    if (set->folder == NULL || !fs_is_directory(AT_FDCWD, set->folder))
        return add_digest(set, err);
    if (fs_list(AT_FDCWD, set->folder, PROBLEMSET_PROBLEMS_MAX, &set->items, &names, &count, err) !=
        0)
        return -1;
    set->entries = arena_alloc(&set->items, (count + 1) * sizeof(*set->entries));
    for (size_t i = 0; i < count; i++) {
        if (is_over != NULL && atomic_load(is_over))
            return err_set(err, ERR_INTERRUPTED, "problems: the service ends");
        if (is_package(set->folder, names[i]))
            read_package(set, names[i], &set->entries[set->count++]);
    }
    return add_digest(set, err);
}

int problemset_read(const struct problemset *set, const atomic_bool *is_over,
                    struct problemset **fresh_out, struct err *err)
{
    struct problemset *fresh = calloc(1, sizeof(*fresh));
    if (fresh == NULL)
        err_out_of_memory();
    fresh->folder = set->folder;
    fresh->state_path = set->state_path;
    fresh->state_fd = set->state_fd;
    if (read_all(fresh, is_over, err) != 0) {
        problemset_close(fresh);
        return -1;
    }
    *fresh_out = fresh;
    return 0;
}

void problemset_take(struct problemset *set, struct problemset *fresh)
{
    arena_done(&set->items);
    set->items = fresh->items;
    set->entries = fresh->entries;
    set->count = fresh->count;
    memcpy(set->digest, fresh->digest, sizeof(set->digest));
    free(fresh);
}

int problemset_open(const char *folder, int state_fd, const char *state_path,
                    struct problemset **set_out, struct err *err)
{
    struct problemset *set = calloc(1, sizeof(*set));
    if (set == NULL)
        err_out_of_memory();
    EV_FREE char *state = realpath(state_path, NULL); /* agents have a folder of their own */
    set->state_path = arena_string(&set->own, state != NULL ? state : state_path);
    set->folder = folder != NULL ? arena_string(&set->own, folder) : NULL;
    set->state_fd = state_fd;
    if (fs_make_dirs(state_fd, "revisions", 0700, err) != 0 ||
        fs_make_dirs(state_fd, "blobs", 0700, err) != 0 || read_all(set, NULL, err) != 0) {
        problemset_close(set);
        return -1;
    }
    *set_out = set;
    return 0;
}

void problemset_close(struct problemset *set)
{
    if (set == NULL)
        return;
    arena_done(&set->items);
    arena_done(&set->own);
    free(set);
}

/* ---- asking ---- */

size_t problemset_count(const struct problemset *set)
{
    return set->count;
}

const struct problem_entry *problemset_item(const struct problemset *set, size_t index)
{
    return &set->entries[index];
}

const struct problem_entry *problemset_find(const struct problemset *set, const char *name)
{
    for (size_t i = 0; i < set->count; i++) {
        if (strcmp(set->entries[i].name, name) == 0)
            return &set->entries[i];
    }
    return NULL;
}

static bool is_digest(const char *text)
{
    return strlen(text) == HASH_HEX_BYTES - 1 &&
           strspn(text, "0123456789abcdef") == HASH_HEX_BYTES - 1;
}

/* A revision's folder holds the package alone. */
const char *problemset_path(const struct problemset *set, const char *revision, struct arena *arena)
{
    const char **names;
    size_t count;
    struct err ignored; /* one that is not here is no error of ours */
    if (!is_digest(revision))
        return NULL;
    const char *inside = arena_printf(arena, "revisions/%s", revision);
    if (!fs_is_directory(set->state_fd, inside) ||
        fs_list(set->state_fd, inside, 1, arena, &names, &count, &ignored) != 0 || count != 1)
        return NULL;
    return arena_printf(arena, "%s/%s/%s", set->state_path, inside, names[0]);
}

int problemset_open_blob(const struct problemset *set, const char *hex, uint64_t *bytes_out)
{
    char path[sizeof("blobs/") + HASH_HEX_BYTES];
    struct stat status;
    if (!is_digest(hex))
        return -1;
    (void)snprintf(path, sizeof(path), "blobs/%s", hex); /* always fits */
    EV_FD int fd = openat(set->state_fd, path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0 || fstat(fd, &status) != 0 || !S_ISREG(status.st_mode))
        return -1;
    *bytes_out = (uint64_t)status.st_size;
    return fd_steal(&fd);
}

const char *problemset_digest(const struct problemset *set)
{
    return set->digest;
}
