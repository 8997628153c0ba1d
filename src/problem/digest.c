/* digest: one hash over what decides verdicts: the same package elsewhere, or unpacked from an
 * archive, has the same.
 *
 * Hashed is what was understood, not the bytes of problem.yaml: a changed credit changes nothing, a
 * changed limit does. */
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>

#include "base/fs.h"
#include "base/hash.h"
#include "problem/package.h"

static void hash_cleanup(struct hash **hash)
{
    hash_close(*hash);
}

static void add_number(struct hash *hash, const char *name, double value)
{
    char text[64];
    (void)snprintf(text, sizeof(text), "%s=%.17g", name, value); /* always fits: names are short */
    hash_add_field(hash, text);
}

static void add_words(struct hash *hash, const char *name, const char *const *words, size_t count)
{
    add_number(hash, name, (double)count);
    for (size_t i = 0; i < count; i++)
        hash_add_field(hash, words[i]);
}

static void add_limits(struct hash *hash, const char *name, const struct limits *limits)
{
    hash_add_field(hash, name);
    add_number(hash, "cpu", (double)limits->cpu_ns);
    add_number(hash, "wall", (double)limits->wall_ns);
    add_number(hash, "memory", (double)limits->memory_bytes);
    add_number(hash, "processes", (double)limits->processes);
    add_number(hash, "output", (double)limits->output_bytes);
    add_number(hash, "written", (double)limits->written_bytes);
    add_number(hash, "files", (double)limits->files);
    add_number(hash, "stack", (double)limits->stack_bytes);
    add_number(hash, "open", (double)limits->open_files);
}

/* Path, size and bytes. */
static int add_file(struct hash *hash, const struct problem *problem, const char *path,
                    struct err *err)
{
    struct stat status;
    EV_FD int fd = fs_open_beneath(problem->dir_fd, path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &status) != 0)
        return err_sys(err, ERR_INPUT, "problem: %s/%s", problem->path, path);
    hash_add_field(hash, path);
    add_number(hash, "bytes", (double)status.st_size);
    return hash_add_fd(hash, fd, err);
}

static void add_metadata(struct hash *hash, const struct problem *problem)
{
    hash_add_field(hash, "evalx problem 1");
    hash_add_field(hash, problem->format);
    add_limits(hash, "limits", &problem->limits);
    add_limits(hash, "compile", &problem->compile_limits);
    add_limits(hash, "validator", &problem->validator_limits);
    add_number(hash, "ac_to_time_limit", problem->ac_to_time_limit);
    add_number(hash, "time_limit_to_tle", problem->time_limit_to_tle);
    add_number(hash, "time_resolution", problem->time_resolution_s);
    add_number(hash, "source", (double)problem->source_max_bytes);
}

static int add_files(struct hash *hash, const struct problem *problem, const char *name,
                     const char *const *files, size_t count, struct err *err)
{
    add_number(hash, name, (double)count);
    for (size_t i = 0; i < count; i++) {
        if (add_file(hash, problem, files[i], err) != 0)
            return -1;
    }
    return 0;
}

static int add_program(struct hash *hash, const struct problem *problem, const char *name,
                       const struct package_program *program, struct err *err)
{
    hash_add_field(hash, name);
    hash_add_field(hash, program->path ? program->path : "");
    hash_add_field(hash, program->language ? program->language : "");
    if (add_files(hash, problem, "sources", program->sources, program->source_count, err) != 0)
        return -1;
    return add_files(hash, problem, "companions", program->companions, program->companion_count,
                     err);
}

static int add_programs(struct hash *hash, const struct problem *problem, struct err *err)
{
    add_number(hash, "checker convention", problem->checker_convention);
    add_number(hash, "interactor convention", problem->interactor_convention);
    if (add_program(hash, problem, "validator", &problem->output_validator, err) != 0 ||
        add_program(hash, problem, "interactor", &problem->interactor, err) != 0)
        return -1;
    for (size_t i = 0; i < problem->generator_count; i++) {
        if (add_program(hash, problem, "generator", &problem->generators[i], err) != 0)
            return -1;
    }
    for (size_t i = 0; i < problem->include_count; i++) {
        const struct include_set *set = &problem->includes[i];
        hash_add_field(hash, set->language ? set->language : "");
        hash_add_field(hash, set->entry ? set->entry : "");
        if (add_files(hash, problem, "include", set->files, set->file_count, err) != 0)
            return -1;
    }
    return 0;
}

static void add_recipe(struct hash *hash, const struct problem_test *test)
{
    for (size_t i = 0; test->recipe[i]; i++)
        hash_add_field(hash, test->recipe[i]);
}

/* A file, or the fact that there is none. */
static int add_data(struct hash *hash, const struct problem *problem, const char *path,
                    struct err *err)
{
    if (path)
        return add_file(hash, problem, path, err);
    hash_add_field(hash, "");
    return 0;
}

static int add_tests(struct hash *hash, const struct problem *problem, struct err *err)
{
    add_number(hash, "tests", (double)problem->test_count);
    for (size_t i = 0; i < problem->test_count; i++) {
        const struct problem_test *test = &problem->tests[i];
        hash_add_field(hash, test->name);
        add_words(hash, "args", test->args, test->arg_count);
        add_words(hash, "validator_args", test->validator_args, test->validator_arg_count);
        add_number(hash, "points", test->points);
        if (test->recipe)
            add_recipe(hash, test);
        else if (add_data(hash, problem, test->input, err) != 0)
            return -1;
        if (add_data(hash, problem, test->answer, err) != 0)
            return -1;
    }
    return 0;
}

static int add_submission(struct hash *hash, struct package *package,
                          const struct jury_submission *submission, struct err *err)
{
    const char *const *files;
    size_t count;
    if (package_files(package, submission->path, &files, &count, err) != 0)
        return -1;
    hash_add_field(hash, submission->path);
    add_words(hash, "expected", submission->expected, submission->expected_count);
    add_number(hash, "files", (double)count);
    for (size_t i = 0; i < count; i++) {
        if (add_file(hash, &package->problem, files[i], err) != 0)
            return -1;
    }
    return 0;
}

/* Lists of files are built in an arena that the borrowed problem never sees. */
static int add_jury(struct hash *hash, const struct problem *problem, struct err *err)
{
    EV_CLEANUP(package_done) struct package package = {.problem = *problem, .shown = problem->path};
    package.problem.arena = (struct arena){0};
    int result = 0;
    add_number(hash, "jury", (double)problem->jury_count);
    for (size_t i = 0; i < problem->jury_count && result == 0; i++)
        result = add_submission(hash, &package, &problem->jury[i], err);
    arena_done(&package.problem.arena);
    return result;
}

int problem_digest(const struct problem *problem, char hex_out[65], struct err *err)
{
    EV_CLEANUP(hash_cleanup) struct hash *hash = NULL;
    if (hash_open(&hash, err) != 0)
        return -1;
    add_metadata(hash, problem);
    if (add_programs(hash, problem, err) != 0 || add_tests(hash, problem, err) != 0 ||
        add_jury(hash, problem, err) != 0)
        return -1;
    hash_finish(hash, hex_out);
    return 0;
}
