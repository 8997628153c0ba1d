/* batch: submissions one after another from lines of JSON, in constant memory but for their ids.
 *
 *   lines -> batch_line_parse -> job -> judge_stream_add (waits while enough are queued)
 *                                          -> on_submission_done -> history -> batch_out: one line
 *
 * A result is written when it is in the history: what has a line will be in the statistics, and
 * what has none is judged again by --resume.
 *
 * A line that cannot be judged is told with its number, and the others go on. */
#include "cli/batch.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/log.h"
#include "cli/batch_line.h"
#include "cli/batch_out.h"
#include "cli/history.h"
#include "cli/idset.h"
#include "cli/lines.h"
#include "cli/page.h"

struct batch_problem {
    struct batch_problem *next;
    const char *name;
    struct problem problem;
    bool is_open;
    struct err err; /* kind ERR_NONE: it can be judged */
};

struct batch_run {
    const struct batch_values *values;
    struct session *session;
    struct judge_stream *stream;
    struct batch_problem *problems;
    struct idset ids;
    struct history *history; /* or NULL */
    struct html_page *page;  /* of --report, or NULL; as out */
    struct batch_out out;    /* with a history: its thread's, from the first job to its end */
    struct lines *lines;
    const char *name;   /* of the input, for messages */
    const char *folder; /* of the code that lines bring, one below it by index; NULL: none did */
    int folder_fd;      /* holds it */
    size_t added, bad_lines;
};

/* ---- code that a line brings ---- */

static const char *folder_of_code(const struct batch_run *run, struct arena *arena, size_t index)
{
    return fs_join(arena, run->folder, arena_printf(arena, "%zu", index));
}

static const char *name_of_code(const struct batch_run *run, const struct batch_line *line,
                                struct arena *arena)
{
    const struct language *language =
        line->language ? language_find(&run->session->languages, line->language) : NULL;
    const char *extension =
        language != NULL && language->extension_count > 0 ? language->extensions[0] : "";
    const char *name = line->source != NULL ? fs_base_name(line->source) : "";
    bool is_name = name[0] != '\0' && strcmp(name, ".") != 0 && strcmp(name, "..") != 0;
    return is_name ? name : arena_printf(arena, "submission%s", extension);
}

/* Not to last: without the fsync of fs_write_new, which costs more than a known verdict. */
static int write_code(const char *path, const char *code)
{
    EV_FD int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    return fd < 0 ? -1 : fs_write_all(fd, code, strlen(code));
}

/* Into a file of its own, which goes when it is judged. */
static int place_code(struct batch_run *run, const struct batch_line *line, struct arena *arena,
                      const char **path_out, struct err *err)
{
    if (run->folder == NULL && fs_hold_temporary("evalx-batch", &run->session->arena, &run->folder,
                                                 &run->folder_fd, err) != 0)
        return -1;
    const char *folder = folder_of_code(run, arena, run->added);
    const char *path = fs_join(arena, folder, name_of_code(run, line, arena));
    if (mkdir(folder, 0700) != 0 || write_code(path, line->code) != 0)
        return err_sys(err, ERR_JUDGE, "batch: write %s", path);
    *path_out = path;
    return 0;
}

/* All of them go at the end; this keeps the disk from filling. */
static void drop_code(const struct batch_run *run, size_t index)
{
    EV_CLEANUP(arena_done) struct arena arena = {0};
    struct err err;
    if (run->folder != NULL &&
        fs_remove_tree(AT_FDCWD, folder_of_code(run, &arena, index), &err) != 0)
        log_line(LOG_WARN, "%s", err.msg);
}

/* ---- events ---- */

static void tell_result(struct batch_run *run, const struct submission_report *report)
{
    batch_out_result(&run->out, report);
    if (run->page != NULL)
        render_html_add(run->page, report);
}

static void on_submission_done(void *context, const struct submission_report *report)
{
    struct batch_run *run = context;
    const struct batch_problem *found = report->tag;
    drop_code(run, report->index);
    if (report->is_interrupted) /* such a one is judged when the batch is resumed */
        return;
    if (run->history != NULL)
        history_add(run->history, report, &found->problem, found->name, 0);
    else
        tell_result(run, report);
}

static void on_recorded(void *context, const struct submission_report *report)
{
    struct batch_run *run = context;
    tell_result(run, report);
}

static void on_note(void *context, const char *line)
{
    struct batch_run *run = context;
    batch_out_hide_bar(&run->out);
    if (!run->values->shared->is_quiet)
        say("%s", line);
}

/* ---- problems ---- */

