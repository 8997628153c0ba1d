/* shared: large files that others read in place. */
#include "unit/cache/folder.h"

static struct folder folder;
static struct key key;

static void set_up(void)
{
    folder_make(&folder);
    key = key_of(1);
}

static void tear_down(void)
{
    folder_remove(&folder);
}

TestSuite(shared, .init = set_up, .fini = tear_down);

static const char *file_path(void)
{
    return arena_printf(&folder.arena, "%s/shared/%s/bits/all.h", folder.path, key.hex);
}

static struct cache *cache_with_file(void)
{
    struct cache *cache = folder_cache(&folder, 0);
    struct err err;
    int fd = fs_memory_file("header", "compiled", 8, false, &err);
    cr_assert_geq(fd, 0, "%s", err.msg);
    cr_assert(cache_shared_keep(cache, key.hex, "bits/all.h", fd, 5));
    close(fd);
    return cache;
}

Test(shared, what_is_kept_lies_under_its_name)
{
    struct cache *cache = cache_with_file();
    struct err err;
    EV_STR struct str text = {0};
    cr_assert_eq(fs_read(AT_FDCWD, file_path(), 100, &text, &err), 0, "%s", err.msg);
    cr_expect_str_eq(str_text(&text), "compiled", "from its start, whatever the offset");
    cr_expect(cache_shared_find(cache, key.hex, "bits/all.h"));
    cr_expect_not(cache_shared_find(cache, key_of(2).hex, "bits/all.h"));
    cache_close(cache);
}

Test(shared, everybody_may_read_it_but_not_the_cache)
{
    (void)umask(0077);
    struct cache *cache = cache_with_file();
    struct stat info;
    cr_assert_eq(stat(file_path(), &info), 0);
    cr_expect_eq(info.st_mode & 0777, 0644);
    cr_assert_eq(stat(cache_shared_path(cache), &info), 0);
    cr_expect_eq(info.st_mode & 0777, 0755);
    cr_assert_eq(stat(entry_file(&folder, 1), &info), -1, "of another kind");
    cache_close(cache);
}

Test(shared, a_damaged_file_is_not_there_and_goes)
{
    static const char *const damages[] = {"Compiled", "compile", "compiled!", ""};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(damages); i++) {
        struct cache *cache = cache_with_file();
        struct err err;
        const char *text = damages[i];
        cr_assert_eq(fs_write_atomic(AT_FDCWD, file_path(), text, strlen(text), 0644, &err), 0);
        cr_expect_not(cache_shared_find(cache, key.hex, "bits/all.h"), "\"%s\"", text);
        cr_expect_eq(access(file_path(), F_OK), -1, "\"%s\"", text);
        cache_close(cache);
    }
}

Test(shared, pruning_takes_file_and_entry_together)
{
    struct cache *cache = cache_with_file();
    struct cache_pruned pruned;
    struct err err;
    cr_assert_eq(cache_prune(cache, 0, &pruned, &err), 0, "%s", err.msg);
    cr_expect_eq(pruned.entries, 1);
    cr_expect_eq(access(file_path(), F_OK), -1);
    cr_expect_not(cache_shared_find(cache, key.hex, "bits/all.h"));
    cache_close(cache);
}

Test(shared, its_bytes_are_counted)
{
    enum { BYTES = 1000000 };
    struct cache *cache = folder_cache(&folder, 0);
    struct err err;
    static char bytes[BYTES];
    int fd = fs_memory_file("header", bytes, BYTES, false, &err);
    cr_assert_geq(fd, 0);
    cr_assert(cache_shared_keep(cache, key.hex, "all.h", fd, 5));
    close(fd);
    struct cache_counts counts[CACHE_KINDS];
    cr_assert_eq(cache_survey(cache, counts, &err), 0, "%s", err.msg);
    cr_expect_eq(counts[CACHE_HEADER].entries, 1);
    cr_expect_geq(counts[CACHE_HEADER].bytes, BYTES);
    cache_close(cache);
}

Test(shared, a_small_cache_offers_no_folder)
{
    struct cache *cache = folder_cache(&folder, 100 << 20);
    cr_expect_null(cache_shared_path(cache));
    cache_close(cache);
    cr_expect_null(cache_shared_path(NULL));
}
