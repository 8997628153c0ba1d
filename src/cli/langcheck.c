/* langcheck: see langcheck.h. Each program is a submission to a problem of one test, made in a
 * temporary folder; the judge does the rest. */
#include "cli/langcheck.h"

#include <fcntl.h>
#include <string.h>

#include "base/fs.h"
#include "base/yaml.h"
#include "cli/langprograms.h"
#include "render/render.h"

static const int64_t SECOND_NS = 1000000000;
static const int64_t MEMORY_BYTES = 256 << 20;
static const int64_t WALL_SECONDS = 300; /* what is asked is what a program does, not how soon */

static const struct program_info {
    const char *name;
    enum verdict expected;
    int64_t seconds; /* CPU time: generous, as some runtimes take their time to start */
    const char *input, *answer;
} programs[CHECK_PROGRAMS] = {
    {"hello", VERDICT_ACCEPTED, 20, "", "Hello, evalx!\n"},
    {"sum", VERDICT_ACCEPTED, 20, "20 22\n", "42\n"},
    {"crash", VERDICT_RUNTIME_ERROR, 20, "", "none\n"},
    {"memory", VERDICT_MEMORY_LIMIT, 20, "", "none\n"},
    {"loop", VERDICT_TIME_LIMIT, 1, "", "none\n"},
};

const char *check_program_name(size_t program)
{
    return programs[program].name;
}

/* What one call works with. */
struct checking {
    struct session *session;
    struct arena *arena;
    const char *folder; /* for problems and sources */
    struct problem **problems;
    size_t problem_count;
    struct judge_job *jobs;
    size_t job_count;
};

static int write_file(struct checking *checking, const char *path, const char *text,
                      struct err *err)
{
    const char *folder =
        arena_string_n(checking->arena, path, (size_t)(fs_base_name(path) - path - 1));
    if (fs_make_dirs(AT_FDCWD, folder, 0755, err) != 0)
        return -1;
    return fs_write_new(AT_FDCWD, path, text, strlen(text), 0644, err);
}

/* A problem whose one test is this input and answer. */
static int make_problem(struct checking *checking, const char *name, const char *input,
                        const char *answer, size_t program, struct problem **problem_out,
                        struct err *err)
{
    struct arena *arena = checking->arena;
    const char *folder = arena_printf(arena, "%s/problems/%s", checking->folder, name);
    struct problem *problem = arena_alloc(arena, sizeof(*problem));
    if (write_file(checking, fs_join(arena, folder, "1.in"), input, err) != 0 ||
        write_file(checking, fs_join(arena, folder, "1.ans"), answer, err) != 0 ||
        problem_open(folder, problem, err) != 0)
        return -1;
    problem->limits.cpu_ns = programs[program].seconds * SECOND_NS;
    problem->limits.wall_ns = WALL_SECONDS * SECOND_NS;
    problem->limits.memory_bytes = MEMORY_BYTES;
    problem->time_limit_origin = "check";
    checking->problems[checking->problem_count++] = problem;
    *problem_out = problem;
    return 0;
}

static int make_problems(struct checking *checking, struct err *err)
{
    struct problem *problem;
    for (size_t i = 0; i < CHECK_PROGRAMS; i++) {
        if (make_problem(checking, programs[i].name, programs[i].input, programs[i].answer, i,
                         &problem, err) != 0)
            return -1;
    }
    return 0;
}

/* A sum that is asked for in another way. */
static int own_problem(struct checking *checking, const struct language *language,
                       const struct language_programs *texts, size_t program,
                       struct problem **problem_out, struct err *err)
{
    if (strcmp(programs[program].name, "sum") != 0 || (!texts->input && !texts->answer)) {
        *problem_out = checking->problems[program];
        return 0;
    }
    return make_problem(checking, arena_printf(checking->arena, "sum-%s", language->id),
                        texts->input ? texts->input : programs[program].input,
                        texts->answer ? texts->answer : programs[program].answer, program,
                        problem_out, err);
}

