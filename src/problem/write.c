/* write: see write.h. */
#include "problem/write.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>

#include "base/fs.h"
#include "problem/package.h"

static const int64_t most_bytes = INT64_C(4) << 30;

void write_note(struct writing *writing, const char *format, ...)
{
    char text[ERR_MESSAGE_MAX];
    va_list args;
    if (writing->note_count > WRITE_NOTES_MAX)
        return;
    va_start(args, format);
    (void)vsnprintf(text, sizeof(text), format, args); /* a cut note is still a note */
    va_end(args);
    if (writing->note_count == WRITE_NOTES_MAX)
        (void)snprintf(text, sizeof(text), "and more, which is not listed"); /* always fits */
    writing->notes =
        arena_grow(writing->arena, writing->notes, writing->note_count, writing->note_count + 1,
                   sizeof(*writing->notes), &writing->note_capacity);
    writing->notes[writing->note_count++] = arena_string(writing->arena, text);
}

static int make_parents(struct writing *writing, const char *path, struct err *err)
{
    const char *base = fs_base_name(path);
    if (base == path)
        return 0;
    const char *folder = arena_string_n(writing->arena, path, (size_t)(base - path) - 1);
    return fs_make_dirs(writing->dir_fd, folder, 0755, err);
}

int write_text(struct writing *writing, const char *path, const struct str *text, bool is_program,
               struct err *err)
{
    if (make_parents(writing, path, err) != 0)
        return -1;
    return fs_write_new(writing->dir_fd, path, str_text(text), text->count,
                        is_program ? 0755 : 0644, err);
}

int write_open_file(struct writing *writing, int from, const char *to, bool is_program,
                    struct err *err)
{
    if (make_parents(writing, to, err) != 0)
        return -1;
    EV_FD int out = fs_open_beneath(writing->dir_fd, to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC);
    if (out < 0 || lseek(from, 0, SEEK_SET) != 0 ||
        fs_copy_fd(from, out, (size_t)most_bytes) != 0 ||
        fchmod(out, is_program ? 0755 : 0644) != 0)
        return err_sys(err, ERR_INPUT, "%s", to);
    return 0;
}

int write_copy(struct writing *writing, const char *from, const char *to, struct err *err)
{
    struct stat status;
    EV_FD int in = fs_open_beneath(writing->problem->dir_fd, from, O_RDONLY | O_CLOEXEC);
    if (in < 0 || fstat(in, &status) != 0)
        return err_sys(err, ERR_INPUT, "%s/%s", writing->problem->path, from);
    return write_open_file(writing, in, to, status.st_mode & 0111, err);
}

int write_copy_tree(struct writing *writing, const char *from, const char *to, struct err *err)
{
    struct package package = {.problem = *writing->problem, .shown = writing->problem->path};
    const char *const *files;
    size_t count;
    package.problem.arena = (struct arena){0};
    int result = package_files(&package, from, &files, &count, err);
    size_t prefix = strlen(from);
    for (size_t i = 0; i < count && result == 0; i++)
        result = write_copy(writing, files[i],
                            arena_printf(writing->arena, "%s%s", to, files[i] + prefix), err);
    package_done(&package);
    arena_done(&package.problem.arena);
    return result;
}

const char *write_safe_name(struct writing *writing, const char *name)
{
    static const char safe[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
    char *text = arena_string(writing->arena, *name ? name : "unnamed");
    for (char *at = text; *at; at++) {
        if (!strchr(safe, *at) || (at == text && *at == '.'))
            *at = '-';
    }
    return text;
}

void write_quoted(struct str *out, const char *text)
{
    str_add_char(out, '"');
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            str_add_char(out, '\\');
        str_add_char(out, (unsigned char)*text < 0x20 ? ' ' : *text);
    }
    str_add_char(out, '"');
}

/* The digest in the form of a UUID of version 8 (RFC 9562): the same package, the same UUID. */
static int add_uuid(struct writing *writing, struct str *yaml, struct err *err)
{
    char hex[65];
    if (problem_digest(writing->problem, hex, err) != 0)
        return -1;
    hex[12] = '8';
    hex[16] = 'a';
    str_printf(yaml, "uuid: %.8s-%.4s-%.4s-%.4s-%.12s\n", hex, hex + 8, hex + 12, hex + 16,
               hex + 20);
    return 0;
}

