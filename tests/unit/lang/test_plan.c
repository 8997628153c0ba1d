/* Build plans and commands. */
#include "support.h"

static const char table[] =
    "languages:\n"
    "  c:\n    name: C\n    extensions: [.c]\n    entry: binary\n"
    "    compile: [gcc, -o, \"{binary}\", \"{files}\", -lm]\n    run: [\"{binary}\"]\n"
    "  py:\n    name: Python\n    extensions: [.py]\n    entry: mainfile\n"
    "    run: [python3, \"{mainfile}\", \"-m{memory_mib}\", \"-s{stack_mib}\"]\n"
    "    memory_reserve: 64M\n    environment: [LANG=C, \"CACHE={work}/c\"]\n"
    "  java:\n    name: Java\n    extensions: [.java]\n    entry: mainclass\n"
    "    compile: [javac, -d, ., \"{files}\"]\n    run: [java, -cp, \"{program}\", "
    "\"{mainclass}\"]\n"
    "  pas:\n    name: Pascal\n    extensions: [.pas, .pp]\n    entry: binary\n"
    "    main_lines: [\"program \"]\n    compile: [fpc, \"{mainfile}\"]\n    run: [\"{binary}\"]\n"
    "  kt:\n    name: Kotlin\n    extensions: [.kt]\n    entry: mainfile\n    keep: [\"*.class\"]\n"
    "    compile: [kotlinc, -d, ., \"{files}\"]\n    run: [kotlin, \"{Mainclass}Kt\"]\n";

static struct arena arena;
static struct languages languages;

static void load_table(void)
{
    struct err err = {0};
    cr_assert_eq(load_text(&arena, table, &languages, &err), 0, "%s", err.msg);
}

static void drop_table(void)
{
    arena_done(&arena);
}

TestSuite(plan, .init = load_table, .fini = drop_table);

static struct build_plan plan_of(const char *language, const char *const *pairs)
{
    struct submission_source source = make_sources(&arena, pairs);
    struct build_plan plan;
    struct err err = {0};
    cr_assert_eq(build_plan_make(&arena, language_find(&languages, language), &source, &plan, &err),
                 0, "%s", err.msg);
    return plan;
}

#define MAIN "{ public static void main(String[] a) {} }"

static const struct {
    const char *label, *language;
    const char *files[4];
    const char *compile, *run; /* NULL: none, or the plan has a problem */
} rows[] = {
    {"C, one file", "c", {"a.c="}, "gcc -o /w/program a.c -lm", "/p/program"},
    {"C, only its own files",
     "c",
     {"a.c=", "b.h=", "sub/c.c="},
     "gcc -o /w/program a.c sub/c.c -lm",
     "/p/program"},
    {"the file that says it is the program",
     "pas",
     {"a.pp=unit a;\n(* for a program x *)", "b.pas=(* b *)\r\n  PROGRAM b;\r\nuses a;"},
     "fpc b.pas",
     "/p/program"},
    {"a name says more than a line",
     "pas",
     {"a.pas=program a;", "main.pas=begin end."},
     "fpc main.pas",
     "/p/program"},
    {"no file says it: the first",
     "pas",
     {"a.pas=begin", "b.pas=begin"},
     "fpc a.pas",
     "/p/program"},
    {"a name like an option", "c", {"-o.c="}, "gcc -o /w/program ./-o.c -lm", "/p/program"},
    {"a name like a response file", "c", {"@x.c="}, "gcc -o /w/program ./@x.c -lm", "/p/program"},
    {"a source called program",
     "c",
     {"a.c=", "program="},
     "gcc -o /w/program_ a.c -lm",
     "/p/program_"},
    {"a folder called program",
     "c",
     {"program/a.c="},
     "gcc -o /w/program_ program/a.c -lm",
     "/p/program_"},
    {"standard input", "c", {"stdin="}, "gcc -o /w/program main.c -lm", "/p/program"},
    {"another extension", "c", {"a.txt="}, "gcc -o /w/program a.c -lm", "/p/program"},
    {"Python", "py", {"a.py="}, NULL, "python3 /p/a.py -m192 -s8"},
    {"main.py of several", "py", {"a.py=", "main.py="}, NULL, "python3 /p/main.py -m192 -s8"},
    {"main whatever the case", "py", {"Main.py=", "a.py="}, NULL, "python3 /p/Main.py -m192 -s8"},
    {"the first of several", "py", {"b.py=", "c.py="}, NULL, "python3 /p/b.py -m192 -s8"},
    {"Java", "java", {"A.java=class A " MAIN}, "javac -d . A.java", "java -cp /p A"},
    {"Java, renamed after the public class",
     "java",
     {"sol.java=public class Sum " MAIN},
     "javac -d . Sum.java",
     "java -cp /p Sum"},
    {"Java, renamed in its folder",
     "java",
     {"x/sol.java=public class Sum " MAIN},
     "javac -d . x/Sum.java",
     "java -cp /p Sum"},
    {"Java with a package",
     "java",
     {"A.java=package a.b; public class A " MAIN},
     "javac -d . A.java",
     "java -cp /p a.b.A"},
    {"Java, main in one of several",
     "java",
     {"A.java=class A {}", "B.java=class B " MAIN},
     "javac -d . A.java B.java",
     "java -cp /p B"},
    {"Java, Main before others",
     "java",
     {"A.java=public class A " MAIN, "Main.java=public class Main " MAIN},
     "javac -d . A.java Main.java",
     "java -cp /p Main"},
    {"Java, the public one before others",
     "java",
     {"A.java=class X " MAIN " public class A " MAIN},
     "javac -d . A.java",
     "java -cp /p A"},
    {"Java, standard input",
     "java",
     {"stdin=class X " MAIN},
     "javac -d . main.java",
     "java -cp /p X"},
    {"Java, the name is taken",
     "java",
     {"A.java=public class A {}", "B.java=public class A " MAIN},
     "javac -d . A.java B.java",
     "java -cp /p A"},
    {"Kotlin", "kt", {"my-sum.kt="}, "kotlinc -d . my-sum.kt", "kotlin My_sumKt"},
};

