/* page: see page.h. */
#include "cli/page.h"

#include <fcntl.h>
#include <string.h>

#include "base/fs.h"

const struct option page_options[] = {
    {.name = "report",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct shared_values, report),
     .value = "FILE",
     .choices = "files",
     .help = "write a page for people, one self-contained file: FILE.html"},
    {.name = NULL},
};

static const char *folder_of(struct arena *arena, const char *path)
{
    const char *name = fs_base_name(path);
    return name == path ? "." : arena_string_n(arena, path, (size_t)(name - path));
}

int page_open(const char *path, const char *title, struct html_page **page_out, struct err *err)
{
    EV_CLEANUP(arena_done) struct arena arena = {0};
    *page_out = NULL;
    if (path == NULL)
        return 0;
    if (strcmp(fs_extension(path), "html") != 0 && strcmp(fs_extension(path), "htm") != 0)
        return err_set(err, ERR_USAGE, "--report: '%s': a file whose name ends in .html is due",
                       path);
    if (faccessat(AT_FDCWD, folder_of(&arena, path), W_OK | X_OK, 0) != 0)
        return err_sys(err, ERR_INPUT, "--report: %s", path);
    *page_out = render_html_open(title);
    return 0;
}

struct page_filling {
    struct html_page *page;
    bool is_interrupted;
};

static int fill_page(void *context, FILE *out, struct err *err)
{
    const struct page_filling *filling = context;
    return render_html_write(filling->page, filling->is_interrupted, out, err);
}

int page_write(const char *path, struct html_page *page, bool is_interrupted, struct err *err)
{
    struct page_filling filling = {page, is_interrupted};
    if (page == NULL)
        return 0;
    return fs_fill_atomic(AT_FDCWD, path, 0644, fill_page, &filling, err) != 0
               ? err_wrap(err, "--report")
               : 0;
}

int page_of_grid(const char *path, const char *title, const struct table *table)
{
    struct html_page *page = NULL;
    struct err err = {0};
    int status = page_open(path, title, &page, &err);
    if (status == 0 && page != NULL) {
        render_html_add_grid(page, NULL, table);
        status = page_write(path, page, false, &err);
    }
    render_html_close(page);
    return status != 0 ? say_error(&err) : 0;
}
