/* roots: file systems unpacked once. */
#include "unit/cache/folder.h"

static struct folder folder;

static void set_up(void)
{
    folder_make(&folder);
}

static void tear_down(void)
{
    folder_remove(&folder);
}

TestSuite(roots, .init = set_up, .fini = tear_down);

struct making {
    int calls;
    size_t bytes; /* of a further file */
    bool is_failing;
};

static int make(void *context, int dir_fd, struct err *err)
{
    struct making *making = context;
    making->calls++;
    if (fs_write_new(dir_fd, "mark", "x", 1, 0644, err) != 0)
        return -1;
    char *bytes = making->bytes > 0 ? calloc(1, making->bytes) : NULL;
    int status = bytes != NULL ? fs_write_new(dir_fd, "large", bytes, making->bytes, 0644, err) : 0;
    free(bytes);
    if (status != 0)
        return -1;
    return making->is_failing ? err_set(err, ERR_INPUT, "no such luck") : 0;
}

static int open_root(struct cache *cache, unsigned number, struct making *making,
                     struct cache_root *root_out, struct err *err)
{
    struct cache_root_maker maker = {make, making, -1};
    struct key key = key_of(number);
    *root_out = (struct cache_root){.lock_fd = -1};
    return cache_root_open(cache, key.hex, &maker, &folder.arena, root_out, err);
}

static const char *path_of(unsigned number)
{
    return arena_printf(&folder.arena, "%s/roots/%s", folder.path, key_of(number).hex);
}

Test(roots, one_is_made_once)
{
    struct making making = {0};
    struct cache_root first, second;
    struct err err = {0};
    struct cache *cache = folder_cache(&folder, 0);
    cr_assert_eq(open_root(cache, 1, &making, &first, &err), 0, "%s", err.msg);
    cr_assert_eq(open_root(cache, 1, &making, &second, &err), 0, "%s", err.msg);
    cr_expect_eq(making.calls, 1);
    cr_expect_str_eq(first.path, path_of(1));
    cr_expect_str_eq(second.path, path_of(1));
    cr_expect(fs_exists(AT_FDCWD, arena_printf(&folder.arena, "%s/mark", first.path)));
    cache_root_close(&first);
    cache_root_close(&second);
    cache_close(cache);
}

Test(roots, one_that_cannot_be_made_leaves_nothing)
{
    struct making making = {.is_failing = true};
    struct cache_root root;
    struct err err = {0};
    const char **names = NULL;
    size_t count = 0;
    struct cache *cache = folder_cache(&folder, 0);
    cr_expect_eq(open_root(cache, 1, &making, &root, &err), -1);
    cr_expect_str_eq(err.msg, "no such luck");
    cr_expect_not(fs_exists(AT_FDCWD, path_of(1)));
    cr_assert_eq(fs_list(AT_FDCWD, arena_printf(&folder.arena, "%s/roots", folder.path), 100,
                         &folder.arena, &names, &count, &err),
                 0);
    cr_expect_eq(count, 1, "the lock file alone");
    making.is_failing = false;
    cr_expect_eq(open_root(cache, 1, &making, &root, &err), 0, "tried again: %s", err.msg);
    cache_root_close(&root);
    cache_close(cache);
}

Test(roots, beyond_the_limit_the_least_recently_used_goes_and_never_one_in_use)
{
    enum { KEPT = 4 };
    struct making making = {.bytes = 1 << 20};
    struct cache_root held, root;
    struct err err = {0};
    struct cache *cache = folder_cache(&folder, (KEPT << 20) + (KEPT << 16));
    cr_assert_eq(open_root(cache, 1, &making, &held, &err), 0, "%s", err.msg);
    for (unsigned i = 2; i <= KEPT + 1; i++) {
        cr_assert_eq(open_root(cache, i, &making, &root, &err), 0, "%s", err.msg);
        cache_root_close(&root);
    }
    cr_expect(fs_exists(AT_FDCWD, path_of(1)), "the oldest is in use");
    cr_expect_not(fs_exists(AT_FDCWD, path_of(2)), "the next oldest went");
    for (unsigned i = 3; i <= KEPT + 1; i++)
        cr_expect(fs_exists(AT_FDCWD, path_of(i)), "%u", i);
    struct cache_counts counts;
    cache_survey_roots(cache, &counts);
    cr_expect_eq(counts.entries, KEPT);
    cr_expect_geq(counts.bytes, KEPT << 20);
    cache_root_close(&held);
    cache_close(cache);
}

Test(roots, removing_everything_removes_those_that_nobody_uses)
{
    struct making making = {0};
    struct cache_root held, root;
    struct cache_pruned pruned;
    struct err err = {0};
    struct cache *cache = folder_cache(&folder, 0);
    cr_assert_eq(open_root(cache, 1, &making, &held, &err), 0, "%s", err.msg);
    cr_assert_eq(open_root(cache, 2, &making, &root, &err), 0, "%s", err.msg);
    cache_root_close(&root);
    cr_assert_eq(cache_prune(cache, 0, &pruned, &err), 0, "%s", err.msg);
    cr_expect_eq(pruned.entries, 1);
    cr_expect_eq(pruned.left_entries, 1, "the one in use");
    cr_expect(fs_exists(AT_FDCWD, path_of(1)));
    cr_expect_not(fs_exists(AT_FDCWD, path_of(2)));
    cache_root_close(&held);
    cache_close(cache);
}

Test(roots, without_a_folder_there_is_none)
{
    struct making making = {0};
    struct cache_root root;
    struct err err = {0};
    cr_expect_eq(open_root(NULL, 1, &making, &root, &err), -1);
    cr_expect_eq(err.kind, ERR_INPUT);
    cr_expect_eq(making.calls, 0);
}
