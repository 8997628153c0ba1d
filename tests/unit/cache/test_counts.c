/* counts: what the folder was good for, added up over processes. */
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

TestSuite(counts, .init = set_up, .fini = tear_down);

static struct cache_counts counts_of(struct cache *cache)
{
    struct cache_counts counts[CACHE_KINDS];
    struct err err;
    cr_assert_eq(cache_survey(cache, counts, &err), 0, "%s", err.msg);
    return counts[CACHE_ARTIFACT];
}

Test(counts, hits_misses_and_saved_time_are_added_up)
{
    for (int process = 0; process < 3; process++) {
        struct cache *cache = folder_cache(&folder, 0);
        put(cache, 1, "one"); /* said to cost 1000 ns */
        cr_assert(has(cache, 1, "one"));
        cr_assert(has(cache, 1, "one"));
        cr_assert_not(has(cache, 2, "two"));
        cache_close(cache);
    }
    struct cache *cache = folder_cache(&folder, 0);
    struct cache_counts counts = counts_of(cache);
    cr_expect_eq(counts.hits, 6);
    cr_expect_eq(counts.misses, 3);
    cr_expect_eq(counts.stores, 3);
    cr_expect_eq(counts.saved_ns, 6000);
    cr_expect_eq(counts.entries, 1);
    cr_expect_gt(counts.bytes, 0);
    cache_close(cache);
}

Test(counts, a_damaged_file_begins_anew)
{
    struct cache *cache = folder_cache(&folder, 0);
    put(cache, 1, "one");
    cache_close(cache);
    int fd = open(arena_printf(&folder.arena, "%s/counts", folder.path), O_WRONLY | O_CLOEXEC);
    cr_assert_eq(pwrite(fd, "damaged", 7, 20), 7);
    close(fd);
    cache = folder_cache(&folder, 0);
    cr_expect(has(cache, 1, "one"));
    struct cache_counts counts = counts_of(cache);
    cr_expect_eq(counts.stores, 0);
    cr_expect_eq(counts.hits, 1);
    cr_expect_eq(counts.entries, 1);
    cache_close(cache);
}

Test(counts, damage_is_counted)
{
    struct cache *cache = folder_cache(&folder, 0);
    put(cache, 1, "one");
    cr_assert_eq(truncate(entry_file(&folder, 1), 5), 0);
    cr_assert_not(has(cache, 1, "one"));
    struct cache_counts counts = counts_of(cache);
    cr_expect_eq(counts.damaged, 1);
    cr_expect_eq(counts.misses, 1);
    cr_expect_eq(counts.entries, 0);
    cache_close(cache);
}

Test(counts, the_folder_is_found_by_the_environment)
{
    static const struct {
        const char *label, *cache_dir, *xdg, *home, *expected;
    } rows[] = {
        {"own variable first", "/proc/a", "/proc/b", "/proc/c", "/proc/a"},
        {"then XDG", NULL, "/proc/b", "/proc/c", "/proc/b/evalx"},
        {"then home", NULL, "", "/proc/c", "/proc/c/.cache/evalx"},
        {"none", NULL, NULL, NULL, NULL},
    };
    static const char *const names[] = {"EVALX_CACHE_DIR", "XDG_CACHE_HOME", "HOME"};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        const char *values[] = {rows[i].cache_dir, rows[i].xdg, rows[i].home};
        for (size_t k = 0; k < EV_ARRAY_LENGTH(names); k++)
            cr_assert_eq(values[k] ? setenv(names[k], values[k], 1) : unsetenv(names[k]), 0);
        struct cache_options options = {0};
        struct cache *cache = cache_open(&options);
        const char *path = cache_path(cache);
        cr_expect((!path && !rows[i].expected) ||
                      (path && rows[i].expected && strcmp(path, rows[i].expected) == 0),
                  "%s: %s", rows[i].label, path ? path : "none");
        cache_close(cache);
    }
}

Test(counts, this_build_has_a_name_of_its_own)
{
    char first[HASH_HEX_BYTES], second[HASH_HEX_BYTES];
    cache_engine(NULL, first);
    cache_engine(NULL, second);
    cr_expect_eq(strlen(first), HASH_HEX_BYTES - 1);
    cr_expect_str_eq(first, second);
}

static void write_file(const char *name, const void *bytes, size_t count, struct str *path_out)
{
    struct err err;
    str_printf(path_out, "%s/%s", folder.path, name);
    cr_assert_eq(fs_write_atomic(AT_FDCWD, str_text(path_out), bytes, count, 0755, &err), 0, "%s",
                 err.msg);
}

Test(counts, another_build_of_the_helper_is_another_engine)
{
    static const struct {
        const char *label, *first, *second;
        bool is_same;
    } rows[] = {
        {"no program at all", "one", "one", true},
        {"another text", "one", "two", false},
        {"another length", "one", "one and more", false},
        {"cut short", "\177ELF", "\177ELF\2", false},
        {"nothing in it", "", "", true},
        {"something in it", "", "one", false},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        EV_STR struct str path = {0}, other = {0};
        char first[HASH_HEX_BYTES], second[HASH_HEX_BYTES];
        write_file("helper", rows[i].first, strlen(rows[i].first), &path);
        cache_engine(str_text(&path), first);
        write_file("helper", rows[i].second, strlen(rows[i].second), &other);
        cache_engine(str_text(&other), second);
        cr_expect_eq(strcmp(first, second) == 0, rows[i].is_same, "%s", rows[i].label);
    }
}

Test(counts, the_build_id_of_the_helper_stands_for_it)
{
    EV_STR struct str program = {0}, path = {0}, changed = {0};
    char none[HASH_HEX_BYTES], as_built[HASH_HEX_BYTES], longer[HASH_HEX_BYTES];
    struct err err;
    cr_assert_eq(fs_read(AT_FDCWD, "/proc/self/exe", 1 << 30, &program, &err), 0, "%s", err.msg);
    write_file("built", str_text(&program), program.count, &path);
    str_add(&program, "stripped of what is no part of the program, or more");
    write_file("longer", str_text(&program), program.count, &changed);
    cache_engine(NULL, none);
    cache_engine(str_text(&path), as_built);
    cache_engine(str_text(&changed), longer);
    cr_expect_str_neq(none, as_built);
    cr_expect_str_eq(as_built, longer);
}
