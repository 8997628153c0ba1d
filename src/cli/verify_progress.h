/* verify_progress: one line on standard error that tells how far `evalx verify` is; on a terminal
 * only, and gone before anything else is said. */
#ifndef EVALX_CLI_VERIFY_PROGRESS_H
#define EVALX_CLI_VERIFY_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct verify_progress {
    bool is_wanted, is_shown;
    const char *package;
    int64_t drawn_ns;
};

void verify_progress_open(struct verify_progress *progress, bool is_wanted);
void verify_progress_begin(struct verify_progress *progress, const char *package);
void verify_progress_show(struct verify_progress *progress, const char *what, size_t done,
                          size_t total);
void verify_progress_hide(struct verify_progress *progress);

#endif
