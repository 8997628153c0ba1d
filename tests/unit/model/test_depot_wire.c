/* depot_wire: messages of one shape, with a file or without. */
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>

#include <criterion/criterion.h>

#include "base/fs.h"
#include "model/depot_wire.h"

#define DIGITS "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static int ends[2];

static void set_up(void)
{
    cr_assert_eq(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), 0);
}

TestSuite(depot_wire, .init = set_up);

static struct depot_message message_of(enum depot_what what)
{
    return (struct depot_message){
        .what = what, .number = 7, .cost_ns = 12, .kind = "artifact", .key = DIGITS};
}

Test(depot_wire, a_message_arrives_with_its_file)
{
    struct depot_message sent = message_of(DEPOT_KEEP), got = {0};
    struct err err;
    char bytes[8] = {0};
    int file = fs_memory_file("value", "bytes", 5, true, &err), received = -1;
    cr_assert_geq(file, 0);
    cr_assert_eq(depot_send(ends[0], &sent, file), 0);
    cr_assert_eq(depot_receive(ends[1], &got, &received), 1);
    cr_expect_eq(got.what, DEPOT_KEEP);
    cr_expect_eq(got.number, 7);
    cr_expect_eq(got.cost_ns, 12);
    cr_expect_str_eq(got.kind, "artifact");
    cr_expect_str_eq(got.key, DIGITS);
    cr_assert_geq(received, 0);
    cr_expect_eq(fcntl(received, F_GETFD), FD_CLOEXEC);
    cr_expect_eq(pread(received, bytes, sizeof(bytes), 0), 5);
    cr_expect_str_eq(bytes, "bytes");
}

Test(depot_wire, a_message_without_a_file_has_none)
{
    struct depot_message sent = message_of(DEPOT_FIND), got;
    int received = -1;
    cr_assert_eq(depot_send(ends[0], &sent, -1), 0);
    cr_assert_eq(depot_receive(ends[1], &got, &received), 1);
    cr_expect_eq(received, -1);
}

Test(depot_wire, nothing_is_waited_for)
{
    struct depot_message got;
    int received = -1;
    cr_expect_eq(depot_receive(ends[1], &got, &received), 0);
    (void)close(ends[0]);
    cr_expect_eq(depot_receive(ends[1], &got, &received), -1, "the other end is gone");
}

Test(depot_wire, other_shapes_are_refused)
{
    static const struct {
        const char *label;
        struct depot_message message;
    } rows[] = {
        {"no such word", {.what = 9, .kind = "artifact", .key = DIGITS}},
        {"no word", {.kind = "artifact", .key = DIGITS}},
        {"a kind that is none", {.what = DEPOT_FIND, .kind = "../x", .key = DIGITS}},
        {"a kind without end", {.what = DEPOT_FIND, .kind = "aaaaaaaaaaaaaaaa", .key = DIGITS}},
        {"a short key", {.what = DEPOT_FIND, .kind = "artifact", .key = "abc"}},
        {"a key of others", {.what = DEPOT_FIND, .kind = "artifact", .key = "X123"}},
    };
    struct depot_message got;
    int received = -1;
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        cr_assert_eq(depot_send(ends[0], &rows[i].message, -1), 0, "%s", rows[i].label);
        cr_expect_eq(depot_receive(ends[1], &got, &received), -1, "%s", rows[i].label);
    }
    cr_assert_eq(send(ends[0], "short", 5, 0), 5);
    cr_expect_eq(depot_receive(ends[1], &got, &received), -1, "too short");
}
