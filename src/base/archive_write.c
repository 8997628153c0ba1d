/* archive_write: see archive_write.h. */
#include "base/archive_write.h"

#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include <archive.h>
#include <archive_entry.h>

#include "base/fs.h"
#include "base/library.h"
#include "base/str.h"

enum { FILE_MODE = 0644 };

struct writer_library {
    typeof(&archive_write_new) write_new;
    typeof(&archive_write_free) write_free;
    typeof(&archive_write_set_format_pax_restricted) pax;
    typeof(&archive_write_add_filter_by_name) filter;
    typeof(&archive_write_open_fd) open_fd;
    typeof(&archive_write_header) header;
    typeof(&archive_write_data) data;
    typeof(&archive_write_close) close;
    typeof(&archive_error_string) error_string;
    typeof(&archive_entry_new) entry_new;
    typeof(&archive_entry_free) entry_free;
    typeof(&archive_entry_set_pathname) set_pathname;
    typeof(&archive_entry_set_size) set_size;
    typeof(&archive_entry_set_filetype) set_filetype;
    typeof(&archive_entry_set_perm) set_perm;
    typeof(&archive_entry_set_mtime) set_mtime;
};

static const char *const file_names[] = {"libarchive.so.13", NULL};

#define SYMBOL(name, member)                                                                       \
    {                                                                                              \
#name, offsetof(struct writer_library, member)                                             \
    }
static const struct library_symbol symbols[] = {
    SYMBOL(archive_write_new, write_new),
    SYMBOL(archive_write_free, write_free),
    SYMBOL(archive_write_set_format_pax_restricted, pax),
    SYMBOL(archive_write_add_filter_by_name, filter),
    SYMBOL(archive_write_open_fd, open_fd),
    SYMBOL(archive_write_header, header),
    SYMBOL(archive_write_data, data),
    SYMBOL(archive_write_close, close),
    SYMBOL(archive_error_string, error_string),
    SYMBOL(archive_entry_new, entry_new),
    SYMBOL(archive_entry_free, entry_free),
    SYMBOL(archive_entry_set_pathname, set_pathname),
    SYMBOL(archive_entry_set_size, set_size),
    SYMBOL(archive_entry_set_filetype, set_filetype),
    SYMBOL(archive_entry_set_perm, set_perm),
    SYMBOL(archive_entry_set_mtime, set_mtime),
};
#undef SYMBOL

static const struct {
    const char *ending, *filter; /* NULL: none */
} compressions[] = {
    {".tar", NULL},    {".tar.gz", "gzip"},   {".tgz", "gzip"},
    {".tar.xz", "xz"}, {".tar.bz2", "bzip2"}, {".tar.zst", "zstd"},
};

struct writing {
    struct writer_library lib;
    struct archive *archive;
    const char *path;
};

static int fail(const struct writing *writing, struct err *err)
{
    const char *cause = writing->lib.error_string(writing->archive);
    return err_set(err, ERR_JUDGE, "archive: %s: %s", writing->path,
                   cause ? cause : "it cannot be written");
}

static int write_member(const struct writing *writing, const struct archive_member *member,
                        int64_t mtime_s, struct err *err)
{
    const struct writer_library *lib = &writing->lib;
    struct archive_entry *entry = lib->entry_new();
    if (!entry)
        err_out_of_memory();
    lib->set_pathname(entry, member->path);
    lib->set_size(entry, (la_int64_t)member->count);
    lib->set_filetype(entry, AE_IFREG);
    lib->set_perm(entry, member->mode);
    lib->set_mtime(entry, (time_t)mtime_s, 0);
    bool is_written =
        lib->header(writing->archive, entry) >= ARCHIVE_WARN &&
        lib->data(writing->archive, member->bytes, member->count) == (la_ssize_t)member->count;
    lib->entry_free(entry);
    return is_written ? 0 : fail(writing, err);
}

static int write_all(const struct writing *writing, const char *filter, int fd,
                     const struct archive_member *members, size_t count, int64_t mtime_s,
                     struct err *err)
{
    const struct writer_library *lib = &writing->lib;
    bool is_set = lib->pax(writing->archive) == ARCHIVE_OK &&
                  (!filter || lib->filter(writing->archive, filter) == ARCHIVE_OK);
    if (!is_set || lib->open_fd(writing->archive, fd) != ARCHIVE_OK)
        return fail(writing, err);
    for (size_t i = 0; i < count; i++) {
        if (write_member(writing, &members[i], mtime_s, err) != 0)
            return -1;
    }
    return lib->close(writing->archive) == ARCHIVE_OK && fsync(fd) == 0 ? 0 : fail(writing, err);
}

/* The longest ending: ".tar.gz" is no ".gz". */
static int find_compression(const char *path, const char **filter_out, struct err *err)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(compressions); i++) {
        if (str_ends_with(path, compressions[i].ending)) {
            *filter_out = compressions[i].filter;
            return 0;
        }
    }
    return err_set(err, ERR_INPUT, "archive: %s: .tar, .tar.gz, .tar.xz or .tar.zst is expected",
                   path);
}

int archive_write(const char *path, const struct archive_member *members, size_t count,
                  int64_t mtime_s, struct err *err)
{
    struct writing writing = {.path = path};
    const char *filter = NULL;
    if (find_compression(path, &filter, err) != 0 ||
        library_open(file_names, symbols, EV_ARRAY_LENGTH(symbols), &writing.lib,
                     "install libarchive13", err) != 0)
        return -1;
    EV_FD int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, FILE_MODE);
    if (fd < 0)
        return err_sys(err, ERR_INPUT, "archive: %s", path);
    writing.archive = writing.lib.write_new();
    if (!writing.archive)
        err_out_of_memory();
    int status = write_all(&writing, filter, fd, members, count, mtime_s, err);
    (void)writing.lib.write_free(writing.archive); /* closed, or it does not matter */
    if (status != 0)
        (void)unlink(path); /* the failure is told */
    return status;
}
