/* depot: what other machines have made is taken from where they share it, and handed out. */
#include "base/fs.h"
#include "unit/cache/folder.h"

/* One value, that of key 1. */
struct fake {
    const char *text; /* NULL: nothing is there */
    int asked, kept;
    char last[64]; /* that was kept */
};

static struct folder folder;
static struct fake fake;

static int find(void *context, enum cache_kind kind, const char *key, int64_t *cost_ns_out)
{
    struct fake *depot = context;
    struct key known = key_of(1);
    struct err err;
    depot->asked++;
    if (!depot->text || strcmp(key, known.hex) != 0 || kind == CACHE_LIMITS)
        return -1;
    *cost_ns_out = 77;
    return fs_memory_file("fake", depot->text, strlen(depot->text), true, &err);
}

static void keep(void *context, enum cache_kind kind, const char *key, const struct iovec *pieces,
                 size_t piece_count, int64_t cost_ns)
{
    struct fake *depot = context;
    (void)kind;
    (void)key;
    (void)cost_ns;
    depot->kept++;
    depot->last[0] = '\0';
    for (size_t i = 0; i < piece_count; i++)
        (void)strncat(depot->last, pieces[i].iov_base, pieces[i].iov_len);
}

static const struct cache_depot calls = {.context = &fake, .find = find, .keep = keep};

static void set_up(void)
{
    fake = (struct fake){0};
    folder_make(&folder);
}

static void tear_down(void)
{
    folder_remove(&folder);
}

TestSuite(depot, .init = set_up, .fini = tear_down);

static struct cache *open_with_depot(void)
{
    struct cache_options options = {
        .folder = folder.path, .warn = folder_warn, .context = &folder, .depot = &calls};
    struct cache *cache = cache_open(&options);
    cr_assert_not_null(cache);
    return cache;
}

Test(depot, what_the_folder_has_is_not_asked_for)
{
    struct cache *cache = open_with_depot();
    put(cache, 1, "ours");
    cr_expect(has(cache, 1, "ours"));
    cr_expect_eq(fake.asked, 0);
    cache_close(cache);
}

Test(depot, what_others_have_is_found_and_stays)
{
    struct cache *cache = open_with_depot();
    struct key key = key_of(1);
    struct cache_value value;
    fake.text = "theirs";
    cr_assert(cache_get(cache, CACHE_ARTIFACT, key.hex, &value));
    cr_expect_eq(value.count, strlen("theirs"));
    cr_expect_eq(memcmp(value.bytes, "theirs", value.count), 0);
    cr_expect_eq(value.cost_ns, 77);
    cache_value_done(&value);
    cr_expect(has(cache, 1, "theirs"));
    cr_expect_eq(fake.asked, 1, "the folder has it now");
    cr_expect_eq(fake.kept, 0, "what was found is not handed back");
    cache_close(cache);
    cache = folder_cache(&folder, 0);
    cr_expect(has(cache, 1, "theirs"), "also for those without a depot");
    cache_close(cache);
}

Test(depot, what_nobody_has_is_not_there)
{
    struct cache *cache = open_with_depot();
    cr_expect_not(has(cache, 2, "theirs"));
    cr_expect_eq(fake.asked, 1);
    cache_close(cache);
}

Test(depot, what_is_kept_is_handed_out)
{
    struct cache *cache = open_with_depot();
    put(cache, 3, "new");
    cr_expect_eq(fake.kept, 1);
    cr_expect_str_eq(fake.last, "new");
    cache_close(cache);
}

Test(depot, a_damaged_entry_is_asked_for)
{
    struct cache *cache = open_with_depot();
    put(cache, 1, "ours");
    cr_assert_eq(truncate(entry_file(&folder, 1), 3), 0);
    fake.text = "theirs";
    cr_expect(has(cache, 1, "theirs"));
    cache_close(cache);
}

Test(depot, what_is_of_one_machine_is_not_shared)
{
    static const enum cache_kind kinds[] = {CACHE_HEADER, CACHE_LIMITS, CACHE_IDENTITY};
    struct cache *cache = open_with_depot();
    struct key key = key_of(4);
    struct cache_value value;
    for (size_t i = 0; i < EV_ARRAY_LENGTH(kinds); i++) {
        struct iovec piece = {.iov_base = (void *)(uintptr_t) "x", .iov_len = 1};
        cr_expect_not(cache_get(cache, kinds[i], key.hex, &value), "%s", cache_kind_name(kinds[i]));
        cache_put(cache, kinds[i], key.hex, &piece, 1, 0);
    }
    cr_expect_eq(fake.asked, 0);
    cr_expect_eq(fake.kept, 0);
    cache_close(cache);
}
