/* write_data: tests with all that belongs to them, and the cases of validators. */
#include <fcntl.h>
#include <string.h>

#include "base/fs.h"
#include "problem/write.h"

/* KEY: [WORD, ...], nothing without words; the reader's own words are passed over. */
static void add_words(struct str *yaml, const char *key, const char *const *words, size_t count)
{
    size_t told = 0;
    for (size_t i = 0; i < count; i++) {
        if (str_starts_with(words[i], "evalx:"))
            continue;
        if (told++ == 0)
            str_printf(yaml, "%s: [", key);
        else
            str_add(yaml, ", ");
        write_quoted(yaml, words[i]);
    }
    str_add(yaml, told > 0 ? "]\n" : "");
}

/* A list for all input validators, or a map by their names in the new package. */
static void add_input_args(struct writing *writing, const char *const *words, size_t count,
                           const struct named_words *named, size_t named_count, struct str *yaml)
{
    static const char key[] = "input_validator_args";
    size_t told = 0;
    if (named_count == 0)
        add_words(yaml, key, words, count);
    for (size_t i = 0; i < writing->problem->input_validator_count && named_count > 0; i++) {
        const char *name = writing->problem->input_validators[i].name;
        size_t k = 0;
        while (k < named_count && strcmp(named[k].name, name) != 0)
            k++;
        const char *line = arena_printf(writing->arena, "  %s", write_validator_name(writing, i));
        if (told++ == 0)
            str_printf(yaml, "%s:\n", key);
        if (k < named_count)
            add_words(yaml, line, named[k].words, named[k].word_count);
        else
            add_words(yaml, line, words, count);
    }
}

static void add_text(struct str *yaml, const char *key, const char *text)
{
    if (!text)
        return;
    str_printf(yaml, "%s: ", key);
    write_quoted(yaml, text);
    str_add_char(yaml, '\n');
}

static void add_settings(struct writing *writing, const struct problem_test *test, struct str *yaml)
{
    add_words(yaml, "output_validator_args", test->validator_args, test->validator_arg_count);
    add_words(yaml, "args", test->args, test->arg_count);
    add_input_args(writing, test->input_validator_args, test->input_validator_arg_count,
                   test->named_input_args, test->named_input_arg_count, yaml);
    add_text(yaml, "hint", test->hint);
    add_text(yaml, "description", test->description);
}

static bool is_made(const struct problem_test *test, bool is_answer)
{
    return is_answer ? test->is_answer_made : test->recipe != NULL;
}

/* Of a test whose other file is missing, nothing is written: a note says why. */
static void note_missing(struct writing *writing, const struct problem_test *test, const char *why)
{
    if (why)
        write_note(writing, "test %s: it could not be made: %s", test->name, why);
    else
        write_note(writing, "test %s: it is made by %s: run the package's own generation first",
                   test->name, test->recipe ? test->recipe[0] : "the main solution");
}

/* One of the two files; *fd_out stays -1 where the test cannot be had, which is noted. */
static int open_file(struct writing *writing, size_t index, bool is_answer, int *fd_out,
                     struct err *err)
{
    const struct problem_test *test = &writing->problem->tests[index];
    const struct problem_maker *maker = writing->maker;
    const char *path = is_answer ? test->answer : test->input;
    struct err why = {0};
    if (is_made(test, is_answer)) {
        if (maker && maker->open(maker->context, index, is_answer, fd_out, &why) == 0)
            return 0;
        if (maker && why.kind != ERR_INPUT) {
            *err = why;
            return -1;
        }
        note_missing(writing, test, maker ? why.msg : NULL);
        return 0;
    }
    if (!path) {
        note_missing(writing, test, is_answer ? "it has no answer" : "it has no input");
        return 0;
    }
    *fd_out = fs_open_beneath(writing->problem->dir_fd, path, O_RDONLY | O_CLOEXEC);
    return *fd_out >= 0 ? 0 : err_sys(err, ERR_INPUT, "%s/%s", writing->problem->path, path);
}

