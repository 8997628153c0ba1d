/* pack: what goes into a value comes out, and nothing else does. */
#include <string.h>

#include <criterion/criterion.h>

#include "base/base.h"
#include "judge/pack.h"

static struct str packed(void)
{
    struct str out = {0};
    struct compile_report report = {
        .is_attempted = true,
        .is_ok = true,
        .facts = {.cpu_ns = 5, .memory_bytes = 7},
        .messages = "warning: much\n",
    };
    pack_compile(&out, &report);
    pack_text(&out, "");
    pack_text(&out, NULL);
    return out;
}

Test(pack, a_report_and_texts_come_back)
{
    EV_CLEANUP(arena_done) struct arena arena = {0};
    EV_STR struct str bytes = packed();
    struct cursor cursor = {bytes.text, bytes.count};
    struct compile_report report;
    const char *empty, *nothing;
    cr_assert(take_compile(&cursor, &arena, &report));
    cr_expect(report.is_ok && report.is_attempted && report.is_cached);
    cr_expect_eq(report.facts.cpu_ns, 5);
    cr_expect_eq(report.facts.memory_bytes, 7);
    cr_expect_str_eq(report.messages, "warning: much\n");
    cr_expect_null(report.reason);
    cr_assert(take_text(&cursor, &arena, &empty));
    cr_expect_str_eq(empty, "");
    cr_assert(take_text(&cursor, &arena, &nothing));
    cr_expect_null(nothing);
    cr_expect_eq(cursor.left, 0);
}

Test(pack, every_cut_is_noticed)
{
    EV_STR struct str bytes = packed();
    for (size_t count = 0; count < bytes.count; count++) {
        EV_CLEANUP(arena_done) struct arena arena = {0};
        struct cursor cursor = {bytes.text, count};
        struct compile_report report;
        const char *text;
        bool is_whole = take_compile(&cursor, &arena, &report) &&
                        take_text(&cursor, &arena, &text) && take_text(&cursor, &arena, &text);
        cr_expect_not(is_whole, "%zu of %zu bytes", count, bytes.count);
    }
}

Test(pack, a_text_without_its_end_is_refused)
{
    EV_CLEANUP(arena_done) struct arena arena = {0};
    static const struct {
        const char *label;
        uint64_t bytes;
    } rows[] = {{"longer than what is left", 4}, {"no NUL", 2}, {"all there can be", UINT64_MAX}};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        EV_STR struct str out = {0};
        const char *text;
        str_add_n(&out, (const char *)&rows[i].bytes, sizeof(rows[i].bytes));
        str_add_n(&out, "abc", 3);
        struct cursor cursor = {out.text, out.count};
        cr_expect_not(take_text(&cursor, &arena, &text), "%s", rows[i].label);
    }
}
