/* Reading langs.yaml. */
#include "support.h"

#define GOOD                                                                                       \
    "languages:\n  c:\n    name: C\n    extensions: [.c]\n    entry: binary\n"                     \
    "    compile: [gcc, -o, \"{binary}\", \"{files}\"]\n    run: [\"{binary}\"]\n"

Test(load, least_entry_gets_defaults)
{
    struct arena arena = {0};
    struct languages languages;
    struct err err = {0};
    cr_assert_eq(load_text(&arena, GOOD, &languages, &err), 0, "%s", err.msg);
    cr_assert_eq(languages.count, 1);
    const struct language *c = &languages.items[0];
    cr_expect_str_eq(c->id, "c");
    cr_expect_eq(c->time_factor, 1.0);
    cr_expect_eq(c->priority, 0);
    cr_expect_eq(c->compile_limits.cpu_ns, -1);
    cr_assert_eq(c->tool_count, 1);
    cr_expect_str_eq(c->tools[0], "gcc");
    arena_done(&arena);
}

Test(load, every_key_is_read)
{
    static const char text[] =
        "languages:\n  x:\n    name: X\n    aliases: [ex, eks]\n    extensions: [.x, .xx]\n"
        "    shebangs: [xsh]\n    content: [hello]\n    priority: -5\n    entry: mainfile\n"
        "    compile: [xc, \"{files}\"]\n    run: [x, \"-m{memory_mib}\", \"{mainfile}\"]\n"
        "    keep: [\"*.xo\", \"*.x\"]\n    tools: [x]\n    environment: [\"XHOME={work}/x\"]\n"
        "    paths: [/opt/x]\n    package: xlang\n    version: [x, --version]\n"
        "    compile_limits: {time: 5s, wall: 10s, memory: 1G, processes: 7, output: 1M,\n"
        "      written: 2M, files: 9, stack: 8M, open_files: 11}\n"
        "    memory_reserve: 64M\n    time_factor: 1.5\n    extra_processes: 3\n"
        "    extra_memory: 32M\n";
    struct arena arena = {0};
    struct languages languages;
    struct err err = {0};
    cr_assert_eq(load_text(&arena, text, &languages, &err), 0, "%s", err.msg);
    const struct language *x = &languages.items[0];
    cr_expect_str_eq(joined(&arena, x->aliases), "ex eks");
    cr_expect_str_eq(joined(&arena, x->extensions), ".x .xx");
    cr_expect_str_eq(joined(&arena, x->shebangs), "xsh");
    cr_expect_str_eq(joined(&arena, x->content), "hello");
    cr_expect_eq(x->priority, -5);
    cr_expect_str_eq(x->entry, "mainfile");
    cr_expect_str_eq(joined(&arena, x->compile), "xc {files}");
    cr_expect_str_eq(joined(&arena, x->run), "x -m{memory_mib} {mainfile}");
    cr_expect_str_eq(joined(&arena, x->keep), "*.xo *.x");
    cr_expect_str_eq(joined(&arena, x->tools), "x");
    cr_expect_str_eq(joined(&arena, x->environment), "XHOME={work}/x");
    cr_expect_str_eq(joined(&arena, x->paths), "/opt/x");
    cr_expect_str_eq(x->package, "xlang");
    cr_expect_str_eq(joined(&arena, x->version), "x --version");
    cr_expect_eq(x->memory_reserve_bytes, 64 << 20);
    cr_expect_eq(x->time_factor, 1.5);
    cr_expect_eq(x->extra_processes, 3);
    cr_expect_eq(x->extra_memory_bytes, 32 << 20);
    struct limits limits = x->compile_limits;
    cr_expect_eq(limits.cpu_ns, 5000000000);
    cr_expect_eq(limits.wall_ns, 10000000000);
    cr_expect_eq(limits.memory_bytes, 1 << 30);
    cr_expect_eq(limits.processes, 7);
    cr_expect_eq(limits.output_bytes, 1 << 20);
    cr_expect_eq(limits.written_bytes, 2 << 20);
    cr_expect_eq(limits.files, 9);
    cr_expect_eq(limits.stack_bytes, 8 << 20);
    cr_expect_eq(limits.open_files, 11);
    arena_done(&arena);
}