static int open_problem(struct batch_run *run, struct batch_problem *found, struct err *err)
{
    if (open_named_problem(run->session, run->values->shared, found->name, &found->problem, err) !=
        0)
        return -1;
    found->is_open = true;
    return judge_stream_prepare(run->stream, &found->problem, err);
}

/* One that cannot be judged is tried once, and told at each of its lines. */
static int find_problem(struct batch_run *run, const char *name, struct batch_problem **problem_out,
                        struct err *err)
{
    struct batch_problem *found = run->problems;
    while (found != NULL && strcmp(found->name, name) != 0)
        found = found->next;
    if (found == NULL) {
        found = arena_alloc(&run->session->arena, sizeof(*found));
        found->name = arena_string(&run->session->arena, name);
        found->next = run->problems;
        run->problems = found;
        (void)open_problem(run, found, &found->err); /* kept there */
    }
    if (found->err.kind != ERR_NONE) {
        *err = found->err;
        return -1;
    }
    *problem_out = found;
    return 0;
}

/* ---- lines ---- */

/* *is_new_out: to be judged. */
static int claim_id(struct batch_run *run, const char *id, bool *is_new_out, struct err *err)
{
    struct idset_item *item = idset_get(&run->ids, id);
    if (item->line != 0)
        return err_set(err, ERR_INPUT, "id \"%s\" is that of line %zu too", id, item->line);
    item->line = run->lines->number;
    run->out.kept += item->is_done;
    *is_new_out = !item->is_done;
    return 0;
}

static int check_line(const struct batch_run *run, const struct batch_line *line,
                      const char **language_out, const char **problem_out, struct err *err)
{
    const struct batch_values *values = run->values;
    *language_out = line->language != NULL ? line->language : values->shared->language;
    *problem_out = line->problem != NULL ? line->problem : values->problem;
    if (*problem_out == NULL)
        return err_set(err, ERR_INPUT,
                       "\"problem\" must be there, or --problem given for the whole batch");
    if (*language_out != NULL && language_find(&run->session->languages, *language_out) == NULL)
        return err_set(err, ERR_INPUT, "language \"%s\" is unknown, see evalx langs",
                       *language_out);
    return 0;
}

static int add_job(struct batch_run *run, const struct batch_line *line, struct arena *arena,
                   struct err *err)
{
    struct judge_job job = {
        .id = line->id, .user = line->user, .path_count = 1, .paths = &line->source};
    const char *name = NULL, *path = NULL;
    struct batch_problem *problem = NULL;
    if (check_line(run, line, &job.language, &name, err) != 0 ||
        find_problem(run, name, &problem, err) != 0)
        return -1;
    job.problem = &problem->problem;
    job.tag = problem;
    if (line->code != NULL) {
        if (place_code(run, line, arena, &path, err) != 0)
            return -1;
        job.paths = &path;
        job.shown = line->source != NULL ? line->source : fs_base_name(path);
    }
    (void)judge_stream_add(run->stream, &job); /* as many as were added before */
    run->added++;
    return 0;
}

static int do_line(struct batch_run *run, struct err *err)
{
    EV_CLEANUP(arena_done) struct arena arena = {0};
    struct batch_line line = {0};
    bool is_new = false;
    if (batch_line_parse(run->name, run->lines->number, &run->lines->line, &arena, &line, err) != 0)
        return -1;
    int status = claim_id(run, line.id, &is_new, err);
    if (status == 0 && is_new)
        status = add_job(run, &line, &arena, err);
    return status == 0 ? 0 : err_wrap(err, "%s:%zu", run->name, run->lines->number);
}

static bool is_blank(const struct str *line)
{
    const char *text = str_text(line);
    return !line->is_cut && strspn(text, " \t\r") == line->count;
}

/* Only what concerns the whole batch ends it. */
static int do_lines(struct batch_run *run, struct err *err)
{
    bool has_line = true;
    while (!interrupt_is_raised()) {
        if (lines_next(run->lines, &has_line, err) != 0)
            return -1;
        if (!has_line)
            return 0;
        if (is_blank(&run->lines->line))
            continue;
        struct err line_err = {0};
        if (do_line(run, &line_err) == 0)
            continue;
        if (line_err.kind == ERR_JUDGE || line_err.kind == ERR_INTERRUPTED) {
            *err = line_err;
            return -1;
        }
        batch_out_hide_bar(&run->out);
        say("%s", line_err.msg);
        run->bad_lines++;
    }
    return err_set(err, ERR_INTERRUPTED, "interrupted");
}

/* ---- the whole ---- */

