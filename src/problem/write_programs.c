/* write_programs: validators and files that are compiled with submissions. A program of another
 * convention is put beside two scripts: `build` compiles it, `run` calls it by its own convention
 * and ends by that of the format. */
#include <string.h>

#include "base/fs.h"
#include "problem/write.h"

/* Scripts run as: run IN ANSWER FEEDBACK/ ARGS... < OUTPUT */
#define RUN_START "#!/bin/sh\nhere=$(dirname \"$0\")\ncat >\"$3/output\"\n"
#define BY_STATUS "case $? in\n    0) exit 42 ;;\n    1 | 2) exit 43 ;;\n    *) exit 1 ;;\nesac\n"

static const struct wrapper {
    const char *run; /* NULL: it is not known how */
    const char *lost;
} wrappers[CHECKER_CONVENTION_COUNT] = {
    [CHECKER_TESTLIB] = {RUN_START "\"$here/program\" \"$1\" \"$3/output\" \"$2\" "
                                   "2>\"$3/judgemessage.txt\"\n" BY_STATUS,
                         "the checker's parts of points (exit status 7): a judge error now"},
    [CHECKER_DMOJ] = {RUN_START "\"$here/program\" \"$1\" \"$3/output\" \"$2\" "
                                ">\"$3/judgemessage.txt\"\n" BY_STATUS,
                      NULL},
    [CHECKER_CMS] = {RUN_START
                     "outcome=$(\"$here/program\" \"$1\" \"$2\" \"$3/output\" "
                     "2>\"$3/judgemessage.txt\" | head -n 1) || exit 1\n"
                     "case $outcome in\n    1 | 1.0 | 1.00*) exit 42 ;;\n    0 | 0.0 | 0.00*) "
                     "exit 43 ;;\n    0.*) echo \"$outcome\" >\"$3/score_multiplier.txt\" ;;\n"
                     "    *) exit 1 ;;\nesac\nexit 42\n",
                     NULL},
    [CHECKER_SINOL] = {RUN_START
                       "\"$here/program\" \"$1\" \"$3/output\" \"$2\" >\"$3/word\" || exit 1\n"
                       "sed -n 2p \"$3/word\" >\"$3/judgemessage.txt\"\n"
                       "[ \"$(head -n 1 \"$3/word\")\" = OK ] || exit 43\n"
                       "percent=$(sed -n 3p \"$3/word\")\n"
                       "[ -z \"$percent\" ] || [ \"$percent\" = 100 ] ||\n"
                       "    echo \"$percent\" | awk '{ print $1 / 100 }' "
                       ">\"$3/score_multiplier.txt\"\nexit 42\n",
                       NULL},
};

static const char validator_run[] = "#!/bin/sh\nhere=$(dirname \"$0\")\n"
                                    "\"$here/program\" \"$@\" && exit 42\nexit 43\n";

/* How sources become `program`, by their extension. */
static const struct compiler {
    const char *extensions[4];
    const char *command; /* before the sources; NULL: the source is the program */
} compilers[] = {
    {{"cpp", "cc", "cxx"}, "g++ -O2 -std=gnu++17 -o program"},
    {{"c"}, "gcc -O2 -std=gnu17 -o program"},
    {{"py", "py3"}, NULL},
};

static const struct compiler *find_compiler(const char *path)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(compilers); i++) {
        for (size_t k = 0; k < 4 && compilers[i].extensions[k]; k++) {
            if (strcmp(fs_extension(path), compilers[i].extensions[k]) == 0)
                return &compilers[i];
        }
    }
    return NULL;
}

static int copy_files(struct writing *writing, const char *const *files, size_t count,
                      const char *folder, struct err *err)
{
    for (size_t i = 0; i < count; i++) {
        const char *to = arena_printf(writing->arena, "%s/%s", folder, fs_base_name(files[i]));
        if (!fs_exists(writing->dir_fd, to) && write_copy(writing, files[i], to, err) != 0)
            return -1;
    }
    return 0;
}

static int copy_program(struct writing *writing, const struct package_program *program,
                        const char *folder, struct err *err)
{
    if (copy_files(writing, program->sources, program->source_count, folder, err) != 0)
        return -1;
    return copy_files(writing, program->companions, program->companion_count, folder, err);
}

static int write_build(struct writing *writing, const struct package_program *program,
                       const struct compiler *compiler, const char *folder, struct err *err)
{
    EV_STR struct str text = {0};
    str_add(&text, "#!/bin/sh\ncd \"$(dirname \"$0\")\" || exit 1\n");
    if (compiler->command) {
        str_add(&text, compiler->command);
        for (size_t i = 0; i < program->source_count; i++)
            str_printf(&text, " '%s'", write_safe_name(writing, fs_base_name(program->sources[i])));
    } else {
        str_printf(&text,
                   "printf '#!/bin/sh\\nexec python3 \"$(dirname \"$0\")/%s\" \"$@\"\\n' "
                   ">program && chmod +x program",
                   write_safe_name(writing, fs_base_name(program->path)));
    }
    str_add_char(&text, '\n');
    return write_text(writing, arena_printf(writing->arena, "%s/build", folder), &text, true, err);
}