static int prepare_cell(struct checking *checking, const struct check_row *row,
                        const struct language_programs *texts, size_t program,
                        struct check_cell *cell, struct err *err)
{
    struct arena *arena = checking->arena;
    const struct language *language = row->language;
    *cell = (struct check_cell){.expected = texts->verdicts[program] < VERDICT_COUNT
                                                ? texts->verdicts[program]
                                                : programs[program].expected,
                                .text = texts->programs[program]};
    if (!cell->text)
        return 0;
    cell->path = arena_printf(arena, "%s/sources/%s/%s%s", checking->folder, language->id,
                              programs[program].name, language->extensions[0]);
    if (write_file(checking, cell->path, cell->text, err) != 0 ||
        own_problem(checking, language, texts, program, &cell->problem, err) != 0)
        return -1;
    const char **paths = arena_alloc(arena, 2 * sizeof(*paths));
    paths[0] = cell->path;
    cell->state = CHECKED_WAITING;
    checking->jobs[checking->job_count++] = (struct judge_job){
        .paths = paths,
        .path_count = 1,
        .language = language->id,
        .problem = cell->problem,
        .tag = cell,
        .shown = arena_printf(arena, "%s: %s", language->id, programs[program].name),
    };
    return 0;
}

static const char *detail_of(struct arena *arena, const struct submission_report *report)
{
    if (report->error.kind != ERR_NONE)
        return arena_string(arena, report->error.msg);
    if (report->verdict == VERDICT_COMPILE_ERROR)
        return arena_printf(arena, "%s\n%.2000s",
                            report->compile.reason ? report->compile.reason : "",
                            report->compile.messages);
    const char *message = report->test_count > 0 ? report->tests[0].message : NULL;
    return arena_string(arena, message ? message : "nothing was said");
}

static void note_submission(void *context, const struct submission_report *report)
{
    struct checking *checking = context;
    struct check_cell *cell = report->tag;
    bool is_judged = report->error.kind == ERR_NONE && !report->is_interrupted;
    cell->verdict = is_judged ? report->verdict : VERDICT_JUDGE_ERROR;
    bool is_good = is_judged && cell->verdict == cell->expected;
    cell->state = is_good ? CHECKED_GOOD : CHECKED_BAD;
    if (!is_good)
        cell->detail = detail_of(checking->arena, report);
}

static void close_problems(struct checking *checking)
{
    for (size_t i = 0; i < checking->problem_count; i++)
        problem_close(checking->problems[i]);
}

static int prepare(struct checking *checking, struct check_row *rows, size_t count, struct err *err)
{
    struct check_programs known;
    size_t cells = count * CHECK_PROGRAMS;
    checking->problems = arena_alloc(
        checking->arena, (CHECK_PROGRAMS + cells) * sizeof(struct problem *)); /* none is moved */
    checking->jobs = arena_alloc(checking->arena, (cells + 1) * sizeof(*checking->jobs));
    if (check_programs_load(checking->session, &known, err) != 0 ||
        make_problems(checking, err) != 0)
        return -1;
    for (size_t i = 0; i < count; i++) {
        struct language_programs texts;
        rows[i].has_programs = check_programs_of(&known, rows[i].language, &texts, err);
        if (!rows[i].has_programs && err->kind != ERR_NONE)
            return -1;
        for (size_t k = 0; rows[i].has_programs && k < CHECK_PROGRAMS; k++) {
            if (prepare_cell(checking, &rows[i], &texts, k, &rows[i].cells[k], err) != 0)
                return -1;
        }
    }
    return 0;
}

static int check_all(struct checking *checking, const struct shared_values *values,
                     struct check_row *rows, size_t count, struct err *err)
{
    struct session *session = checking->session;
    session->options.events.context = checking;
    session->options.events.submission_done = note_submission;
    session->options.is_measuring = true; /* programs are run, whatever is remembered of them */
    struct shared_values patient = *values;
    patient.compile_limits.wall_ns = WALL_SECONDS * SECOND_NS;
    if (prepare(checking, rows, count, err) != 0 || session_open_judge(session, &patient, err) != 0)
        return -1;
    for (size_t i = 0; i < count; i++)
        rows[i].version = judge_version(session->judge, rows[i].language);
    return judge_run(session->judge, checking->jobs, checking->job_count, NULL, err);
}

