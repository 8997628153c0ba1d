/* prune: the folder keeps to its limit; what was used last stays. */
#include <time.h>

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

TestSuite(prune, .init = set_up, .fini = tear_down);

enum { ENTRY_BYTES = 40000, HOUR_S = 3600 };

/* An entry of ENTRY_BYTES and somewhat more, used some hours ago. */
static void put_old(struct cache *cache, unsigned number, int hours)
{
    static char text[ENTRY_BYTES + 1];
    memset(text, 'a' + (char)number, ENTRY_BYTES);
    put(cache, number, text);
    struct timespec times[2] = {{.tv_nsec = UTIME_OMIT}, {.tv_sec = time(NULL) - hours * HOUR_S}};
    cr_assert_eq(utimensat(AT_FDCWD, entry_file(&folder, number), times, 0), 0);
}

static bool is_there(unsigned number)
{
    return access(entry_file(&folder, number), F_OK) == 0;
}

static struct cache_pruned prune(struct cache *cache, int64_t most_bytes)
{
    struct cache_pruned pruned;
    struct err err;
    cr_assert_eq(cache_prune(cache, most_bytes, &pruned, &err), 0, "%s", err.msg);
    return pruned;
}

Test(prune, the_least_recently_used_go_first)
{
    struct cache *cache = folder_cache(&folder, 0);
    put_old(cache, 1, 5);
    put_old(cache, 2, 9);
    put_old(cache, 3, 7);
    struct cache_pruned pruned = prune(cache, 2 * (ENTRY_BYTES + 8192));
    cr_expect(is_there(1));
    cr_expect_not(is_there(2), "the oldest");
    cr_expect(is_there(3));
    cr_expect_eq(pruned.entries, 1);
    cr_expect_eq(pruned.left_entries, 2);
    cr_expect_geq(pruned.bytes, ENTRY_BYTES);
    cache_close(cache);
}

Test(prune, a_hit_is_a_use)
{
    struct cache *cache = folder_cache(&folder, 0);
    struct cache_value value;
    struct key key = key_of(2);
    put_old(cache, 1, 5);
    put_old(cache, 2, 9);
    cr_assert(cache_get(cache, CACHE_ARTIFACT, key.hex, &value));
    cache_value_done(&value);
    (void)prune(cache, ENTRY_BYTES + 8192);
    cr_expect_not(is_there(1));
    cr_expect(is_there(2));
    cache_close(cache);
}

Test(prune, nothing_goes_while_there_is_room)
{
    struct cache *cache = folder_cache(&folder, 0);
    put_old(cache, 1, 5);
    cr_expect_eq(prune(cache, 1 << 20).entries, 0);
    cr_expect(is_there(1));
    cache_close(cache);
}

Test(prune, to_nothing_empties_it)
{
    struct cache *cache = folder_cache(&folder, 0);
    put_old(cache, 1, 0);
    put(cache, 2, "");
    cr_expect_eq(prune(cache, 0).left_entries, 0);
    cr_expect_not(is_there(1));
    cr_expect_not(is_there(2));
    cache_close(cache);
}

Test(prune, what_was_never_finished_goes_after_an_hour)
{
    struct cache *cache = folder_cache(&folder, 0);
    put_old(cache, 1, 0);
    const char *entry = entry_file(&folder, 1);
    const char *stale =
        arena_printf(&folder.arena, "%.*s.new-0", (int)(fs_base_name(entry) - entry), entry);
    struct err err;
    cr_assert_eq(fs_write_new(AT_FDCWD, stale, "half", 4, 0600, &err), 0);
    (void)prune(cache, 1 << 20);
    cr_expect_eq(access(stale, F_OK), 0, "somebody may be writing it");
    struct timespec times[2] = {{.tv_nsec = UTIME_OMIT}, {.tv_sec = time(NULL) - 2 * HOUR_S}};
    cr_assert_eq(utimensat(AT_FDCWD, stale, times, 0), 0);
    (void)prune(cache, 1 << 20);
    cr_expect_eq(access(stale, F_OK), -1);
    cr_expect(is_there(1));
    cache_close(cache);
}

Test(prune, the_limit_is_kept_without_being_asked)
{
    enum { MOST_BYTES = 300000, ENTRIES = 40 };
    struct cache *cache = folder_cache(&folder, MOST_BYTES);
    for (unsigned i = 0; i < ENTRIES; i++)
        put_old(cache, i, (int)(ENTRIES - i));
    cache_close(cache);
    cache = folder_cache(&folder, MOST_BYTES);
    struct cache_counts counts[CACHE_KINDS];
    struct err err;
    cr_assert_eq(cache_survey(cache, counts, &err), 0, "%s", err.msg);
    cr_expect_leq(counts[CACHE_ARTIFACT].bytes, MOST_BYTES);
    cr_expect_geq(counts[CACHE_ARTIFACT].entries, 2);
    cr_expect(is_there(ENTRIES - 1), "the newest");
    cr_expect_not(is_there(0), "the oldest");
    cache_close(cache);
}

Test(prune, a_value_larger_than_the_limit_is_not_kept)
{
    struct cache *cache = folder_cache(&folder, 1000);
    static char text[2000];
    memset(text, 'x', sizeof(text) - 1);
    put(cache, 1, text);
    cr_expect_not(has(cache, 1, text));
    cr_expect_eq(folder.warnings, 0);
    cache_close(cache);
}
