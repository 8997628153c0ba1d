/* libarchive: see libarchive.h. */
#include "base/libarchive.h"

#include <stddef.h>
#include <sys/stat.h>

#include "base/fs.h"
#include "base/library.h"

enum { BLOCK_BYTES = 1 << 16 };

static const char *const file_names[] = {"libarchive.so.13", NULL};

#define SYMBOL(name, member)                                                                       \
    {                                                                                              \
#name, offsetof(struct libarchive, member)                                                 \
    }
static const struct library_symbol symbols[] = {
    SYMBOL(archive_read_new, read_new),
    SYMBOL(archive_read_free, read_free),
    SYMBOL(archive_read_support_filter_gzip, gzip),
    SYMBOL(archive_read_support_filter_bzip2, bzip2),
    SYMBOL(archive_read_support_filter_xz, xz),
    SYMBOL(archive_read_support_filter_zstd, zstd),
    SYMBOL(archive_read_support_format_tar, tar),
    SYMBOL(archive_read_support_format_zip, zip),
    SYMBOL(archive_read_open_filename, open_filename),
    SYMBOL(archive_read_next_header, next_header),
    SYMBOL(archive_read_data, read_data),
    SYMBOL(archive_error_string, error_string),
    SYMBOL(archive_entry_pathname, pathname),
    SYMBOL(archive_entry_pathname_utf8, pathname_utf8),
    SYMBOL(archive_entry_symlink, symlink),
    SYMBOL(archive_entry_symlink_utf8, symlink_utf8),
    SYMBOL(archive_entry_hardlink, hardlink),
    SYMBOL(archive_entry_hardlink_utf8, hardlink_utf8),
    SYMBOL(archive_entry_filetype, filetype),
    SYMBOL(archive_entry_perm, perm),
    SYMBOL(archive_entry_size, size),
};
#undef SYMBOL

int libarchive_open(struct libarchive *lib, const char *path, unsigned formats,
                    struct archive **archive_out, struct err *err)
{
    struct stat status;
    if (stat(path, &status))
        return err_sys(err, ERR_INPUT, "cannot open: %s", path);
    if (!S_ISREG(status.st_mode))
        return err_set(err, ERR_INPUT, "cannot open: %s: not a regular file", path);
    if (library_open(file_names, symbols, EV_ARRAY_LENGTH(symbols), lib, "install libarchive13",
                     err))
        return -1;
    struct archive *archive = lib->read_new();
    if (!archive)
        return err_set(err, ERR_JUDGE, "cannot open: %s: out of memory", path);
    /* A compression that this libarchive lacks shows when an archive needs it. */
    (void)lib->gzip(archive);
    (void)lib->bzip2(archive);
    (void)lib->xz(archive);
    (void)lib->zstd(archive);
    if (formats & ARCHIVE_TAR)
        (void)lib->tar(archive);
    if (formats & ARCHIVE_ZIP)
        (void)lib->zip(archive);
    if (lib->open_filename(archive, path, BLOCK_BYTES) == ARCHIVE_OK) {
        *archive_out = archive;
        return 0;
    }
    const char *cause = lib->error_string(archive);
    (void)err_set(err, ERR_INPUT, "archive: %.128s: %s", fs_base_name(path),
                  cause ? cause : "damaged, or not an archive"); /* always -1 */
    (void)lib->read_free(archive);                               /* only read from */
    return -1;
}

locale_t libarchive_enter_utf8(void)
{
    locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", NULL);
    return utf8 ? uselocale(utf8) : NULL;
}

void libarchive_leave_utf8(locale_t *before)
{
    if (*before)
        freelocale(uselocale(*before));
}