static int write_files(struct writing *writing, size_t index, const char *stem, bool *is_had_out,
                       struct err *err)
{
    EV_FD int input_fd = -1;
    EV_FD int answer_fd = -1;
    *is_had_out = false;
    if (open_file(writing, index, false, &input_fd, err) != 0 ||
        (input_fd >= 0 && open_file(writing, index, true, &answer_fd, err) != 0))
        return -1;
    if (input_fd < 0 || answer_fd < 0)
        return 0;
    *is_had_out = true;
    const char *input = arena_printf(writing->arena, "%s.in", stem);
    const char *answer = arena_printf(writing->arena, "%s.ans", stem);
    if (write_open_file(writing, input_fd, input, false, err) != 0)
        return -1;
    return write_open_file(writing, answer_fd, answer, false, err);
}

static int write_settings(struct writing *writing, const char *stem, const struct str *yaml,
                          struct err *err)
{
    if (yaml->count == 0)
        return 0;
    return write_text(writing, arena_printf(writing->arena, "%s.yaml", stem), yaml, false, err);
}

static int write_companions(struct writing *writing, const struct problem_test *test,
                            const char *stem, struct err *err)
{
    for (size_t i = 0; i < test->file_count; i++) {
        const char *name = test->files[i] + strlen(test->files_folder) + 1;
        const char *to = arena_printf(writing->arena, "%s.files/%s", stem, name);
        if (write_copy(writing, test->files[i], to, err) != 0)
            return -1;
    }
    return 0;
}

/* The format's name for a test's file in a submission is the test's. */
static void note_outputs(struct writing *writing, const struct problem_test *test, const char *stem)
{
    const char *own = arena_printf(writing->arena, "%s.out", fs_base_name(stem));
    if (test->outputs && strcmp(test->outputs, own) != 0)
        write_note(writing, "test %s: the file %s of a submission", test->name, test->outputs);
}

static int write_test(struct writing *writing, size_t index, struct err *err)
{
    const struct problem_test *test = &writing->problem->tests[index];
    EV_STR struct str yaml = {0};
    bool is_had;
    if (test->is_static)
        return 0; /* its group's keys tell of it */
    const char *stem = write_test_stem(writing, index);
    if (write_files(writing, index, stem, &is_had, err) != 0)
        return -1;
    if (!is_had)
        return 0;
    writing->test_count++;
    note_outputs(writing, test, stem);
    add_settings(writing, test, &yaml);
    if (write_companions(writing, test, stem, err) != 0)
        return -1;
    return write_settings(writing, stem, &yaml, err);
}

/* ---- cases ---- */

static int write_case(struct writing *writing, const struct validation_case *row, struct err *err)
{
    const char *stem = arena_printf(writing->arena, "data/%s", row->name);
    const struct {
        const char *path, *extension;
    } files[] = {{row->input, "in"}, {row->answer, "ans"}, {row->output, "out"}};
    EV_STR struct str yaml = {0};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(files); i++) {
        const char *to = arena_printf(writing->arena, "%s.%s", stem, files[i].extension);
        if (files[i].path && write_copy(writing, files[i].path, to, err) != 0)
            return -1;
    }
    add_words(&yaml, "output_validator_args", row->validator_args, row->validator_arg_count);
    add_input_args(writing, row->input_validator_args, row->input_validator_arg_count,
                   row->named_input_args, row->named_input_arg_count, &yaml);
    return write_settings(writing, stem, &yaml, err);
}

static void note_lines(struct writing *writing)
{
    for (size_t i = 0; i < writing->problem->test_count; i++) {
        const struct problem_test *test = &writing->problem->tests[i];
        for (size_t k = 0; k < test->validator_arg_count; k++) {
            if (!str_starts_with(test->validator_args[k], "evalx:"))
                continue;
            write_note(writing,
                       "test %s: compared by %s here, which the default validator of 2025-09 does "
                       "not know: it takes line breaks as any white space, and every word in turn",
                       test->name, strchr(test->validator_args[k], ':') + 1);
            return;
        }
    }
}

int write_data(struct writing *writing, struct err *err)
{
    const struct problem *problem = writing->problem;
    for (size_t i = 0; i < problem->test_count; i++) {
        if (write_test(writing, i, err) != 0)
            return -1;
    }
    for (size_t i = 0; i < problem->case_count; i++) {
        if (write_case(writing, &problem->cases[i], err) != 0)
            return -1;
    }
    note_lines(writing);
    return 0;
}
