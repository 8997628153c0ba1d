#include "cli/batch_out.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "cli/lines.h"

static const int64_t REDRAW_NS = 100000000;
static const int64_t SECOND_NS = 1000000000;

enum { BAR_COLUMNS = 24, ETA_DONE_LEAST = 3 };

static int64_t now_ns(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now); /* cannot fail */
    return (int64_t)now.tv_sec * SECOND_NS + now.tv_nsec;
}

/* ---- the file that is resumed ---- */

static int take_id(struct idset *ids, const char *path, const struct lines *lines, struct err *err)
{
    struct json *value = NULL;
    if (json_parse(path, str_text(&lines->line), lines->line.count, &value, err) != 0)
        return err_set(err, ERR_INPUT,
                       "judge: --resume: %s:%zu: no result of a batch; is it the right file?", path,
                       lines->number);
    const char *id = json_text(json_get(value, "id"));
    if (id != NULL)
        idset_get(ids, id)->is_done = true;
    json_close(value);
    if (id == NULL)
        return err_set(err, ERR_INPUT,
                       "judge: --resume: %s:%zu: a result without id; is it the right file?", path,
                       lines->number);
    return 0;
}

static int take_ids(struct idset *ids, const char *path, struct lines *lines, struct err *err)
{
    bool has_line;
    while (lines_next(lines, &has_line, err) == 0) {
        if (!has_line || !lines->is_whole)
            return 0;
        if (take_id(ids, path, lines, err) != 0)
            return -1;
    }
    return err_wrap(err, "judge: --resume: %s", path);
}

/* Two at once would judge everything twice. */
static int open_resumed(const char *path, struct idset *ids, FILE **file_out, struct err *err)
{
    EV_FD int fd = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    if (fd < 0)
        return err_sys(err, ERR_INPUT, "judge: --resume: %s", path);
    if (flock(fd, LOCK_EX | LOCK_NB) != 0)
        return err_sys(err, ERR_INPUT, "judge: --resume: %s: another evalx writes to it", path);
    struct lines *lines = lines_open(fd, -1, JSON_MAXIMUM_BYTES);
    int status = take_ids(ids, path, lines, err);
    int64_t whole_bytes = lines->whole_bytes;
    lines_close(lines);
    if (status != 0)
        return -1;
    if (ftruncate(fd, whole_bytes) != 0)
        return err_sys(err, ERR_INPUT, "judge: --resume: %s: cut the torn last line", path);
    *file_out = fdopen(fd, "a");
    if (*file_out == NULL)
        return err_sys(err, ERR_JUDGE, "judge: --resume: %s", path);
    fd = -1;
    return 0;
}

/* ---- the bar ---- */

static void add_time(struct str *out, int64_t seconds)
{
    if (seconds >= 3600)
        str_printf(out, "%lld:%02lld:%02lld", (long long)(seconds / 3600),
                   (long long)(seconds / 60 % 60), (long long)(seconds % 60));
    else
        str_printf(out, "%lld:%02lld", (long long)(seconds / 60), (long long)(seconds % 60));
}

static void draw_bar(struct batch_out *out)
{
    int64_t now = now_ns();
    if (!out->has_bar || now - out->drawn_ns < REDRAW_NS)
        return;
    double seconds = (double)(now - out->started_ns) / (double)SECOND_NS;
    double rate = seconds > 0 ? (double)out->done / seconds : 0;
    size_t done = out->done + out->kept;
    struct str bar EV_STR = {0};
    str_add(&bar, "\r\033[K");
    if (out->total >= done && out->total > 0) {
        size_t full = done * BAR_COLUMNS / out->total;
        str_add_char(&bar, '[');
        for (size_t i = 0; i < BAR_COLUMNS; i++)
            str_add_char(&bar, i < full ? '#' : '.');
        str_printf(&bar, "] %zu/%zu, %.1f/s", done, out->total, rate);
        if (out->done >= ETA_DONE_LEAST && rate > 0) {
            str_add(&bar, ", left ");
            add_time(&bar, (int64_t)((double)(out->total - done) / rate) + 1);
        }
    } else {
        str_printf(&bar, "%zu judged, %.1f/s", done, rate);
    }
    (void)fputs(str_text(&bar), stderr); /* only a courtesy */
    (void)fflush(stderr);
    out->drawn_ns = now;
}

void batch_out_hide_bar(const struct batch_out *out)
{
    if (out->has_bar)
        (void)fputs("\r\033[K", stderr); /* only a courtesy */
}

/* ---- results ---- */

int batch_out_open(struct batch_out *out, const struct shared_values *shared, const char *resume,
                   struct idset *ids, struct err *err)
{
    out->file = stdout;
    if (resume != NULL && open_resumed(resume, ids, &out->file, err) != 0) {
        out->file = NULL;
        return -1;
    }
    out->is_owned = resume != NULL;
    out->kept = 0;
    out->has_bar = isatty(STDERR_FILENO) && shared->has_progress && !shared->is_quiet;
    out->is_same = resume == NULL && isatty(STDOUT_FILENO);
    out->started_ns = now_ns();
    bool is_default = strcmp(shared->format, "table") == 0;
    struct render_options render = {
        .format = is_default ? "ndjson" : shared->format,
        .out = out->file,
        .is_unordered = true,
    };
    return printer_open(&render, &out->printer, err);
}

void batch_out_result(struct batch_out *out, const struct submission_report *report)
{
    out->done++;
    if (out->is_same)
        batch_out_hide_bar(out);
    printer_submission_done(out->printer, report);
    if (ferror(out->file))
        interrupt_raise(); /* nobody reads the rest */
    draw_bar(out);
}

int batch_out_finish(struct batch_out *out, struct err *err)
{
    batch_out_hide_bar(out);
    bool has_reader = !ferror(out->file);
    return printer_finish(out->printer, interrupt_is_raised() && has_reader, err);
}

void batch_out_close(struct batch_out *out)
{
    printer_close(out->printer);
    if (out->is_owned && out->file != NULL)
        (void)fclose(out->file); /* everything was flushed, and failures told, before */
}