static const struct kind {
    enum problem_kind kind;
    const char *word;
} kinds[] = {
    {PROBLEM_INTERACTIVE, "interactive"},
    {PROBLEM_MULTI_PASS, "multi-pass"},
    {PROBLEM_SUBMIT_ANSWER, "submit-answer"},
};

static void add_type(const struct problem *problem, struct str *yaml)
{
    str_printf(yaml, "type: [%s", problem->scoring.has_scores ? "scoring" : "pass-fail");
    for (size_t i = 0; i < EV_ARRAY_LENGTH(kinds); i++) {
        if (problem->kinds & kinds[i].kind)
            str_printf(yaml, ", %s", kinds[i].word);
    }
    str_add(yaml, "]\n");
}

/* Rounded up to whole units of so many bytes. */
static void add_size(struct str *yaml, const char *key, int64_t bytes, int64_t unit)
{
    if (bytes > 0)
        str_printf(yaml, "  %s: %lld\n", key, (long long)((bytes + unit - 1) / unit));
}

static bool is_of_kattis(const struct problem *problem)
{
    return str_starts_with(problem->format, "kattis") || str_starts_with(problem->format, "icpc");
}

/* The rule that makes a time limit, where the package has the format's own. */
static void add_rule(const struct problem *problem, struct str *yaml)
{
    if (!is_of_kattis(problem))
        return;
    str_printf(yaml, "  time_multipliers: {ac_to_time_limit: %.10g, time_limit_to_tle: %.10g}\n",
               problem->ac_to_time_limit, problem->time_limit_to_tle);
    if (problem->limits.cpu_ns < 0 && problem->time_resolution_s > 0)
        str_printf(yaml, "  time_resolution: %.10g\n", problem->time_resolution_s);
}

static void add_limits(const struct problem *problem, struct str *yaml)
{
    const int64_t mib = 1 << 20;
    const int64_t second_ns = 1000000000;
    const struct limits *compiling = &problem->compile_limits;
    const struct limits *validating = &problem->validator_limits;
    const struct limits *limits = &problem->limits;
    double seconds = (double)limits->cpu_ns / 1e9;
    str_add(yaml, "limits:\n");
    bool is_given = limits->cpu_ns >= 0;
    bool is_whole = fabs(seconds - round(seconds)) < 1e-9;
    if (is_given)
        str_printf(yaml, "  time_limit: %.10g\n", seconds);
    if (is_given && !is_whole)
        str_add(yaml, "  time_resolution: 0.001\n");
    add_size(yaml, "memory", limits->memory_bytes, mib);
    add_size(yaml, "output", limits->output_bytes, mib);
    add_size(yaml, "code", problem->source_max_bytes, 1024);
    add_size(yaml, "compilation_time", compiling->cpu_ns, second_ns);
    add_size(yaml, "compilation_memory", compiling->memory_bytes, mib);
    add_size(yaml, "validation_time", validating->cpu_ns, second_ns);
    add_size(yaml, "validation_memory", validating->memory_bytes, mib);
    add_size(yaml, "validation_output", validating->output_bytes, mib);
    add_rule(problem, yaml);
    if (problem->kinds & PROBLEM_MULTI_PASS)
        str_printf(yaml, "  validation_passes: %d\n", problem->passes_max);
}

/* By names that the format knows. */
static void add_languages(const struct problem *problem, struct str *yaml)
{
    if (!is_of_kattis(problem) || problem->language_count == 0)
        return;
    for (size_t i = 0; i < problem->language_count; i++) {
        str_add(yaml, i == 0 ? "languages: [" : ", ");
        write_quoted(yaml, problem->languages[i]);
    }
    str_add(yaml, "]\n");
}

