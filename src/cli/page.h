/* page: --report FILE.html: what a command found out, as one page. */
#ifndef EVALX_CLI_PAGE_H
#define EVALX_CLI_PAGE_H

#include "cli/shared.h"
#include "render/render.h"

extern const struct option page_options[]; /* --report */

/* Before anything is judged: ERR_USAGE for a name that does not end in .html, ERR_INPUT where its
 * folder cannot be written to. A path of NULL is fine. *page_out: NULL where path is. */
int page_open(const char *path, const char *title, struct html_page **page_out,
              struct err *err) EV_MUST_CHECK;
/* Creates or replaces the file; without a page nothing is done. */
int page_write(const char *path, struct html_page *page, bool is_interrupted,
               struct err *err) EV_MUST_CHECK;

/* A page of one part or several; returns 0, or the exit status of a failure that was said. */
int page_of_grid(const char *path, const char *title, const struct table *table);

#endif
