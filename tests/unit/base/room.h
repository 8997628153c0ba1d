/* room: a temporary folder for one test, removed when the test's block ends. */
#ifndef TESTS_UNIT_BASE_ROOM_H
#define TESTS_UNIT_BASE_ROOM_H

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <criterion/criterion.h>

#include "base/fs.h"

struct room {
    struct arena arena;
    const char *path;
    int fd;
    struct err err; /* for what the test calls */
};

static inline struct room room_open(void)
{
    struct room room = {.fd = -1};
    cr_assert_eq(fs_make_temporary("evalx-test", &room.arena, &room.path, &room.err), 0, "%s",
                 room.err.msg);
    room.fd = open(room.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    cr_assert_geq(room.fd, 0);
    return room;
}

static inline void room_close(struct room *room)
{
    if (room->fd >= 0) {
        (void)close(room->fd);
        cr_expect_eq(fs_remove_tree(AT_FDCWD, room->path, &room->err), 0, "%s", room->err.msg);
    }
    arena_done(&room->arena);
}

static inline void room_write(struct room *room, const char *name, const char *text)
{
    cr_assert_eq(fs_write_new(room->fd, name, text, strlen(text), 0644, &room->err), 0, "%s",
                 room->err.msg);
}

/* `struct room room` of this test. */
#define ROOM EV_CLEANUP(room_close) struct room room = room_open()

#define EXPECT_CONTAINS(text, part)                                                                \
    cr_expect(strstr((text), (part)) != NULL, "'%s' lacks '%s'", (text), (part))

#endif
