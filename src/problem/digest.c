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

static void add_text(struct hash *hash, const char *text)
{
    hash_add_field(hash, text ? text : "");
}

static void add_named_words(struct hash *hash, const struct named_words *named, size_t count)
{
    add_number(hash, "named", (double)count);
    for (size_t i = 0; i < count; i++)
        add_words(hash, named[i].name, named[i].words, named[i].word_count);
}

static void add_legacy(struct hash *hash, const struct legacy_grading *legacy)
{
    add_number(hash, "verdict mode", legacy->verdict_mode);
    add_number(hash, "score mode", legacy->score_mode);
    add_number(hash, "ignore sample", legacy->is_sample_ignored);
    add_number(hash, "any", legacy->accepts_if_any);
    add_number(hash, "accept", legacy->accept_score);
    add_number(hash, "reject", legacy->reject_score);
    add_number(hash, "least", legacy->least);
    add_number(hash, "most", legacy->most);
    add_words(hash, "flags", legacy->flags, legacy->flag_count);
}

static void add_group(struct hash *hash, const struct score_group *group)
{
    hash_add_field(hash, group->name);
    add_number(hash, "parent", (double)group->parent);
    add_number(hash, "rule", group->rule);
    add_number(hash, "max", group->max_score);
    add_number(hash, "static", group->static_score);
    add_number(hash, "has static", group->has_static_test);
    add_words(hash, "static args", group->static_args, group->static_arg_count);
    add_number(hash, "threshold", group->threshold);
    add_number(hash, "checker score", group->has_checker_score);
    add_number(hash, "stops", group->stops_on_reject);
    add_number(hash, "sample", group->is_sample);
    add_legacy(hash, &group->legacy);
    add_number(hash, "requires", (double)group->require_count);
    for (size_t i = 0; i < group->require_count; i++)
        add_number(hash, "group", (double)group->requires[i]);
}

static void add_scoring(struct hash *hash, const struct scoring *scoring)
{
    add_number(hash, "scores", scoring->has_scores);
    add_number(hash, "minimized", scoring->is_minimized);
    add_number(hash, "full", scoring->full_score);
    add_number(hash, "groups", (double)scoring->group_count);
    for (size_t i = 0; i < scoring->group_count; i++)
        add_group(hash, &scoring->groups[i]);
}

static void add_language_limits(struct hash *hash, const struct problem *problem)
{
    for (size_t i = 0; i < problem->language_limit_count; i++) {
        hash_add_field(hash, problem->language_limits[i].language);
        add_number(hash, "time factor", problem->language_limits[i].time_factor);
        add_number(hash, "memory", (double)problem->language_limits[i].memory_bytes);
    }
}

static void add_metadata(struct hash *hash, const struct problem *problem)
{
    hash_add_field(hash, "evalx problem 2");
    hash_add_field(hash, problem->format);
    add_limits(hash, "limits", &problem->limits);
    add_limits(hash, "compile", &problem->compile_limits);
    add_limits(hash, "validator", &problem->validator_limits);
    add_number(hash, "ac_to_time_limit", problem->ac_to_time_limit);
    add_number(hash, "time_limit_to_tle", problem->time_limit_to_tle);
    add_number(hash, "time_resolution", problem->time_resolution_s);
    add_number(hash, "source", (double)problem->source_max_bytes);
    add_number(hash, "kinds", problem->kinds);
    add_number(hash, "passes", problem->passes_max);
    add_number(hash, "processes", problem->process_count);
    add_number(hash, "stdio", problem->talks_on_stdio);
    add_number(hash, "writing", problem->is_writing_allowed);
    add_words(hash, "languages", problem->languages, problem->language_count);
    add_text(hash, problem->input_file);
    add_text(hash, problem->output_file);
    add_language_limits(hash, problem);
    add_scoring(hash, &problem->scoring);
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
    add_text(hash, program->path);
    add_text(hash, program->language);
    add_number(hash, "scripts", program->has_scripts);
    add_words(hash, "options", program->options, program->option_count);
    add_words(hash, "arguments", program->arguments, program->argument_count);
    if (add_files(hash, problem, "sources", program->sources, program->source_count, err) != 0)
        return -1;
    return add_files(hash, problem, "companions", program->companions, program->companion_count,
                     err);
}

static int add_validators(struct hash *hash, const struct problem *problem,
                          const struct input_validator *validators, size_t count, struct err *err)
{
    add_number(hash, "validators", (double)count);
    for (size_t i = 0; i < count; i++) {
        add_number(hash, "convention", validators[i].convention);
        if (add_program(hash, problem, "validator", &validators[i].program, err) != 0)
            return -1;
    }
    return 0;
}

