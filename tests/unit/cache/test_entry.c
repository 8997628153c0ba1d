/* entry: what is kept is found again, unless it is damaged. */
#include <signal.h>
#include <sys/resource.h>

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

TestSuite(entry, .init = set_up, .fini = tear_down);

Test(entry, what_is_kept_is_found_by_the_next_process)
{
    struct cache *cache = folder_cache(&folder, 0);
    put(cache, 1, "first");
    put(cache, 2, "");
    cache_close(cache);
    cache = folder_cache(&folder, 0);
    cr_expect(has(cache, 1, "first"));
    cr_expect(has(cache, 2, ""), "an empty value");
    cr_expect_not(has(cache, 3, ""), "nobody has kept it");
    cache_close(cache);
    cr_expect_eq(folder.warnings, 0);
}

Test(entry, pieces_are_one_value_behind_the_other)
{
    struct cache *cache = folder_cache(&folder, 0);
    struct key key = key_of(1);
    struct iovec pieces[] = {
        {(void *)(uintptr_t) "ab", 2}, {NULL, 0}, {(void *)(uintptr_t) "c", 1}};
    cache_put(cache, CACHE_ARTIFACT, key.hex, pieces, 3, 0);
    cr_expect(has(cache, 1, "abc"));
    cache_close(cache);
}

Test(entry, a_later_value_takes_the_place_of_the_earlier)
{
    struct cache *cache = folder_cache(&folder, 0);
    put(cache, 1, "old");
    put(cache, 1, "new one");
    cr_expect(has(cache, 1, "new one"));
    cr_expect_eq(count_files(&folder, 1), 1, "nothing temporary is left");
    cache_close(cache);
}

Test(entry, a_value_stays_readable_when_its_file_goes)
{
    struct cache *cache = folder_cache(&folder, 0);
    struct key key = key_of(1);
    struct cache_value value;
    put(cache, 1, "still here");
    cr_assert(cache_get(cache, CACHE_ARTIFACT, key.hex, &value));
    cr_assert_eq(unlink(entry_file(&folder, 1)), 0);
    cr_expect_eq(memcmp(value.bytes, "still here", 10), 0);
    cr_expect_eq((uintptr_t)value.bytes % 64, 0, "aligned");
    cache_value_done(&value);
    cache_close(cache);
}

Test(entry, kinds_are_apart)
{
    struct cache *cache = folder_cache(&folder, 0);
    struct cache_value value;
    struct key key = key_of(1);
    put(cache, 1, "an artifact");
    cr_expect_not(cache_get(cache, CACHE_RESULT, key.hex, &value));
    cache_close(cache);
}

/* Ways to damage a file of `bytes` bytes. */
static void flip(int fd, off_t at)
{
    char byte;
    cr_assert_eq(pread(fd, &byte, 1, at), 1);
    byte = (char)(byte ^ 1);
    cr_assert_eq(pwrite(fd, &byte, 1, at), 1);
}

Test(entry, a_damaged_one_is_a_miss_and_goes)
{
    static const char text[] = "what was compiled, in a few more than thirty-two bytes";
    enum { FILE_BYTES = 128 + sizeof(text) - 1 };
    static const struct {
        const char *label;
        off_t flipped; /* -1: none */
        off_t bytes;
    } rows[] = {
        {"first byte of the magic", 0, FILE_BYTES},
        {"version", 8, FILE_BYTES},
        {"kind", 12, FILE_BYTES},
        {"length", 16, FILE_BYTES},
        {"checksum", 24, FILE_BYTES},
        {"cost", 32, FILE_BYTES},
        {"key", 40, FILE_BYTES},
        {"padding", 110, FILE_BYTES},
        {"first byte of the value", 128, FILE_BYTES},
        {"last byte of the value", FILE_BYTES - 1, FILE_BYTES},
        {"one byte short", -1, FILE_BYTES - 1},
        {"one byte more", -1, FILE_BYTES + 1},
        {"header alone", -1, 128},
        {"part of the header", -1, 127},
        {"empty", -1, 0},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct cache *cache = folder_cache(&folder, 0);
        put(cache, 1, text);
        int fd = open(entry_file(&folder, 1), O_RDWR | O_CLOEXEC);
        cr_assert_geq(fd, 0);
        if (rows[i].flipped >= 0)
            flip(fd, rows[i].flipped);
        cr_assert_eq(ftruncate(fd, rows[i].bytes), 0);
        close(fd);
        cr_expect_not(has(cache, 1, text), "%s", rows[i].label);
        cr_expect_eq(access(entry_file(&folder, 1), F_OK), -1, "%s: removed", rows[i].label);
        put(cache, 1, text);
        cr_expect(has(cache, 1, text), "%s: kept anew", rows[i].label);
        cache_close(cache);
    }
}

Test(entry, one_under_anothers_name_is_a_miss)
{
    struct cache *cache = folder_cache(&folder, 0);
    put(cache, 1, "one");
    put(cache, 1 + 256, "other");
    cr_assert_eq(rename(entry_file(&folder, 1 + 256), entry_file(&folder, 1)), 0);
    cr_expect_not(has(cache, 1, "other"));
    cache_close(cache);
}