Test(plan, commands_are_as_in_the_table)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct build_plan plan = plan_of(rows[i].language, rows[i].files);
        cr_expect_null(plan.problem, "%s: %s", rows[i].label, plan.problem);
        const char *const *compile = build_compile_argv(&arena, &plan, "/w");
        cr_expect_eq(!compile, !rows[i].compile, "%s", rows[i].label);
        if (compile && rows[i].compile)
            cr_expect_str_eq(joined(&arena, compile), rows[i].compile, "%s: %s", rows[i].label,
                             joined(&arena, compile));
        const char *run = joined(&arena, build_run_argv(&arena, &plan, "/p", 256 << 20, 8 << 20));
        cr_expect_str_eq(run, rows[i].run, "%s: %s", rows[i].label, run);
    }
}

static const struct {
    const char *label, *language;
    const char *files[3];
    const char *named;
} problems[] = {
    {"Java without main", "java", {"A.java=class A {}"}, "main"},
    {"no file of the language", "c", {"a.py=", "b.py="}, ".c"},
};

Test(plan, what_cannot_be_built_is_told_to_the_contestant)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(problems); i++) {
        struct build_plan plan = plan_of(problems[i].language, problems[i].files);
        cr_assert(plan.problem, "%s", problems[i].label);
        cr_expect(strstr(plan.problem, problems[i].named), "%s: %s", problems[i].label,
                  plan.problem);
    }
}

Test(plan, words_of_missing_limits_are_left_out)
{
    struct build_plan plan = plan_of("py", (const char *[]){"a.py=", NULL});
    cr_expect_str_eq(joined(&arena, build_run_argv(&arena, &plan, "/p", -1, -1)),
                     "python3 /p/a.py");
}

Test(plan, memory_below_the_reserve_is_the_least_a_runtime_starts_with)
{
    struct build_plan plan = plan_of("py", (const char *[]){"a.py=", NULL});
    cr_expect_str_eq(joined(&arena, build_run_argv(&arena, &plan, "/p", 1 << 20, -1)),
                     "python3 /p/a.py -m16");
}

Test(plan, environment_of_the_language_replaces_the_standard_one)
{
    struct build_plan plan = plan_of("py", (const char *[]){"a.py=", NULL});
    cr_expect_str_eq(joined(&arena, build_environment(&arena, &plan, "/w")),
                     "PATH=/usr/local/bin:/usr/bin:/bin HOME=/w TMPDIR=/w LANG=C CACHE=/w/c");
}

static const struct {
    const char *label, *language, *name;
    bool is_kept;
} kept[] = {
    {"the binary", "c", "program", true},
    {"not its source", "c", "a.c", false},
    {"a source of an interpreter", "py", "a.py", true},
    {"what lies deeper", "py", "__pycache__/a.pyc", true},
    {"a class", "java", "a/b/C$1.class", true},
    {"not a Java source", "java", "A.java", false},
    {"by the table's own globs", "kt", "a.class", true},
    {"not beyond them", "kt", "a.kt", false},
};

Test(plan, artifact_is_made_of_what_the_language_keeps)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(kept); i++) {
        const char *files[] = {"a.c=", "a.java=class A " MAIN, "a.kt=", "a.py="};
        const char *pairs[] = {NULL, NULL};
        for (size_t k = 0; k < EV_ARRAY_LENGTH(files); k++) {
            if (strncmp(files[k] + 2, kept[i].language, strlen(kept[i].language)) == 0)
                pairs[0] = files[k];
        }
        struct build_plan plan = plan_of(kept[i].language, pairs);
        cr_expect_eq(language_keeps(&plan, kept[i].name), kept[i].is_kept, "%s", kept[i].label);
    }
}

static const struct {
    const char *label, *text, *shown;
    size_t maximum;
} messages[] = {
    {"folder of the box", "/w/Sum.java:3: error", "sol.java:3: error", 1000},
    {"renamed", "Sum.java:3: error in Sum.java", "sol.java:3: error in sol.java", 1000},
    {"part of another name", "MySum.java Sum.javac", "MySum.java Sum.javac", 1000},
    {"another folder", "/box/Sum.java", "/box/sol.java", 1000},
    {"escape sequences", "\x1b[31mred\r\n\ttab", "\\x1b[31mred\\x0d\n\ttab", 1000},
    {"letters beyond ASCII", "\xe2\x80\x98x\xe2\x80\x99", "\xe2\x80\x98x\xe2\x80\x99", 1000},
    {"cut", "0123456789", "01234", 5},
    {"nothing", "", "", 1000},
    {"no room", "abc", "", 0},
};

Test(plan, messages_speak_of_the_users_files)
{
    struct build_plan plan =
        plan_of("java", (const char *[]){"sol.java=public class Sum " MAIN, NULL});
    for (size_t i = 0; i < EV_ARRAY_LENGTH(messages); i++) {
        const char *shown = build_messages(&arena, &plan, "/w", messages[i].text,
                                           strlen(messages[i].text), messages[i].maximum);
        cr_expect_str_eq(shown, messages[i].shown, "%s: %s", messages[i].label, shown);
    }
}
