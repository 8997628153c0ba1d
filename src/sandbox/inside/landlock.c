/* landlock: in the trusted tier, which has no root of its own, programs see only what the
 * records of the root name, and write only below the box's folder (landlock(7)). A kernel
 * without it leaves them the user's files: reports say so. */
#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sandbox/inside/inside.h"

static const uint64_t READ_FILE = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_EXECUTE;
static const uint64_t READ_FOLDER = LANDLOCK_ACCESS_FS_READ_DIR;
static const uint64_t WRITE_FILE = LANDLOCK_ACCESS_FS_WRITE_FILE;
static const uint64_t WRITE_FOLDER = LANDLOCK_ACCESS_FS_REMOVE_DIR |
                                     LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_DIR |
                                     LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SOCK |
                                     LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_SYM;
static const uint64_t MAKE_DEVICE = LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_BLOCK;

static void allow(int rules_fd, const char *path, bool is_writable)
{
    struct stat status;
    struct landlock_path_beneath_attr rule = {.parent_fd = open(path, O_PATH | O_CLOEXEC)};
    if (rule.parent_fd < 0)
        return; /* what is missing here need not be allowed */
    if (fstat(rule.parent_fd, &status) == 0) {
        rule.allowed_access = READ_FILE | (is_writable ? WRITE_FILE : 0);
        if (S_ISDIR(status.st_mode))
            rule.allowed_access |= READ_FOLDER | (is_writable ? WRITE_FOLDER : 0);
        (void)syscall(SYS_landlock_add_rule, rules_fd, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
    }
    (void)close(rule.parent_fd);
}

static void allow_records(int rules_fd, const struct inside *inside)
{
    const char *at = inside->records;
    const char *end = at + inside->setup.record_bytes;
    while (at < end) {
        char kind = *at++;
        const char *source = at;
        at += strnlen(at, (size_t)(end - at)) + 1;
        if (at < end)
            at += strnlen(at, (size_t)(end - at)) + 1;
        if (kind == WIRE_BIND || kind == WIRE_BIND_OPTIONAL || kind == WIRE_COPY)
            allow(rules_fd, source, false);
        if (kind == WIRE_DEVICE)
            allow(rules_fd, source, true);
    }
}

static void allow_own_folders(int rules_fd, const struct inside *inside)
{
    static const struct {
        const char *name;
        bool is_writable;
    } own[] = {{"/box", true}, {"/tmp", true}, {"/program", false}, {"/data", false}};
    char path[300];
    for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++) {
        text_join(path, sizeof(path), inside->setup.folder, own[i].name, "");
        allow(rules_fd, path, own[i].is_writable);
    }
    allow(rules_fd, "/dev/shm", true);
    allow(rules_fd, "/proc", false);
}

int landlock_enter(const struct inside *inside, struct failure *failure)
{
    struct landlock_ruleset_attr handled = {
        .handled_access_fs = READ_FILE | READ_FOLDER | WRITE_FILE | WRITE_FOLDER | MAKE_DEVICE};
    /* The first version's size serves every kernel that has landlock. */
    int rules_fd = (int)syscall(SYS_landlock_create_ruleset, &handled, sizeof(uint64_t), 0);
    if (rules_fd < 0)
        return errno == ENOSYS || errno == EOPNOTSUPP
                   ? 0
                   : failure_note(failure, "make file rules", NULL);
    allow_records(rules_fd, inside);
    allow_own_folders(rules_fd, inside);
    if (syscall(SYS_landlock_restrict_self, rules_fd, 0) != 0)
        (void)failure_note(failure, "enforce file rules", NULL);
    (void)close(rules_fd);
    return failure->sys_errno ? -1 : 0;
}
