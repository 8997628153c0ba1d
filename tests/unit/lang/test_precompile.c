/* precompile: which sources are offered a precompiled header, and how it is made. */
#include <string.h>

#include <criterion/criterion.h>

#include "lang/lang.h"

static const char *const compile[] = {"g++", "-O2", "-o", "{binary}", "{files}", NULL};
static const char *const command[] = {"g++", "-O2", "-o", "{binary}", "{mainfile}", NULL};
static const char *const use[] = {"-I{headers}", NULL};
static const char *const extensions[] = {".cpp", NULL};

static struct language language(void)
{
    return (struct language){
        .id = "cpp",
        .name = "C++",
        .entry = "binary",
        .extensions = extensions,
        .extension_count = 1,
        .compile = compile,
        .precompile = {"bits/all.h", "bits/all.h.gch", command, use},
    };
}

static bool wants(const char *text)
{
    struct language cpp = language();
    struct source_file file = {.name = "a.cpp", .bytes = text, .count = strlen(text)};
    struct build_plan plan = {.language = &cpp, .files = &file, .file_count = 1};
    return build_wants_header(&plan);
}

Test(precompile, what_begins_with_the_header_is_offered_it)
{
    static const struct {
        const char *text;
        bool is_offered;
    } rows[] = {
        {"#include <bits/all.h>\nint main() {}", true},
        {"#include <bits/all.h>", true},
        {"#include \"bits/all.h\"\n", true},
        {"  # \tinclude<bits/all.h>\r\n", true},
        {"\xef\xbb\xbf#include <bits/all.h>\n", true},
        {"// #pragma\n\n/* int; */ #include <bits/all.h>\n", true},
        {"#pragma GCC optimize(\"O3\")\n#include <bits/all.h>\n", false},
        {"#define X\n#include <bits/all.h>\n", false},
        {"#include <vector>\n#include <bits/all.h>\n", false},
        {"int a;\n#include <bits/all.h>\n", false},
        {"// #include <bits/all.h>\n", false},
        {"/* #include <bits/all.h>\n", false},
        {"//", false},
        {"#include <bits/all.hpp>\n", false},
        {"#include <bits/all.h\"\n", false},
        {"#include <bits/al", false},
        {"#include <", false},
        {"#include", false},
        {"#", false},
        {"", false},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++)
        cr_expect_eq(wants(rows[i].text), rows[i].is_offered, "%s", rows[i].text);
}

Test(precompile, several_files_are_compiled_without)
{
    struct language cpp = language();
    struct source_file files[2] = {{.name = "a.cpp", .bytes = "#include <bits/all.h>", .count = 21},
                                   {.name = "b.h", .bytes = "", .count = 0}};
    struct build_plan plan = {.language = &cpp, .files = files, .file_count = 2};
    cr_expect_not(build_wants_header(&plan));
}

Test(precompile, a_language_without_a_header_wants_none)
{
    struct language c = language();
    c.precompile = (struct precompile){0};
    struct source_file file = {.name = "a.cpp", .bytes = "#include <bits/all.h>", .count = 21};
    struct build_plan plan = {.language = &c, .files = &file, .file_count = 1};
    cr_expect_not(build_wants_header(&plan));
}

Test(precompile, words_of_use_stand_behind_the_compiler)
{
    struct arena arena = {0};
    struct language cpp = language();
    struct source_file file = {.name = "a.cpp", .bytes = "", .count = 0};
    struct build_plan plan = {
        .language = &cpp, .files = &file, .file_count = 1, .binary = "program"};
    const char *const *argv = build_header_argv(&arena, &plan, "/box", "/shared/key");
    static const char *const expected[] = {"g++",          "-I/shared/key", "-O2", "-o",
                                           "/box/program", "a.cpp",         NULL};
    for (size_t i = 0; expected[i]; i++) {
        cr_assert_not_null(argv[i]);
        cr_expect_str_eq(argv[i], expected[i]);
    }
    cr_expect_null(argv[EV_ARRAY_LENGTH(expected) - 1]);
    arena_done(&arena);
}