static bool has_safe_names(struct writing *writing, const struct package_program *program)
{
    for (size_t i = 0; i < program->source_count; i++) {
        const char *name = fs_base_name(program->sources[i]);
        if (strcmp(name, write_safe_name(writing, name)) != 0)
            return false;
    }
    return true;
}

/* False: it cannot be wrapped, and nothing was written. */
static int wrap(struct writing *writing, const struct package_program *program, const char *script,
                const char *folder, bool *is_wrapped_out, struct err *err)
{
    const struct compiler *compiler = find_compiler(program->path);
    EV_STR struct str run = {0};
    *is_wrapped_out = script && compiler && has_safe_names(writing, program);
    if (!*is_wrapped_out)
        return 0;
    str_add(&run, script);
    if (copy_program(writing, program, folder, err) != 0 ||
        write_build(writing, program, compiler, folder, err) != 0)
        return -1;
    return write_text(writing, arena_printf(writing->arena, "%s/run", folder), &run, true, err);
}

static int write_checker(struct writing *writing, struct err *err)
{
    const struct problem *problem = writing->problem;
    const struct package_program *program = &problem->output_validator;
    const struct wrapper *wrapper = &wrappers[problem->checker_convention];
    bool is_wrapped;
    if (!program->path)
        return 0;
    if (problem->checker_convention == CHECKER_KATTIS)
        return copy_program(writing, program, "output_validator", err);
    const char *script = program->arguments ? NULL : wrapper->run;
    if (wrap(writing, program, script, "output_validator", &is_wrapped, err) != 0)
        return -1;
    if (!is_wrapped)
        write_note(writing, "the checker %s: its arguments or language: write an output validator",
                   program->path);
    else if (wrapper->lost)
        write_note(writing, "%s: %s", program->path, wrapper->lost);
    return 0;
}

const char *write_validator_name(struct writing *writing, size_t index)
{
    const char *path = writing->problem->input_validators[index].program.path;
    return arena_printf(writing->arena, "%02zu-%s", index + 1,
                        write_safe_name(writing, fs_base_name(path)));
}

static int write_validator(struct writing *writing, size_t index, struct err *err)
{
    const struct input_validator *validator = &writing->problem->input_validators[index];
    const struct package_program *program = &validator->program;
    const char *folder =
        arena_printf(writing->arena, "input_validators/%s", write_validator_name(writing, index));
    bool is_known = true;
    bool by_zero =
        validator->convention == VALIDATOR_TESTLIB || validator->convention == VALIDATOR_SINOL;
    if (!by_zero)
        return copy_program(writing, program, folder, err);
    if (wrap(writing, program, validator_run, folder, &is_known, err) != 0)
        return -1;
    if (!is_known)
        write_note(writing, "the input validator %s: its language", program->path);
    return 0;
}

static int write_includes(struct writing *writing, struct err *err)
{
    for (size_t i = 0; i < writing->problem->include_count; i++) {
        const struct include_set *set = &writing->problem->includes[i];
        const char *folder =
            arena_printf(writing->arena, "include/%s",
                         set->language ? write_safe_name(writing, set->language) : "default");
        if (copy_files(writing, set->files, set->file_count, folder, err) != 0)
            return -1;
        if (set->entry)
            write_note(writing, "include/%s: that %s is the program of a submission",
                       set->language ? set->language : "default", set->entry);
        if (set->prefix)
            write_note(writing, "include/%s: what is put in front of a submission's source",
                       set->language ? set->language : "default");
    }
    return 0;
}

/* Programs that have no place in the format by themselves. */
static void note_others(struct writing *writing)
{
    const struct problem *problem = writing->problem;
    if (problem->interactor.path)
        write_note(writing, "the interactor %s: its convention: write an output validator",
                   problem->interactor.path);
    if (problem->grader.path)
        write_note(writing, "the grader %s", problem->grader.path);
    if (problem->visualizer.path)
        write_note(writing, "the visualizer %s", problem->visualizer.path);
    for (size_t i = 0; i < problem->answer_validator_count; i++)
        write_note(writing, "the answer validator %s", problem->answer_validators[i].program.path);
}

int write_programs(struct writing *writing, struct err *err)
{
    if (write_checker(writing, err) != 0)
        return -1;
    for (size_t i = 0; i < writing->problem->input_validator_count; i++) {
        if (write_validator(writing, i, err) != 0)
            return -1;
    }
    note_others(writing);
    if (writing->problem->static_validator.path &&
        copy_program(writing, &writing->problem->static_validator, "static_validator", err) != 0)
        return -1;
    return write_includes(writing, err);
}
