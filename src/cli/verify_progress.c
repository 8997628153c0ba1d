/* verify_progress: see verify_progress.h. */
#include "cli/verify_progress.h"

#include <time.h>

#include "base/base.h"

static const int64_t REDRAW_NS = 50 * 1000 * 1000;
enum { NAME_MOST = 40 };

void verify_progress_open(struct verify_progress *progress, bool is_wanted)
{
    *progress =
        (struct verify_progress){.is_wanted = is_wanted && isatty(STDERR_FILENO), .package = ""};
}

void verify_progress_begin(struct verify_progress *progress, const char *package)
{
    progress->package = package;
    progress->drawn_ns = 0;
}

void verify_progress_show(struct verify_progress *progress, const char *what, size_t done,
                          size_t total)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now); /* cannot fail with this clock */
    int64_t now_ns = (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
    if (!progress->is_wanted || (now_ns - progress->drawn_ns < REDRAW_NS && done < total))
        return;
    progress->drawn_ns = now_ns;
    progress->is_shown = true;
    fprintf(stderr, "\r\033[K%.*s: %s %zu/%zu", NAME_MOST, progress->package, what, done, total);
}

void verify_progress_hide(struct verify_progress *progress)
{
    if (!progress->is_shown)
        return;
    fputs("\r\033[K", stderr);
    progress->is_shown = false;
}