/* Statements of a package of Kattis' kind; a lone problem.tex was English. */
static int write_statements(struct writing *writing, struct err *err)
{
    static const char *const folders[] = {"statement", "problem_statement"};
    const struct problem *problem = writing->problem;
    for (size_t i = 0; i < EV_ARRAY_LENGTH(folders) && is_of_kattis(problem); i++) {
        if (!fs_exists(problem->dir_fd, folders[i]))
            continue;
        if (write_copy_tree(writing, folders[i], "statement", err) != 0)
            return -1;
        if (renameat(writing->dir_fd, "statement/problem.tex", writing->dir_fd,
                     "statement/problem.en.tex") != 0 &&
            errno != ENOENT)
            return err_sys(err, ERR_INPUT, "statement/problem.tex");
        return 0;
    }
    write_note(writing, "statements and pictures: put them into statement/");
    return 0;
}

static int write_metadata(struct writing *writing, struct err *err)
{
    const struct problem *problem = writing->problem;
    EV_STR struct str yaml = {0};
    str_add(&yaml, "problem_format_version: 2025-09\nname: ");
    write_quoted(&yaml, problem->title ? problem->title : problem->short_name);
    str_add_char(&yaml, '\n');
    if (add_uuid(writing, &yaml, err) != 0)
        return -1;
    add_type(problem, &yaml);
    if (problem->is_writing_allowed || write_has_file_adapter(writing))
        str_add(&yaml, "allow_file_writing: true\n");
    add_limits(problem, &yaml);
    add_languages(problem, &yaml);
    return write_text(writing, "problem.yaml", &yaml, false, err);
}

size_t write_rounded_groups(const struct problem *problem)
{
    size_t count = 0;
    for (size_t i = 0; problem->output_validator.path && i < problem->scoring.group_count; i++) {
        const struct score_group *group = &problem->scoring.groups[i];
        count +=
            group->is_rounded_up && group->rule == SCORE_GROUP_MIN && group->max_score > 0 ? 1 : 0;
    }
    return count;
}

/* What 2025-09 has no words for. */
static void note_kinds(struct writing *writing)
{
    const struct problem *problem = writing->problem;
    if (problem->kinds & (PROBLEM_COMMUNICATION | PROBLEM_TWO_STEPS))
        write_note(writing, "the task's type: several processes, or steps, of a submission");
    if (problem->input_file || problem->output_file)
        write_note(writing, "named files: submissions read %s and write %s%s",
                   problem->input_file ? problem->input_file : "standard input",
                   problem->output_file ? problem->output_file : "standard output",
                   write_has_file_adapter(writing)
                       ? ": those in C and C++ still do, by include/; others must not"
                       : "");
    for (size_t i = 0; i < problem->language_limit_count; i++)
        write_note(writing, "the limits of %s alone: the general ones count",
                   problem->language_limits[i].language);
    if (write_rounded_groups(problem) > 0)
        write_note(writing, "parts of a group's points were rounded up to whole points: they stay "
                            "parts now, and scores are lower by less than a point for each group");
    if (problem->scoring.is_minimized)
        write_note(writing, "the objective: the smaller score was the better one");
    if (problem->language_count > 0 && !is_of_kattis(problem))
        write_note(writing, "the list of allowed languages");
    write_note(writing, "credits, source, license and keywords: write them into problem.yaml");
}

int problem_write(const struct problem *problem, int dir_fd, const struct problem_maker *maker,
                  struct arena *arena, struct problem_written *written_out, struct err *err)
{
    struct writing writing = {.problem = problem, .dir_fd = dir_fd, .maker = maker, .arena = arena};
    write_plan_groups(&writing);
    if (write_metadata(&writing, err) != 0 || write_data(&writing, err) != 0 ||
        write_groups(&writing, err) != 0 || write_programs(&writing, err) != 0 ||
        write_file_adapter(&writing, err) != 0 || write_jury(&writing, err) != 0 ||
        write_statements(&writing, err) != 0)
        return -1;
    note_kinds(&writing);
    *written_out = (struct problem_written){
        .notes = writing.notes,
        .note_count = writing.note_count,
        .test_count = writing.test_count,
    };
    return 0;
}