int languages_check(struct session *session, const struct shared_values *values,
                    struct check_row *rows, size_t count, struct err *err)
{
    EV_FD int hold_fd = -1;
    struct checking checking = {.session = session, .arena = &session->arena};
    if (fs_hold_temporary("evalx-langs", checking.arena, &checking.folder, &hold_fd, err) != 0)
        return -1;
    int status = check_all(&checking, values, rows, count, err);
    struct err removal;
    close_problems(&checking);
    if (fs_remove_tree(AT_FDCWD, checking.folder, &removal) != 0 && status == 0)
        say("%s", removal.msg); /* the next call tries again */
    return status;
}

bool check_row_is_good(const struct check_row *row)
{
    for (size_t i = 0; i < CHECK_PROGRAMS; i++) {
        if (row->cells[i].state == CHECKED_WAITING || row->cells[i].state == CHECKED_BAD)
            return false;
    }
    return row->has_programs;
}

static void add_cell(struct str *out, const struct check_cell *cell)
{
    char text[32] = "-";
    if (cell->state == CHECKED_GOOD)
        (void)snprintf(text, sizeof(text), "%s", verdict_code(cell->verdict));
    else if (cell->state == CHECKED_BAD)
        (void)snprintf(text, sizeof(text), "%s, not %s", verdict_code(cell->verdict),
                       verdict_code(cell->expected));
    else if (cell->state == CHECKED_WAITING)
        (void)snprintf(text, sizeof(text), "not run");
    str_printf(out, "  %-6s", text);
}

void check_table(const struct check_row *rows, size_t count, struct str *out)
{
    size_t good = 0;
    size_t widest = strlen("language");
    for (size_t i = 0; i < count; i++) {
        size_t columns = render_columns(rows[i].language->id);
        widest = columns > widest ? columns : widest;
    }
    render_padded(out, "language", widest);
    str_printf(out, "  %-16s  %-6s  %-6s  %-6s  %-6s  %-6s\n", "version", "hello", "sum", "crash",
               "memory", "loop");
    for (size_t i = 0; i < count; i++) {
        const struct check_row *row = &rows[i];
        bool is_good = check_row_is_good(row);
        render_padded(out, row->language->id, widest);
        str_printf(out, "  %-16s", row->version ? row->version : "-");
        for (size_t k = 0; k < CHECK_PROGRAMS && row->has_programs; k++)
            add_cell(out, &row->cells[k]);
        str_add(out, !row->has_programs ? "  no programs to check it with\n"
                     : is_good          ? "  good\n"
                                        : "  BAD\n");
        good += is_good;
    }
    str_printf(out, "%zu of %zu languages are good\n", good, count);
}

static struct json *cell_json(const struct check_cell *cell)
{
    struct json *item = json_map();
    bool is_judged = cell->state == CHECKED_GOOD || cell->state == CHECKED_BAD;
    json_set_string(item, "expected", verdict_code(cell->expected));
    json_set_string(item, "verdict", is_judged ? verdict_code(cell->verdict) : NULL);
    json_set_string(item, "detail", cell->detail);
    return item;
}

struct json *check_json(const struct check_row *rows, size_t count)
{
    struct json *list = json_list();
    for (size_t i = 0; i < count; i++) {
        struct json *item = json_map();
        json_set_string(item, "id", rows[i].language->id);
        json_set_string(item, "version", rows[i].version);
        json_set_bool(item, "good", check_row_is_good(&rows[i]));
        for (size_t k = 0; k < CHECK_PROGRAMS; k++) {
            if (rows[i].cells[k].state != CHECKED_ABSENT)
                json_set(item, programs[k].name, cell_json(&rows[i].cells[k]));
        }
        json_append(list, item);
    }
    return list;
}