/* `line` replaces or follows the good entry's line of the same key. */
static const struct {
    const char *label, *text, *place, *named;
} bad[] = {
    {"unknown key", GOOD "    nam: C\n", ":8:5:", "nam"},
    {"unknown top key", "language: {}\n" GOOD, ":1:1:", "language"},
    {"no languages", "languages: {}\n", ":1:12:", "languages"},
    {"empty file", "", ":", "languages"},
    {"name missing", "languages:\n  c:\n    extensions: [.c]\n    entry: mainfile\n    run: [c]\n",
     ":3:5:", "name"},
    {"entry unknown", "languages:\n  c:\n    entry: jar\n", ":3:12:", "jar"},
    {"binary without compile",
     "languages:\n  c:\n    name: C\n    extensions: [.c]\n    entry: binary\n    run: [c]\n",
     ":3:5:", "compile"},
    {"command as one text", GOOD "    version: gcc --version\n", ":8:14:", "list of words"},
    {"empty command", GOOD "    version: []\n", ":8:14:", "list of words"},
    {"unknown variable", GOOD "    version: [gcc, \"{fiels}\"]\n", ":8:20:", "{fiels}"},
    {"variable without a value here", GOOD "    version: [gcc, \"{work}\"]\n", ":8:20:", "{work}"},
    {"memory at compile time", "languages:\n  c:\n    compile: [\"{memory_mib}\"]\n",
     ":3:15:", "{memory_mib}"},
    {"files within a word", "languages:\n  c:\n    compile: [\"-c{files}\"]\n",
     ":3:15:", "{files}"},
    {"extension without a dot", "languages:\n  c:\n    extensions: [c]\n", ":3:17:", "c"},
    {"size", GOOD "    extra_memory: lots\n", ":8:19:", "lots"},
    {"limit", GOOD "    compile_limits: {time: soon}\n", ":8:28:", "soon"},
    {"unknown limit", GOOD "    compile_limits: {tiem: 1s}\n", ":8:22:", "tiem"},
    {"relative path", GOOD "    paths: [opt]\n", ":8:12:", "opt"},
    {"environment without =", GOOD "    environment: [HOME]\n", ":8:18:", "HOME"},
    {"id with capitals", "languages:\n  Cee: {}\n", ":2:3:", "Cee"},
    {"the same id twice", GOOD "  c: {}\n", ":8:3:", "c"},
    {"alias taken",
     GOOD "  d:\n    name: D\n    aliases: [C]\n    extensions: [.d]\n    entry: mainfile\n    "
          "run: [d]\n",
     ":8:3:", "\"C\""},
    {"negative factor", GOOD "    time_factor: -1\n", ":8:18:", "-1"},
};

Test(load, mistakes_are_told_with_line_and_column)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(bad); i++) {
        struct arena arena = {0};
        struct languages languages;
        struct err err = {0};
        cr_expect_eq(load_text(&arena, bad[i].text, &languages, &err), -1, "%s", bad[i].label);
        cr_expect_eq(err.kind, ERR_INPUT, "%s", bad[i].label);
        cr_expect(strstr(err.msg, bad[i].place), "%s: %s", bad[i].label, err.msg);
        cr_expect(strstr(err.msg, bad[i].named), "%s: %s", bad[i].label, err.msg);
        arena_done(&arena);
    }
}

Test(load, missing_file_is_an_input_error)
{
    struct arena arena = {0};
    struct languages languages;
    struct err err = {0};
    cr_expect_eq(languages_load(&arena, "/nonexistent/langs.yaml", &languages, &err), -1);
    cr_expect_eq(err.kind, ERR_INPUT);
    arena_done(&arena);
}

Test(load, language_is_found_by_id_alias_and_name_in_any_case)
{
    static const char text[] = GOOD "    aliases: [c17]\n";
    struct arena arena = {0};
    struct languages languages;
    cr_assert_eq(load_text(&arena, text, &languages, NULL), 0);
    cr_expect_eq(language_find(&languages, "c"), languages.items);
    cr_expect_eq(language_find(&languages, "C17"), languages.items);
    cr_expect_null(language_find(&languages, "c18"));
    arena_done(&arena);
}

Test(load, missing_tool_is_named)
{
    static const char text[] = GOOD "    tools: [sh, no-such-tool-here]\n";
    struct arena arena = {0};
    struct languages languages;
    cr_assert_eq(load_text(&arena, text, &languages, NULL), 0);
    cr_expect_str_eq(language_missing_tool(&languages.items[0]), "no-such-tool-here");
    arena_done(&arena);
}

Test(load, tool_is_searched_in_the_language_paths)
{
    static const char text[] = GOOD "    tools: [sh, ls]\n    paths: [/usr]\n";
    struct arena arena = {0};
    struct languages languages;
    cr_assert_eq(load_text(&arena, text, &languages, NULL), 0);
    cr_expect_null(language_missing_tool(&languages.items[0]));
    arena_done(&arena);
}

Test(load, shipped_table_is_good)
{
    struct arena arena = {0};
    struct languages languages;
    struct err err = {0};
    cr_assert_eq(languages_load(&arena, "langs.yaml", &languages, &err), 0, "%s", err.msg);
    static const char *const ids[] = {"c",    "cpp17",      "cpp",  "cpp23", "python3",
                                      "java", "javascript", "rust", "go",    "pascal"};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(ids); i++)
        cr_expect(language_find(&languages, ids[i]), "%s", ids[i]);
    arena_done(&arena);
}

