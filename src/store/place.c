/* place: where a history may be. File locks are what keeps several writers apart, and on network
 * file systems they cannot be relied upon (sqlite.org/faq.html, question 5). */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include "base/fs.h"
#include "store/internal.h"

/* statfs(2), linux/magic.h and the file systems' own sources. */
static const struct {
    long type;
    const char *name;
} network_types[] = {
    {0x6969, "NFS"},        {0x517b, "SMB"},        {0xff534d42L, "CIFS"}, {0xfe534d42L, "SMB2"},
    {0x5346414f, "AFS"},    {0x6b414653, "AFS"},    {0x73757245, "Coda"},  {0x564c, "NCP"},
    {0x0bd00bd0, "Lustre"}, {0x19830326, "BeeGFS"},
};

const char *place_network_name(long type)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(network_types); i++) {
        if ((unsigned)network_types[i].type == (unsigned)type)
            return network_types[i].name;
    }
    return NULL;
}

static const char *folder_of(struct arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');
    if (slash == NULL)
        return ".";
    return slash == path ? "/" : arena_string_n(arena, path, (size_t)(slash - path));
}

static int check_file_system(const char *folder, const char *path, struct err *err)
{
    struct statfs info;
    if (statfs(folder, &info) != 0)
        return err_sys(err, ERR_INPUT, "history: %s", path);
    const char *name = place_network_name((long)info.f_type);
    if (name == NULL)
        return 0;
    return err_set(err, ERR_INPUT,
                   "history: %s: this is %s, where a database is not safe; name a file on a local "
                   "disk with EVALX_DB, or judge with --no-history",
                   path, name);
}

static int fail(const char *path, struct err *err)
{
    bool is_full = errno == ENOSPC || errno == EDQUOT;
    return err_sys(err, is_full ? ERR_JUDGE : ERR_INPUT, "history: %s", path);
}

int place_prepare(const char *path, bool is_made, struct err *err)
{
    EV_CLEANUP(arena_done) struct arena arena = {0};
    const char *folder = folder_of(&arena, path);
    struct err cause = {0};
    if (is_made && fs_make_dirs(AT_FDCWD, folder, 0700, &cause) != 0) {
        errno = cause.sys_errno;
        return fail(path, err);
    }
    if (!is_made && !fs_exists(AT_FDCWD, path))
        return err_set(err, ERR_INPUT, "history: %s: nothing has been recorded yet", path);
    if (check_file_system(folder, path, err) != 0)
        return -1;
    /* Sources and names of people are in it. */
    EV_FD int fd = open(path, O_RDWR | O_CLOEXEC | (is_made ? O_CREAT : 0), 0600);
    return fd >= 0 || !is_made ? 0 : fail(path, err);
}
