#include <stdint.h>
#include <string.h>

#include <criterion/criterion.h>

#include "base/arena.h"

Test(arena, memory_is_zeroed_and_aligned)
{
    struct arena arena = {0};
    for (size_t bytes = 0; bytes < 3000; bytes += 37) {
        unsigned char *at = arena_alloc(&arena, bytes);
        cr_assert_eq((uintptr_t)at % 16, 0);
        for (size_t i = 0; i < bytes; i++)
            cr_assert_eq(at[i], 0);
        memset(at, 0xff, bytes);
    }
    arena_done(&arena);
}

Test(arena, blocks_larger_than_the_growth_limit_work)
{
    struct arena arena = {0};
    char *large = arena_alloc(&arena, 5 << 20);
    large[(5 << 20) - 1] = 'x';
    char *small = arena_string(&arena, "after");
    cr_expect_str_eq(small, "after");
    cr_expect_eq(large[(5 << 20) - 1], 'x');
    arena_done(&arena);
}

Test(arena, printf_measures_first)
{
    struct arena arena = {0};
    char *text = arena_printf(&arena, "%0500d|%s", 7, "end");
    cr_expect_eq(strlen(text), 504);
    cr_expect_str_eq(text + 499, "7|end");
    arena_done(&arena);
}

Test(arena, grow_keeps_items)
{
    struct arena arena = {0};
    int *items = NULL;
    size_t capacity = 0;
    for (int i = 0; i < 1000; i++) {
        items = arena_grow(&arena, items, (size_t)i, (size_t)i + 1, sizeof(int), &capacity);
        items[i] = i;
    }
    for (int i = 0; i < 1000; i++)
        cr_assert_eq(items[i], i);
    cr_expect_geq(capacity, 1000);
    arena_done(&arena);
}

Test(arena, done_accepts_an_unused_one_and_twice)
{
    struct arena arena = {0};
    arena_done(&arena);
    arena_done(&arena);
    cr_expect_null(arena.blocks);
}

Test(arena, string_n_ends_where_it_is_told)
{
    struct arena arena = {0};
    cr_expect_str_eq(arena_string_n(&arena, "abcdef", 3), "abc");
    cr_expect_str_eq(arena_string_n(&arena, "", 0), "");
    arena_done(&arena);
}
