/* libarchive: the functions of libarchive that base uses, opened when the first archive is. Part of
 * archive.c and layer.c. */
#ifndef EVALX_BASE_LIBARCHIVE_H
#define EVALX_BASE_LIBARCHIVE_H

#include <locale.h>

#include <archive.h>
#include <archive_entry.h>

#include "base/base.h"
#include "base/err.h"

struct libarchive {
    typeof(&archive_read_new) read_new;
    typeof(&archive_read_free) read_free;
    typeof(&archive_read_support_filter_gzip) gzip;
    typeof(&archive_read_support_filter_bzip2) bzip2;
    typeof(&archive_read_support_filter_xz) xz;
    typeof(&archive_read_support_filter_zstd) zstd;
    typeof(&archive_read_support_format_tar) tar;
    typeof(&archive_read_support_format_zip) zip;
    typeof(&archive_read_open_filename) open_filename;
    typeof(&archive_read_next_header) next_header;
    typeof(&archive_read_data) read_data;
    typeof(&archive_error_string) error_string;
    typeof(&archive_entry_pathname) pathname;
    typeof(&archive_entry_pathname_utf8) pathname_utf8;
    typeof(&archive_entry_symlink) symlink;
    typeof(&archive_entry_symlink_utf8) symlink_utf8;
    typeof(&archive_entry_hardlink) hardlink;
    typeof(&archive_entry_hardlink_utf8) hardlink_utf8;
    typeof(&archive_entry_filetype) filetype;
    typeof(&archive_entry_perm) perm;
    typeof(&archive_entry_size) size;
};

enum libarchive_format { ARCHIVE_TAR = 1 << 0, ARCHIVE_ZIP = 1 << 1 };

/* Open the library, and an archive of one of the formats in any compression it knows;
 * lib->read_free closes *archive_out. ERR_INPUT: no regular file, or no archive. */
int libarchive_open(struct libarchive *lib, const char *path, unsigned formats,
                    struct archive **archive_out, struct err *err) EV_MUST_CHECK;

/* libarchive gives no name at all where the thread's locale cannot express it; every name can be
 * expressed in UTF-8. `locale_t before = libarchive_enter_utf8()`, and back. */
locale_t libarchive_enter_utf8(void);
void libarchive_leave_utf8(locale_t *before);

/* UTF-8 where the archive says that it is, else the bytes as they stand: what the locale makes of
 * either does not matter. */
static inline const char *libarchive_name(const char *utf8, const char *bytes)
{
    return utf8 ? utf8 : bytes;
}

#endif