Test(entry, a_folder_or_a_link_in_its_place_is_a_miss)
{
    struct cache *cache = folder_cache(&folder, 0);
    put(cache, 1, "one");
    put(cache, 1 + 256, "other");
    cr_assert_eq(unlink(entry_file(&folder, 1)), 0);
    cr_assert_eq(symlink(entry_file(&folder, 1 + 256), entry_file(&folder, 1)), 0);
    cr_expect_not(has(cache, 1, "other"), "a link");
    cr_assert_eq(unlink(entry_file(&folder, 1)), 0);
    cr_assert_eq(mkdir(entry_file(&folder, 1), 0700), 0);
    cr_expect_not(has(cache, 1, ""), "a folder");
    cache_close(cache);
}

Test(entry, a_folder_that_cannot_be_made_is_said_once)
{
    const char *file = arena_printf(&folder.arena, "%s/file", folder.path);
    struct err err;
    cr_assert_eq(fs_write_new(AT_FDCWD, file, "", 0, 0600, &err), 0);
    struct folder below = {.path = arena_printf(&folder.arena, "%s/below", file)};
    struct cache *cache = folder_cache(&below, 0);
    put(cache, 1, "one");
    cr_expect_not(has(cache, 1, "one"));
    put(cache, 2, "two");
    struct cache_claim claim;
    struct key key = key_of(1);
    cr_expect_eq(cache_claim(cache, CACHE_ARTIFACT, key.hex, -1, &claim, &err), 0);
    cache_release(&claim);
    cache_close(cache);
    cr_expect_eq(below.warnings, 1);
    cr_expect_not_null(strstr(below.warning, "Not a directory"), "%s", below.warning);
}

Test(entry, a_folder_of_another_user_is_not_believed)
{
    struct cache *cache = folder_cache(&folder, 0);
    put(cache, 1, "kept");
    cache_close(cache);
    if (geteuid() != 0)
        cr_skip_test("only root can give a folder away");
    cr_assert_eq(chown(folder.path, 12345, (gid_t)-1), 0);
    cache = folder_cache(&folder, 0);
    cr_expect_not(has(cache, 1, "kept"));
    cr_expect_eq(folder.warnings, 1);
    cr_expect_not_null(strstr(folder.warning, "it belongs to another user"), "%s", folder.warning);
    cache_close(cache);
    cr_assert_eq(chown(folder.path, geteuid(), (gid_t)-1), 0);
    cache = folder_cache(&folder, 0);
    cr_expect(has(cache, 1, "kept"), "one's own is believed");
    cache_close(cache);
}

/* A limit on the size of files stands for a full disk. */
Test(entry, a_folder_that_everybody_may_write_to_is_not_believed)
{
    struct cache *cache = folder_cache(&folder, 0);
    put(cache, 1, "kept");
    cr_expect(has(cache, 1, "kept"));
    cache_close(cache);
    cr_assert_eq(chmod(folder.path, 01777), 0);
    cache = folder_cache(&folder, 0);
    cr_expect_not(has(cache, 1, "kept"));
    cr_expect_eq(folder.warnings, 1);
    cr_expect_not_null(strstr(folder.warning, "everybody may write to it"), "%s", folder.warning);
    cache_close(cache);
    cr_assert_eq(chmod(folder.path, 0770), 0);
    cache = folder_cache(&folder, 0);
    cr_expect(has(cache, 1, "kept"), "a group is believed");
    cache_close(cache);
}

Test(entry, a_write_that_fails_is_said_once_and_leaves_nothing)
{
    struct cache *cache = folder_cache(&folder, 0);
    put(cache, 1, "kept before");
    signal(SIGXFSZ, SIG_IGN);
    struct rlimit old, limit;
    cr_assert_eq(getrlimit(RLIMIT_FSIZE, &old), 0);
    limit = old;
    limit.rlim_cur = 130;
    cr_assert_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    put(cache, 1 + 256, "does not fit any more");
    put(cache, 1 + 512, "is not tried");
    cr_expect(has(cache, 1, "kept before"));
    cr_assert_eq(setrlimit(RLIMIT_FSIZE, &old), 0);
    cr_expect_eq(folder.warnings, 1);
    cr_expect_not_null(strstr(folder.warning, "File too large"), "%s", folder.warning);
    cr_expect_eq(count_files(&folder, 1), 1, "no half-written file");
    cache_close(cache);
}

Test(entry, no_cache_at_all_has_nothing)
{
    struct key key = key_of(1);
    struct cache_value value;
    struct cache_claim claim;
    struct err err;
    cr_expect_not(cache_get(NULL, CACHE_ARTIFACT, key.hex, &value));
    put(NULL, 1, "one");
    cr_expect_eq(cache_claim(NULL, CACHE_ARTIFACT, key.hex, -1, &claim, &err), 0);
    cache_release(&claim);
    cache_close(NULL);
}