/* How many lines there are, where the file can be read twice. */
static size_t count_lines(int fd, int cancel_fd)
{
    struct stat info;
    struct err err;
    bool has_line = true;
    size_t count = 0;
    if (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode))
        return 0;
    struct lines *lines = lines_open(fd, cancel_fd, JSON_MAXIMUM_BYTES);
    while (has_line && lines_next(lines, &has_line, &err) == 0)
        count += has_line && !is_blank(&lines->line);
    lines_close(lines);
    return lseek(fd, 0, SEEK_SET) == 0 ? count : 0;
}

static int open_input(const char *input, int *fd_out, struct err *err)
{
    bool is_standard = strcmp(input, "-") == 0;
    int fd =
        is_standard ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0) : open(input, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return err_sys(err, ERR_INPUT, "judge: --batch: %s", input);
    *fd_out = fd;
    return 0;
}

static int open_page(struct batch_run *run, struct err *err)
{
    const char *problem = run->values->problem;
    const char *title = problem != NULL ? fs_base_name(problem) : "Batch";
    return page_open(run->values->shared->report, title, &run->page, err);
}

static int write_page(struct batch_run *run, struct err *err)
{
    EV_STR struct str line = {0};
    if (run->page != NULL && run->out.kept > 0) {
        str_printf(&line, "%zu more were judged before, and are not on this page.", run->out.kept);
        render_html_note(run->page, str_text(&line));
    }
    return page_write(run->values->shared->report, run->page, interrupt_is_raised(), err);
}

static int run_batch(struct batch_run *run, int *worst_out, struct err *err)
{
    const struct batch_values *values = run->values;
    struct judge_options *options = &run->session->options;
    EV_FD int fd = -1;
    if (open_input(values->input, &fd, err) != 0 || open_page(run, err) != 0 ||
        batch_out_open(&run->out, values->shared, values->resume, &run->ids, err) != 0)
        return -1;
    options->events = (struct judge_events){
        .context = run, .submission_done = on_submission_done, .note = on_note};
    struct history_options history = {.tests_glob = options->tests_glob,
                                      .is_stopping_on_first = options->is_stopping_on_first,
                                      .context = run,
                                      .recorded = on_recorded};
    if (session_open_judge(run->session, values->shared, err) != 0 ||
        history_open(run->session, values->shared, &history, &run->history, err) != 0 ||
        judge_stream_open(run->session->judge, &run->stream, err) != 0)
        return -1;
    if (run->out.has_bar && strcmp(values->input, "-") != 0)
        run->out.total = count_lines(fd, options->cancel_fd);
    run->lines = lines_open(fd, options->cancel_fd, JSON_MAXIMUM_BYTES);
    int status = do_lines(run, err);
    *worst_out = judge_stream_close(run->stream); /* what was begun is finished and told */
    run->stream = NULL;
    struct err out_err = {0};
    int recorded = history_close(run->history, &out_err);
    run->history = NULL;
    struct err *finish_err = recorded == 0 ? &out_err : NULL; /* the first failure is told */
    int finished = batch_out_finish(&run->out, finish_err);
    struct err page_err = {0};
    if (write_page(run, &page_err) != 0 && recorded == 0 && finished == 0) {
        *err = page_err;
        return -1;
    }
    if (recorded == 0 && finished == 0)
        return status;
    *err = out_err; /* what interrupted the batch, if it was */
    return -1;
}

static void close_run(struct batch_run *run)
{
    struct err err;
    (void)judge_stream_close(run->stream);
    (void)history_close(run->history, &err); /* nothing was judged, or it was told before */
    if (run->session->judge != NULL)
        judge_close(run->session->judge);
    run->session->judge = NULL;
    for (struct batch_problem *problem = run->problems; problem != NULL; problem = problem->next) {
        if (problem->is_open)
            problem_close(&problem->problem);
    }
    if (run->folder != NULL && fs_remove_tree(AT_FDCWD, run->folder, &err) != 0)
        say("warning: %s", err.msg);
    fd_close(&run->folder_fd);
    batch_out_close(&run->out);
    render_html_close(run->page);
    lines_close(run->lines);
    idset_done(&run->ids);
}

int batch_judge(struct session *session, const struct batch_values *values)
{
    struct batch_run run = {
        .values = values,
        .session = session,
        .folder_fd = -1,
        .name = strcmp(values->input, "-") == 0 ? "standard input" : values->input,
    };
    struct err err = {0};
    int worst = 0, status = run_batch(&run, &worst, &err);
    close_run(&run);
    if (status != 0 && err.kind == ERR_INTERRUPTED)
        return err_exit_code(ERR_INTERRUPTED);
    if (status != 0)
        return say_error(&err);
    int bad_status = run.bad_lines > 0 ? err_exit_code(ERR_INPUT) : 0;
    return worst > bad_status ? worst : bad_status;
}