/* ---- what a language takes from others ---- */

#define OTHER_KEYS                                                                                 \
    "name: D\n    extensions: [.d]\n    entry: mainfile\n    run: [d, \"{mainfile}\"]\n"

Test(load, like_copies_all_but_what_is_ones_own)
{
    struct arena arena = {0};
    struct languages languages;
    struct err err = {0};
    const char *text =
        GOOD "    aliases: [see]\n    priority: 7\n    judge0: [50]\n    package: gcc\n"
             "  c2:\n    like: see\n    name: C 2\n"
             "    compile: [clang, -o, \"{binary}\", \"{files}\"]\n";
    cr_assert_eq(load_text(&arena, text, &languages, &err), 0, "%s", err.msg);
    const struct language *copy = language_find(&languages, "c2");
    cr_assert_not_null(copy);
    cr_expect_str_eq(copy->like, "c");
    cr_expect_str_eq(copy->extensions[0], ".c");
    cr_expect_str_eq(copy->package, "gcc");
    cr_expect_str_eq(joined(&arena, copy->compile), "clang -o {binary} {files}");
    cr_expect_str_eq(joined(&arena, copy->tools), "clang");
    cr_expect_eq(copy->priority, 0);
    cr_expect_eq(copy->alias_count, 0);
    cr_expect_eq(copy->judge0_count, 0);
    cr_expect_str_eq(language_find_judge0(&languages, 50)->id, "c");
    cr_expect_null(language_find_judge0(&languages, 51));
    arena_done(&arena);
}

static int open_with(struct arena *arena, const char *text, const char *extended,
                     const char *profile, struct languages *languages, struct err *err)
{
    char path[] = "/tmp/evalx-langs.XXXXXX", base[] = "/tmp/evalx-langs.XXXXXX";
    int fd = mkstemp(path), base_fd = mkstemp(base);
    cr_assert_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    cr_assert_eq(write(base_fd, extended, strlen(extended)), (ssize_t)strlen(extended));
    struct languages_options options = {.path = path, .extended = base, .profile = profile};
    int status = languages_open(arena, &options, languages, err);
    (void)close(fd);
    (void)close(base_fd);
    (void)unlink(path);
    (void)unlink(base);
    return status;
}

Test(load, table_extends_another)
{
    struct arena arena = {0};
    struct languages languages;
    struct err err = {0};
    const char *text = "extends: evalx\nlanguages:\n  c:\n    like: c\n    time_factor: 2\n"
                       "  d:\n    " OTHER_KEYS;
    cr_assert_eq(open_with(&arena, text, GOOD, NULL, &languages, &err), 0, "%s", err.msg);
    cr_assert_eq(languages.count, 2);
    cr_expect_str_eq(languages.items[0].id, "c");
    cr_expect_str_eq(languages.items[0].name, "C");
    cr_expect_eq(languages.items[0].time_factor, 2.0);
    cr_expect_str_eq(languages.items[1].id, "d");
    arena_done(&arena);
}

#define PROFILED                                                                                   \
    GOOD "    profiles:\n      strict: {time_factor: 3}\n      loose: {run: [valgrind, "           \
         "\"{binary}\"]}\n"

Test(load, profile_changes_keys)
{
    struct arena arena = {0};
    struct languages languages;
    struct err err = {0};
    cr_assert_eq(open_with(&arena, PROFILED, "", "strict", &languages, &err), 0, "%s", err.msg);
    cr_expect_eq(languages.items[0].time_factor, 3.0);
    cr_expect_str_eq(joined(&arena, languages.items[0].run), "{binary}");
    cr_assert_eq(open_with(&arena, PROFILED, "", NULL, &languages, &err), 0, "%s", err.msg);
    cr_expect_eq(languages.items[0].time_factor, 1.0);
    cr_expect_eq(open_with(&arena, PROFILED, "", "none", &languages, &err), -1);
    cr_expect_eq(err.kind, ERR_USAGE);
    cr_expect(strstr(err.msg, "known are: strict, loose"), "%s", err.msg);
    arena_done(&arena);
}

Test(load, validator_is_a_variant)
{
    struct arena arena = {0};
    struct languages languages;
    struct err err = {0};
    const char *text = GOOD "    validator: {compile: [gcc, -g, -o, \"{binary}\", \"{files}\"]}\n";
    cr_assert_eq(load_text(&arena, text, &languages, &err), 0, "%s", err.msg);
    const struct language *c = &languages.items[0];
    cr_assert_not_null(c->validator);
    cr_expect_str_eq(joined(&arena, c->validator->compile), "gcc -g -o {binary} {files}");
    cr_expect_str_eq(joined(&arena, c->compile), "gcc -o {binary} {files}");
    cr_expect_str_eq(c->validator->id, "c");
    arena_done(&arena);
}

