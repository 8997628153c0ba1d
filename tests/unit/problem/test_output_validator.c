#include "fixture.h"

#define CUSTOM "name: x\nvalidation: custom\n"
#define ICPC "problem_format_version: 2025-09\nname: Sum\nuuid: 1\n"
#define DRAFT "problem_format_version: 2023-07-draft\nname: Sum\n"

static struct fixture *package_with(const char *yaml, const char *const *files)
{
    struct fixture *fixture = fixture_package(yaml);
    for (; *files; files++)
        fixture_write(fixture, *files, "x\n");
    return fixture;
}

Test(output_validator, program_is_found)
{
    static const struct {
        const char *label, *yaml;
        const char *files[4];
        const char *path, *sources;
    } rows[] = {
        {"file",
         CUSTOM,
         {"output_validators/v.py", NULL},
         "output_validators/v.py",
         "output_validators/v.py"},
        {"folder",
         CUSTOM,
         {"output_validators/v/b.h", "output_validators/v/a.cc", NULL},
         "output_validators/v",
         "output_validators/v/a.cc output_validators/v/b.h"},
        {"header beside",
         CUSTOM,
         {"output_validators/v.cc", "output_validators/v.h", NULL},
         "output_validators",
         "output_validators/v.cc output_validators/v.h"},
        {"readme beside",
         CUSTOM,
         {"output_validators/v.cc", "output_validators/README.md", NULL},
         "output_validators/v.cc",
         "output_validators/v.cc"},
        {"legacy by the new folder",
         CUSTOM,
         {"output_validator/v.py", NULL},
         "output_validator/v.py",
         "output_validator/v.py"},
        {"draft by folder",
         DRAFT,
         {"output_validator/v/v.py", NULL},
         "output_validator/v",
         "output_validator/v/v.py"},
        {"draft by the old folder",
         DRAFT,
         {"output_validators/v.py", NULL},
         "output_validators/v.py",
         "output_validators/v.py"},
        {"2025-09 of files",
         ICPC,
         {"output_validator/a.cpp", "output_validator/b.cpp", NULL},
         "output_validator",
         "output_validator/a.cpp output_validator/b.cpp"},
        {"2025-09 of one file",
         ICPC,
         {"output_validator/a.cpp", NULL},
         "output_validator/a.cpp",
         "output_validator/a.cpp"},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct fixture *fixture = package_with(rows[i].yaml, rows[i].files);
        const struct problem *problem = fixture_problem(fixture);
        cr_expect_not_null(problem->output_validator.path, "%s", rows[i].label);
        cr_expect_str_eq(problem->output_validator.path, rows[i].path, "%s: %s", rows[i].label,
                         problem->output_validator.path);
        const char *sources = fixture_words(fixture, problem->output_validator.sources,
                                            problem->output_validator.source_count);
        cr_expect_str_eq(sources, rows[i].sources, "%s: %s", rows[i].label, sources);
        cr_expect_eq(problem->warning_count, 0, "%s", rows[i].label);
        fixture_done(fixture);
    }
}

Test(output_validator, what_cannot_be_run_is_refused_by_name)
{
    static const struct {
        const char *label, *yaml;
        const char *files[3];
        const char *words;
    } rows[] = {
        {"none", CUSTOM, {NULL}, "validation: custom, but"},
        {"only a readme", CUSTOM, {"output_validators/README.md", NULL}, "validation: custom, but"},
        {"two files",
         CUSTOM,
         {"output_validators/a.py", "output_validators/b.py", NULL},
         "output_validators: several output validators"},
        {"two folders",
         CUSTOM,
         {"output_validators/a/a.py", "output_validators/b/b.py", NULL},
         "several output validators"},
        {"both names",
         CUSTOM,
         {"output_validators/a.py", "output_validator/b.py", NULL},
         "several output validators"},
        {"interactive without one",
         ICPC "type: interactive\n",
         {NULL},
         "interactive problems need an output validator"},
        {"multi-pass without one",
         "validation: default\ntype: multi-pass\n",
         {NULL},
         "multi-pass problems need an output validator"},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct fixture *fixture = package_with(rows[i].yaml, rows[i].files);
        fixture_expect_refusal(fixture, rows[i].label, rows[i].words);
        fixture_done(fixture);
    }
}

Test(output_validator, folder_with_build_or_run_is_one_program)
{
    static const struct {
        const char *label, *yaml;
        const char *files[4];
        const char *path;
        bool has_scripts;
    } rows[] = {
        {"legacy",
         CUSTOM,
         {"output_validators/v/build", "output_validators/v/v.c", NULL},
         "output_validators/v",
         true},
        {"legacy, at the top",
         CUSTOM,
         {"output_validators/build", "output_validators/a.c", "output_validators/b.c", NULL},
         "output_validators",
         true},
        {"2025-09", ICPC, {"output_validator/run", NULL}, "output_validator", true},
        {"deeper is a file as any other",
         ICPC,
         {"output_validator/v.c", "output_validator/x/run", NULL},
         "output_validator",
         false},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct fixture *fixture = package_with(rows[i].yaml, rows[i].files);
        const struct problem *problem = fixture_problem(fixture);
        cr_expect_str_eq(problem->output_validator.path, rows[i].path, "%s: %s", rows[i].label,
                         problem->output_validator.path);
        cr_expect_eq(problem->output_validator.has_scripts, rows[i].has_scripts, "%s",
                     rows[i].label);
        fixture_done(fixture);
    }
}

Test(output_validator, unused_one_of_a_default_package_is_told)
{
    struct fixture *fixture =
        package_with("name: x\n", (const char *const[]){"output_validators/v.py", NULL});
    const struct problem *problem = fixture_problem(fixture);
    cr_expect_null(problem->output_validator.path);
    cr_expect(fixture_has_warning(fixture, "output_validators: not used"));
    fixture_done(fixture);
}

Test(output_validator, old_folder_name_in_2025_is_told)
{
    struct fixture *fixture =
        package_with(ICPC, (const char *const[]){"output_validators/v.py", NULL});
    cr_expect_not_null(fixture_problem(fixture)->output_validator.path);
    cr_expect(fixture_has_warning(fixture, "older name"));
    fixture_done(fixture);
}