Test(precompile, the_header_is_built_as_a_program_that_wants_no_header)
{
    struct arena arena = {0};
    struct language cpp = language();
    struct build_plan plan;
    build_header_plan(&arena, &cpp, true, &plan);
    cr_expect_not(build_wants_header(&plan), "it would ask for itself");
    cr_expect_eq(plan.file_count, 1, "no words for a plugin, no plugin");
    const char *const *argv = build_compile_argv(&arena, &plan, "/box");
    cr_expect_str_eq(argv[3], "/box/precompiled");
    cr_expect_str_eq(argv[4], plan.files[0].name);
    cr_expect_str_eq(plan.files[0].bytes, "#include <bits/all.h>\n");
    arena_done(&arena);
}

Test(precompile, a_plugin_goes_along_where_there_are_words_for_it)
{
    static const char *const plugin[] = {"-fplugin=./" PRECOMPILE_PLUGIN, NULL};
    struct arena arena = {0};
    struct language cpp = language();
    struct build_plan plan;
    cpp.precompile.plugin = plugin;
    build_header_plan(&arena, &cpp, true, &plan);
    cr_assert_eq(plan.file_count, 2);
    cr_expect_str_eq(plan.files[0].bytes, "#include <bits/all.h>\n#pragma evalx instantiate\n");
    cr_expect_str_eq(plan.files[1].name, PRECOMPILE_PLUGIN);
    cr_assert_gt(plan.files[1].count, 4);
    cr_expect_arr_eq(plan.files[1].bytes, "\177ELF", 4);
    const char *const *argv = build_compile_argv(&arena, &plan, "/box");
    cr_expect_str_eq(argv[0], "g++");
    cr_expect_str_eq(argv[1], plugin[0]);
    cr_expect_str_eq(argv[2], "-O2");
    build_header_plan(&arena, &cpp, false, &plan);
    cr_expect_eq(plan.file_count, 1);
    cr_expect_str_eq(build_compile_argv(&arena, &plan, "/box")[1], "-O2");
    arena_done(&arena);
}

Test(precompile, some_messages_may_be_the_headers_doing)
{
    static const char *const doubts[] = {"after instantiation", "compiler error", NULL};
    struct language cpp = language();
    struct build_plan plan = {.language = &cpp};
    cr_expect(build_doubts_header(&plan, "/headers/key/bits/all.h: not found", "/headers/key"));
    cr_expect_not(build_doubts_header(&plan, "'x' was not declared", "/headers/key"));
    cr_expect_not(build_doubts_header(&plan, "specialization after instantiation", "/headers"));
    cpp.precompile.doubts = doubts;
    cr_expect(build_doubts_header(&plan, "specialization after instantiation", "/headers"));
    cr_expect_not(build_doubts_header(&plan, "'x' was not declared", "/headers"));
}

static struct language java(void)
{
    static const char *const classes[] = {"*.class"};
    struct language java = language();
    java.entry = "mainclass";
    java.keep = classes;
    java.keep_count = 1;
    java.precompile.header = NULL;
    java.precompile.sample = "class A {}\n";
    return java;
}

Test(precompile, what_is_made_of_a_sample_is_for_every_source)
{
    struct language with_sample = java();
    struct source_file files[2] = {{.name = "A.cpp", .bytes = "x", .count = 1},
                                   {.name = "B.cpp", .bytes = "", .count = 0}};
    struct build_plan plan = {.language = &with_sample, .files = files, .file_count = 2};
    cr_expect(build_wants_header(&plan));
}

Test(precompile, a_sample_is_built_and_only_its_binary_kept)
{
    struct arena arena = {0};
    struct language with_sample = java();
    struct build_plan plan;
    build_header_plan(&arena, &with_sample, true, &plan);
    cr_expect_not(build_wants_header(&plan), "it would ask for itself");
    cr_expect_str_eq(plan.files[0].name, "sample.cpp");
    cr_expect_str_eq(plan.files[0].bytes, "class A {}\n");
    cr_expect(language_keeps(&plan, "precompiled"));
    cr_expect_not(language_keeps(&plan, "A.class"));
    arena_done(&arena);
}
