#include <string.h>

#include <criterion/criterion.h>

#include "base/hash.h"
#include "unit/base/room.h"

static void hash_text(const char *text, size_t times, char hex_out[HASH_HEX_BYTES])
{
    struct hash *hash;
    struct err err = {0};
    cr_assert_eq(hash_open(&hash, &err), 0, "%s", err.msg);
    for (size_t i = 0; i < times; i++)
        hash_add(hash, text, strlen(text));
    hash_finish(hash, hex_out);
    hash_close(hash);
}

/* FIPS 180-2, appendix B. */
Test(hash, known_answers)
{
    static const struct {
        const char *label, *text;
        size_t times;
        const char *hex;
    } rows[] = {
        {"empty", "", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"abc", "abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {"million", "aaaaaaaaaa", 100000,
         "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        char hex[HASH_HEX_BYTES];
        hash_text(rows[i].text, rows[i].times, hex);
        cr_expect_str_eq(hex, rows[i].hex, "%s", rows[i].label);
    }
}

static void hash_fields(const char *first, const char *second, char hex_out[HASH_HEX_BYTES])
{
    struct hash *hash;
    struct err err = {0};
    cr_assert_eq(hash_open(&hash, &err), 0, "%s", err.msg);
    hash_add_field(hash, first);
    hash_add_field(hash, second);
    hash_finish(hash, hex_out);
    hash_close(hash);
}

Test(hash, fields_do_not_run_into_one_another)
{
    char left[HASH_HEX_BYTES], right[HASH_HEX_BYTES], again[HASH_HEX_BYTES];
    hash_fields("ab", "c", left);
    hash_fields("a", "bc", right);
    hash_fields("ab", "c", again);
    cr_expect_str_neq(left, right);
    cr_expect_str_eq(left, again);
}

Test(hash, a_file_counts_from_its_start_whatever_its_offset)
{
    struct err err = {0};
    struct hash *hash;
    char hex[HASH_HEX_BYTES];
    EV_FD int fd = fs_memory_file("abc", "abc", 3, true, &err);
    cr_assert_eq(lseek(fd, 2, SEEK_SET), 2);
    cr_assert_eq(hash_open(&hash, &err), 0, "%s", err.msg);
    cr_expect_eq(hash_add_fd(hash, fd, &err), 0, "%s", err.msg);
    hash_finish(hash, hex);
    hash_close(hash);
    cr_expect_str_eq(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

Test(hash, a_folder_cannot_be_hashed)
{
    ROOM;
    struct hash *hash;
    cr_assert_eq(hash_open(&hash, &room.err), 0, "%s", room.err.msg);
    cr_expect_eq(hash_add_fd(hash, room.fd, &room.err), -1);
    cr_expect_eq(room.err.kind, ERR_INPUT);
    hash_close(hash);
}

Test(hash, close_accepts_null)
{
    hash_close(NULL);
}