static int add_programs(struct hash *hash, const struct problem *problem, struct err *err)
{
    add_number(hash, "checker convention", problem->checker_convention);
    add_number(hash, "interactor convention", problem->interactor_convention);
    if (add_program(hash, problem, "validator", &problem->output_validator, err) != 0 ||
        add_program(hash, problem, "interactor", &problem->interactor, err) != 0 ||
        add_program(hash, problem, "grader", &problem->grader, err) != 0 ||
        add_program(hash, problem, "static", &problem->static_validator, err) != 0 ||
        add_validators(hash, problem, problem->input_validators, problem->input_validator_count,
                       err) != 0 ||
        add_validators(hash, problem, problem->answer_validators, problem->answer_validator_count,
                       err) != 0)
        return -1;
    for (size_t i = 0; i < problem->generator_count; i++) {
        if (add_program(hash, problem, "generator", &problem->generators[i], err) != 0)
            return -1;
    }
    for (size_t i = 0; i < problem->include_count; i++) {
        const struct include_set *set = &problem->includes[i];
        add_text(hash, set->language);
        add_text(hash, set->entry);
        add_text(hash, set->prefix);
        add_words(hash, "options", set->options, set->option_count);
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

static int add_test(struct hash *hash, const struct problem *problem,
                    const struct problem_test *test, struct err *err)
{
    hash_add_field(hash, test->name);
    add_number(hash, "group", (double)test->score_group);
    add_number(hash, "sample", test->is_sample);
    add_words(hash, "args", test->args, test->arg_count);
    add_words(hash, "validator_args", test->validator_args, test->validator_arg_count);
    add_words(hash, "input args", test->input_validator_args, test->input_validator_arg_count);
    add_named_words(hash, test->named_input_args, test->named_input_arg_count);
    add_number(hash, "points", test->points);
    add_number(hash, "answer made", test->is_answer_made);
    add_number(hash, "static", test->is_static);
    add_number(hash, "answer generated", test->is_answer_generated);
    add_text(hash, test->outputs);
    if (add_files(hash, problem, "files", test->files, test->file_count, err) != 0)
        return -1;
    if (test->is_static)
        return 0;
    if (add_data(hash, problem, test->recipe_input, err) != 0)
        return -1;
    if (test->recipe)
        add_recipe(hash, test);
    else if (add_data(hash, problem, test->input, err) != 0)
        return -1;
    return add_data(hash, problem, test->answer, err);
}

static int add_tests(struct hash *hash, const struct problem *problem, struct err *err)
{
    add_number(hash, "tests", (double)problem->test_count);
    for (size_t i = 0; i < problem->test_count; i++) {
        if (add_test(hash, problem, &problem->tests[i], err) != 0)
            return -1;
    }
    return 0;
}

static int add_cases(struct hash *hash, const struct problem *problem, struct err *err)
{
    add_number(hash, "cases", (double)problem->case_count);
    for (size_t i = 0; i < problem->case_count; i++) {
        const struct validation_case *one = &problem->cases[i];
        hash_add_field(hash, one->name);
        add_number(hash, "kind", one->kind);
        add_words(hash, "args", one->validator_args, one->validator_arg_count);
        add_words(hash, "input args", one->input_validator_args, one->input_validator_arg_count);
        add_named_words(hash, one->named_input_args, one->named_input_arg_count);
        if (add_file(hash, problem, one->input, err) != 0 ||
            add_data(hash, problem, one->answer, err) != 0 ||
            add_data(hash, problem, one->output, err) != 0)
            return -1;
    }
    return 0;
}

static void add_rule(struct hash *hash, const struct jury_rule *rule)
{
    add_text(hash, rule->tests);
    add_number(hash, "permitted", rule->permitted);
    add_number(hash, "required", rule->required);
    add_number(hash, "least", rule->least_score);
    add_number(hash, "most", rule->most_score);
    add_number(hash, "lower", rule->is_for_time_limit);
    add_number(hash, "upper", rule->is_too_slow);
    add_text(hash, rule->message);
}

/* What is expected decides the time limit, and the verdict of verify. */
static void add_expectations(struct hash *hash, const struct jury_submission *submission)
{
    const unsigned flags[] = {submission->is_partial, submission->is_for_time_limit,
                              submission->is_too_slow, submission->is_not_run, submission->is_main};
    add_words(hash, "expected", submission->expected, submission->expected_count);
    add_words(hash, "grades", submission->grades, submission->grade_count);
    add_text(hash, submission->language);
    add_text(hash, submission->entry_point);
    for (size_t i = 0; i < EV_ARRAY_LENGTH(flags); i++)
        add_number(hash, "flag", flags[i]);
    add_number(hash, "rules", (double)submission->rule_count);
    for (size_t i = 0; i < submission->rule_count; i++)
        add_rule(hash, &submission->rules[i]);
}

static int add_submission(struct hash *hash, struct package *package,
                          const struct jury_submission *submission, struct err *err)
{
    const char *const *files;
    size_t count;
    if (package_files(package, submission->path, &files, &count, err) != 0)
        return -1;
    hash_add_field(hash, submission->path);
    add_expectations(hash, submission);
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
        add_cases(hash, problem, err) != 0 || add_jury(hash, problem, err) != 0)
        return -1;
    hash_finish(hash, hex_out);
    return 0;
}
