/* artifact: the files that compiling made, held in memory until the last run is over. Small files
 * are bytes in the artifact's arena; large ones are sealed memory files, which boxes copy from
 * without a detour. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>

#include "base/fs.h"
#include "judge/internal.h"

enum {
    SMALL_FILE_BYTES = 64 << 10,
    ARTIFACT_FILES_MAX = 4096,
    ARTIFACT_MODE_FILE = 0644,
    ARTIFACT_MODE_PROGRAM = 0755
};

struct artifact *artifact_open(void)
{
    struct arena arena = {0};
    struct artifact *artifact = arena_alloc(&arena, sizeof(*artifact)); /* lives in its own arena */
    artifact->arena = arena;
    return artifact;
}

void artifact_clear(struct artifact *artifact)
{
    for (size_t i = 0; i < artifact->file_count; i++)
        fd_close(&artifact->files[i].fd);
    artifact->file_count = 0;
}

void artifact_close(struct artifact *artifact)
{
    if (!artifact)
        return;
    artifact_clear(artifact);
    struct arena arena = artifact->arena; /* the artifact itself is inside */
    arena_done(&arena);
}

struct artifact_file *artifact_add_file(struct artifact *artifact, const char *name, mode_t mode,
                                        size_t count)
{
    artifact->files =
        arena_grow(&artifact->arena, artifact->files, artifact->file_count,
                   artifact->file_count + 1, sizeof(*artifact->files), &artifact->file_capacity);
    struct artifact_file *file = &artifact->files[artifact->file_count++];
    *file = (struct artifact_file){
        .name = arena_string(&artifact->arena, name), .mode = mode, .count = count, .fd = -1};
    return file;
}

void artifact_take_sources(struct artifact *artifact)
{
    for (size_t i = 0; i < artifact->plan.file_count; i++) {
        const struct source_file *source = &artifact->plan.files[i];
        artifact_add_file(artifact, source->name, ARTIFACT_MODE_FILE, source->count)->bytes =
            source->bytes ? source->bytes : "";
    }
}

static int keep_small(struct artifact *artifact, const char *name, mode_t mode, int fd,
                      struct err *err)
{
    EV_STR struct str text = {.maximum = SMALL_FILE_BYTES};
    if (fs_read_fd(fd, name, SMALL_FILE_BYTES, &text, err) != 0)
        return -1;
    artifact_add_file(artifact, name, mode, text.count)->bytes =
        text.count ? arena_copy(&artifact->arena, text.text, text.count) : "";
    return 0;
}

static int keep_large(struct artifact *artifact, const char *name, mode_t mode, int64_t bytes,
                      int fd, struct err *err)
{
    EV_FD int copy = memfd_create("artifact", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (copy < 0)
        return err_sys(err, ERR_JUDGE, "artifact: memory file");
    if (lseek(fd, 0, SEEK_SET) < 0 || fs_copy_fd(fd, copy, (size_t)bytes) != 0)
        return err_sys(err, ERR_JUDGE, "artifact: copy %s", name);
    if (fcntl(copy, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) != 0)
        return err_sys(err, ERR_JUDGE, "artifact: seal %s", name);
    artifact_add_file(artifact, name, mode, (size_t)bytes)->fd = fd_steal(&copy);
    return 0;
}

static int collect_one(void *context, const char *name, mode_t mode, int64_t bytes, int fd,
                       struct err *err)
{
    struct artifact *artifact = context;
    mode_t kept_mode = mode & 0111 ? ARTIFACT_MODE_PROGRAM : ARTIFACT_MODE_FILE;
    if (bytes <= SMALL_FILE_BYTES)
        return keep_small(artifact, name, kept_mode, fd, err);
    return keep_large(artifact, name, kept_mode, bytes, fd, err);
}

int artifact_collect(struct artifact *artifact, struct box *box, int64_t most_bytes,
                     struct err *err)
{
    const char *wanted = artifact->plan.binary ? artifact->plan.binary : "";
    if (box_collect(box, wanted, ARTIFACT_FILES_MAX, most_bytes, collect_one, artifact, err) != 0)
        return -1;
    if (artifact->file_count == 0)
        return err_set(err, ERR_INPUT, "the compiler made no program");
    return 0;
}

int artifact_stage(const struct artifact *artifact, struct box *box, enum box_folder folder,
                   struct err *err)
{
    for (size_t i = 0; i < artifact->file_count; i++) {
        const struct artifact_file *file = &artifact->files[i];
        int status = file->fd >= 0 ? box_stage(box, folder, file->name, file->mode, file->fd, err)
                                   : box_stage_bytes(box, folder, file->name, file->mode,
                                                     file->bytes, file->count, err);
        if (status != 0)
            return -1;
    }
    return 0;
}

static int export_file(const struct artifact_file *file, int dir_fd, const char *path,
                       struct err *err)
{
    if (file->fd < 0)
        return fs_write_atomic(dir_fd, path, file->bytes, file->count, file->mode, err);
    EV_STR struct str text = {.maximum = file->count + 1};
    if (fs_read_fd(file->fd, file->name, file->count, &text, err) != 0)
        return -1;
    return fs_write_atomic(dir_fd, path, str_text(&text), text.count, file->mode, err);
}

static int export_below(const struct artifact_file *file, int dir_fd, struct err *err)
{
    const char *slash = strrchr(file->name, '/');
    if (slash) {
        EV_STR struct str folder = {0};
        str_add_n(&folder, file->name, (size_t)(slash - file->name));
        if (fs_make_dirs(dir_fd, str_text(&folder), 0755, err) != 0)
            return -1;
    }
    return export_file(file, dir_fd, file->name, err);
}

int artifact_export(const struct artifact *artifact, const char *path, struct err *err)
{
    if (artifact->file_count == 1)
        return export_file(&artifact->files[0], AT_FDCWD, path, err);
    if (fs_make_dirs(AT_FDCWD, path, 0755, err) != 0)
        return -1;
    EV_FD int dir_fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (dir_fd < 0)
        return err_sys(err, ERR_INPUT, "export: %s", path);
    for (size_t i = 0; i < artifact->file_count; i++) {
        if (export_below(&artifact->files[i], dir_fd, err) != 0)
            return -1;
    }
    return 0;
}