Test(load, fallback_stands_in_for_what_is_missing)
{
    struct arena arena = {0};
    struct languages languages;
    struct err err = {0};
    const char *text =
        "languages:\n  here:\n    name: Here\n    extensions: [.h1]\n    entry: mainfile\n"
        "    run: [sh, \"{mainfile}\"]\n"
        "  gone:\n    name: Gone\n    extensions: [.h2]\n    entry: mainfile\n"
        "    run: [no-such-program, \"{mainfile}\"]\n    fallback: [here]\n";
    cr_assert_eq(load_text(&arena, text, &languages, &err), 0, "%s", err.msg);
    const struct language *gone = language_find(&languages, "gone");
    cr_expect_str_eq(language_usable(&languages, gone)->id, "here");
    const struct language *here = language_find(&languages, "here");
    cr_expect_eq(language_usable(&languages, here), here);
    arena_done(&arena);
}

Test(load, mistakes_between_languages_name_their_place)
{
    static const struct {
        const char *label, *text, *message;
    } rows[] = {
        {"like nobody", GOOD "  d:\n    like: x\n    name: D\n", ":9:11: like: no language before"},
        {"number twice", GOOD "    judge0: [5]\n  d:\n    judge0: [5]\n    " OTHER_KEYS,
         ":9:3: language d: Judge0's number 5 is taken by c"},
        {"no such fallback", GOOD "    fallback: [e]\n",
         "fallback: no other language is called \"e\""},
        {"a mistake in a profile", GOOD "    profiles:\n      p: {nme: x}\n", "nme"},
        {"no profile in a profile", GOOD "    profiles:\n      p: {profiles: {}}\n", "profiles"},
        {"nothing to extend", "extends: evalx\n" GOOD, ":1:10: extends: there is no table"},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct arena arena = {0};
        struct languages languages;
        struct err err = {0};
        cr_expect_eq(load_text(&arena, rows[i].text, &languages, &err), -1, "%s", rows[i].label);
        cr_expect(strstr(err.msg, rows[i].message), "%s: %s", rows[i].label, err.msg);
        arena_done(&arena);
    }
}

/* ---- the table that comes with evalx ---- */

Test(load, others_names_find_the_language)
{
    static const struct {
        const char *name, *id;
    } rows[] = {
        {"cpp.g++17", "cpp17"},
        {"CPP17", "cpp17"},
        {"cpp", "cpp"},
        {"cpp.gcc11-64-winlibs-g++20", "cpp"},
        {"c.gcc", "c"},
        {"PYPY3", "pypy3"},
        {"python.3", "python3"},
        {"PY2", "python2"},
        {"java17", "java17"},
        {"js", "javascript"},
        {"hs", "haskell"},
        {"HASK", "haskell"},
        {"plg", "prolog"},
        {"PRO", "prolog"},
        {"csharp.mono", "csharp"},
        {"MONOCS", "csharp"},
        {"kt", "kotlin"},
        {"pas.fpc", "pascal"},
        {"f95", "fortran"},
        {"adb", "ada"},
        {"rb", "ruby"},
        {"objectivec", "objectivec"},
        {"OBJC", "objectivec"},
        {"visualbasic", "visualbasic"},
        {"SCM", "scheme"},
        {"RKT", "racket"},
        {"NASM64", "asm"},
    };
    struct arena arena = {0};
    struct languages languages;
    struct err err = {0};
    cr_assert_eq(languages_load(&arena, "langs.yaml", &languages, &err), 0, "%s", err.msg);
    cr_expect_geq(languages.count, 40);
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        const struct language *found = language_find(&languages, rows[i].name);
        cr_expect(found && strcmp(found->id, rows[i].id) == 0, "%s: %s", rows[i].name,
                  found ? found->id : "nothing");
    }
    arena_done(&arena);
}

Test(load, judge0_numbers_find_the_language)
{
    static const struct {
        int64_t number;
        const char *id;
    } rows[] = {{46, "bash"},       {50, "c"},       {54, "cpp"},     {60, "go"},   {62, "java"},
                {63, "javascript"}, {70, "python2"}, {71, "python3"}, {73, "rust"}, {82, "sql"}};
    struct arena arena = {0};
    struct languages languages;
    struct err err = {0};
    cr_assert_eq(languages_load(&arena, "langs.yaml", &languages, &err), 0, "%s", err.msg);
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        const struct language *found = language_find_judge0(&languages, rows[i].number);
        cr_expect(found && strcmp(found->id, rows[i].id) == 0, "%lld", (long long)rows[i].number);
    }
    arena_done(&arena);
}
