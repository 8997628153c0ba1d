/* compress: see compress.h. */
#include "base/compress.h"

#include <zstd.h>

#include "base/library.h"

enum { LEVEL = 3 };

struct libzstd {
    typeof(&ZSTD_compressBound) bound;
    typeof(&ZSTD_compress) compress;
    typeof(&ZSTD_decompress) decompress;
    typeof(&ZSTD_isError) is_error;
    typeof(&ZSTD_getErrorName) error_name;
};

#define SYMBOL(name, member)                                                                       \
    {                                                                                              \
        name, offsetof(struct libzstd, member)                                                     \
    }

static const struct library_symbol symbols[] = {
    SYMBOL("ZSTD_compressBound", bound),     SYMBOL("ZSTD_compress", compress),
    SYMBOL("ZSTD_decompress", decompress),   SYMBOL("ZSTD_isError", is_error),
    SYMBOL("ZSTD_getErrorName", error_name),
};

static const char *const file_names[] = {"libzstd.so.1", NULL};

static int open_library(struct libzstd *lib, struct err *err)
{
    return library_open(file_names, symbols, EV_ARRAY_LENGTH(symbols), lib, "install libzstd1",
                        err);
}

int compress_bytes(struct arena *arena, const void *bytes, size_t count, const void **packed_out,
                   size_t *packed_count_out, struct err *err)
{
    struct libzstd lib;
    if (open_library(&lib, err) != 0)
        return -1;
    size_t room = lib.bound(count);
    void *packed = arena_alloc(arena, room);
    size_t packed_count = lib.compress(packed, room, bytes, count, LEVEL);
    if (lib.is_error(packed_count))
        return err_set(err, ERR_JUDGE, "compress: %s", lib.error_name(packed_count));
    *packed_out = packed;
    *packed_count_out = packed_count;
    return 0;
}

int compress_undo(struct arena *arena, const void *packed, size_t packed_count, size_t count,
                  const char **bytes_out, struct err *err)
{
    struct libzstd lib;
    if (open_library(&lib, err) != 0)
        return -1;
    char *bytes = arena_alloc(arena, count + 1);
    size_t got = lib.decompress(bytes, count, packed, packed_count);
    if (lib.is_error(got))
        return err_set(err, ERR_INPUT, "decompress: %s", lib.error_name(got));
    if (got != count)
        return err_set(err, ERR_INPUT, "decompress: %zu bytes, %zu were expected", got, count);
    *bytes_out = bytes;
    return 0;
}
