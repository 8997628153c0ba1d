/* spool: see spool.h. */
#include "render/spool.h"

#include <errno.h>
#include <unistd.h>

#include "base/fs.h"

enum { RECENT_BYTES_MAX = 1 << 20, CHUNK_BYTES = 64 << 10 };

static void move_to_file(struct spool *spool)
{
    if (spool->fd < 0)
        spool->fd = fs_open_nameless(&spool->err);
    if (spool->fd < 0)
        return;
    if (fs_write_all(spool->fd, str_text(&spool->recent), spool->recent.count) != 0) {
        (void)err_sys(&spool->err, ERR_JUDGE, "cannot write a temporary file");
        return;
    }
    spool->filed += (int64_t)spool->recent.count;
    str_clear(&spool->recent);
}

struct spool_piece spool_add(struct spool *spool, const struct str *text)
{
    struct spool_piece piece = {spool->filed + (int64_t)spool->recent.count, text->count};
    if (spool->err.kind != ERR_NONE)
        return (struct spool_piece){0};
    spool->recent.maximum = RECENT_BYTES_MAX + STR_MAXIMUM + 1; /* one more always fits */
    str_add_n(&spool->recent, str_text(text), text->count);
    if (spool->recent.count > RECENT_BYTES_MAX)
        move_to_file(spool);
    return piece;
}

static int copy_filed(const struct spool *spool, struct spool_piece piece, FILE *out,
                      struct err *err)
{
    char chunk[CHUNK_BYTES];
    while (piece.count > 0) {
        size_t step = piece.count < sizeof(chunk) ? piece.count : sizeof(chunk);
        ssize_t got = pread(spool->fd, chunk, step, piece.offset);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return err_sys(err, ERR_JUDGE, "cannot read a temporary file");
        (void)fwrite(chunk, 1, (size_t)got, out); /* the caller looks at ferror */
        piece.offset += got;
        piece.count -= (size_t)got;
    }
    return 0;
}

int spool_copy(const struct spool *spool, struct spool_piece piece, FILE *out, struct err *err)
{
    if (spool->err.kind != ERR_NONE) {
        *err = spool->err;
        return -1;
    }
    if (piece.count == 0)
        return 0;
    if (piece.offset < spool->filed)
        return copy_filed(spool, piece, out, err);
    const char *recent = str_text(&spool->recent) + (piece.offset - spool->filed);
    (void)fwrite(recent, 1, piece.count, out); /* the caller looks at ferror */
    return 0;
}

void spool_done(struct spool *spool)
{
    str_done(&spool->recent);
    if (spool->fd >= 0)
        (void)close(spool->fd); /* nobody needs it any more */
    spool->fd = -1;
}
