/* folders: what shows whether a run changed its writable folders: in-place overwriting, creating
 * and unlinking, and chmod leave statfs as it was, but not the folder's ctime (inode(7)).
 *
 * The folders are held open, which spares every look the way there; evalx says when they may be
 * others. */
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

#include "sandbox/inside/inside.h"

static int open_one(struct folders *folders, const struct inside *inside, size_t index,
                    struct failure *failure)
{
    static const char *const own[FOLDERS_WRITABLE] = {"/box", "/tmp", "/dev/shm"};
    static const char *const trusted[FOLDERS_WRITABLE] = {"/box", "/tmp", "/tmp"};
    bool is_trusted = inside_is_trusted(inside);
    char path[300];
    text_join(path, sizeof(path), is_trusted ? inside->setup.folder : "",
              is_trusted ? trusted[index] : own[index], "");
    if (folders->fds[index] >= 0)
        (void)close(folders->fds[index]);
    folders->fds[index] = open(path, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    return folders->fds[index] >= 0 ? 0 : failure_note(failure, "open", path);
}

void folders_look(const struct folders *folders, const struct inside *inside,
                  struct folder_traces *traces)
{
    struct stat status;
    struct statfs space;
    *traces = (struct folder_traces){0};
    for (size_t i = 0; i < FOLDERS_WRITABLE; i++) {
        if (fstat(folders->fds[i], &status))
            continue;
        traces->changed[i] = status.st_ctim;
        traces->mode[i] = status.st_mode;
    }
    if (inside_is_trusted(inside) || fstatfs(folders->fds[0], &space) != 0)
        return;
    traces->used_bytes = (int64_t)(space.f_blocks - space.f_bfree) * space.f_bsize;
    traces->used_files = (int64_t)(space.f_files - space.f_ffree);
    traces->free_bytes = (int64_t)space.f_bfree * space.f_bsize;
    traces->free_files = (int64_t)space.f_ffree;
}

int folders_begin(struct folders *folders, const struct inside *inside, uint32_t renewals,
                  struct failure *failure)
{
    bool is_other = !folders->is_open || folders->renewals != renewals;
    for (size_t i = 0; is_other && i < FOLDERS_WRITABLE; i++) {
        if (!folders->is_open)
            folders->fds[i] = -1;
        if (open_one(folders, inside, i, failure))
            return -1;
    }
    if (is_other && fchdir(folders->fds[0]) != 0)
        return failure_note(failure, "chdir", NULL);
    folders->is_open = true;
    folders->renewals = renewals;
    if (is_other || !folders->has_before)
        folders_look(folders, inside, &folders->before);
    folders->has_before = true;
    return 0;
}

bool folders_are_changed(struct folders *folders, const struct folder_traces *after)
{
    const struct folder_traces *before = &folders->before;
    bool is_changed =
        before->used_bytes != after->used_bytes || before->used_files != after->used_files;
    for (size_t i = 0; i < FOLDERS_WRITABLE; i++) {
        is_changed |= before->changed[i].tv_sec != after->changed[i].tv_sec ||
                      before->changed[i].tv_nsec != after->changed[i].tv_nsec ||
                      before->mode[i] != after->mode[i];
    }
    folders->has_before = !is_changed;
    return is_changed;
}
