/* Which language a source is written in, by the shipped table. */
#include "support.h"

static struct languages languages;
static struct arena table_arena;

static void load_table(void)
{
    struct err err = {0};
    cr_assert_eq(languages_load(&table_arena, "langs.yaml", &languages, &err), 0, "%s", err.msg);
}

static void drop_table(void)
{
    arena_done(&table_arena);
}

TestSuite(detect, .init = load_table, .fini = drop_table);

static const struct {
    const char *label;
    const char *files[5]; /* name=text */
    const char *id;
} rows[] = {
    {"C", {"a.c=int main(void){}"}, "c"},
    {"capital .C is C++", {"a.C=int main(){}"}, "cpp"},
    {".cc", {"a.cc="}, "cpp"},
    {".c++", {"a.c++="}, "cpp"},
    {"Python", {"a.py=print(1)"}, "python3"},
    {"Java", {"Main.java=class Main{}"}, "java"},
    {"headers do not count", {"a.cpp=", "b.h=", "c.h="}, "cpp"},
    {"most files win", {"a.py=", "b.cpp=", "c.cpp="}, "cpp"},
    {"a tie goes to the priority", {"a.c=", "b.cpp="}, "cpp"},
    {"other files do not count", {"Makefile=", "README.md=", "a.rs="}, "rust"},
    {"a file in a folder", {"src/a.go="}, "go"},
    {"shebang without extension", {"solve=#!/usr/bin/env python3\nx=1\n"}, "python3"},
    {"shebang with an option", {"solve=#!/usr/bin/node --use-strict\n"}, "javascript"},
    {"C by what it includes", {"stdin=#include <stdio.h>\nint main(void){}"}, "c"},
    {"C++ by what it includes", {"stdin=#include <iostream>\nint main(){}"}, "cpp"},
    {"Java by its main",
     {"stdin=public class A { public static void main(String[] a) {} }"},
     "java"},
    {"Go by its package", {"stdin=package main\nfunc main() {}"}, "go"},
    {"Rust by its main", {"stdin=fn main() { println!(\"1\"); }"}, "rust"},
    {"extension beats content", {"a.py=#include <iostream>"}, "python3"},
    {"shebang of another file's language",
     {"a.py=x", "b.py=x", "solve.sh=#!/usr/bin/node"},
     "python3"},
    {"Python 2 by its shebang", {"a.py=#!/usr/bin/env python2\nprint 1"}, "python2"},
    {"Python 2 by its extension", {"a.py2=print 1"}, "python2"},
    {"plain python is Python 3", {"a.py=#!/usr/bin/env python\nprint(1)"}, "python3"},
};

Test(detect, language_is_as_in_the_table)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct arena arena = {0};
        struct submission_source source = make_sources(&arena, rows[i].files);
        const struct language *language = NULL;
        struct err err = {0};
        int status = language_detect(&languages, &source, &language, &err);
        cr_expect_eq(status, 0, "%s: %s", rows[i].label, err.msg);
        cr_expect(language && strcmp(language->id, rows[i].id) == 0, "%s: %s", rows[i].label,
                  language ? language->id : "none");
        arena_done(&arena);
    }
}

static const struct {
    const char *label;
    const char *files[3];
    const char *named;
} bad[] = {
    {"unknown extension", {"a.xyz=hello"}, ".cpp"},
    {"it is named", {"a.xyz=hello"}, "no language claims .xyz"},
    {"it outweighs a shebang", {"a.xyz=#!/usr/bin/python3\nprint(1)"}, "no language claims .xyz"},
    {"it outweighs content", {"a.xyz=import sys\nprint(input())"}, "no language claims .xyz"},
    {"it outweighs a nameless neighbour",
     {"README=print(1)", "a.xyz=x"},
     "no language claims .xyz"},
    {"only an extension", {".cpp=hello"}, ".cpp"},
    {"header files only", {"a.h=int x;", "b.hpp="}, "only header files"},
    {"empty text", {"stdin="}, "--lang"},
};

Test(detect, what_fits_no_language_is_an_input_error)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(bad); i++) {
        struct arena arena = {0};
        struct submission_source source = make_sources(&arena, bad[i].files);
        const struct language *language = NULL;
        struct err err = {0};
        cr_expect_eq(language_detect(&languages, &source, &language, &err), -1, "%s", bad[i].label);
        cr_expect_eq(err.kind, ERR_INPUT, "%s", bad[i].label);
        cr_expect(strstr(err.msg, bad[i].named), "%s: %s", bad[i].label, err.msg);
        cr_expect_null(language, "%s", bad[i].label);
        arena_done(&arena);
    }
}

Test(detect, source_with_a_nul_byte_is_called_binary)
{
    struct source_file file = {.name = "a.cpp", .bytes = "int\0main", .count = 8};
    struct submission_source source = {"a.cpp", &file, 1};
    const struct language *language;
    struct err err = {0};
    cr_expect_eq(language_detect(&languages, &source, &language, &err), -1);
    cr_expect(strstr(err.msg, "binary"), "%s", err.msg);
}

Test(detect, binary_among_sources_of_the_language_is_left_to_the_compiler)
{
    struct source_file files[] = {{.name = "a.cpp", .bytes = "int main(){}", .count = 12},
                                  {.name = "b.cpp", .bytes = "\0\0", .count = 2}};
    struct submission_source source = {"folder", files, 2};
    const struct language *language;
    struct err err = {0};
    cr_expect_eq(language_detect(&languages, &source, &language, &err), 0, "%s", err.msg);
}

Test(detect, folder_of_nothing_but_binaries_names_the_first)
{
    struct source_file files[] = {{.name = "a.cpp", .bytes = "\0a", .count = 2},
                                  {.name = "b.cpp", .bytes = "\0\0", .count = 2}};
    struct submission_source source = {"folder", files, 2};
    const struct language *language;
    struct err err = {0};
    cr_expect_eq(language_detect(&languages, &source, &language, &err), -1);
    cr_expect(strstr(err.msg, "folder/a.cpp: a binary file (byte 1 is NUL)"), "%s", err.msg);
}

Test(detect, binary_beside_the_sources_does_not_matter)
{
    struct source_file files[] = {{.name = "a.cpp", .bytes = "int main(){}", .count = 12},
                                  {.name = "logo.png", .bytes = "\0\0", .count = 2}};
    struct submission_source source = {"folder", files, 2};
    const struct language *language;
    cr_expect_eq(language_detect(&languages, &source, &language, NULL), 0);
}

Test(detect, program_without_extension_is_called_binary)
{
    struct source_file file = {.name = "a.out", .bytes = "\177ELF\0", .count = 5};
    struct submission_source source = {"a.out", &file, 1};
    const struct language *language;
    struct err err = {0};
    cr_expect_eq(language_detect(&languages, &source, &language, &err), -1);
    cr_expect(strstr(err.msg, "binary"), "%s", err.msg);
}

Test(detect, texts_tell_languages_of_one_extension_apart)
{
    static const struct {
        const char *name, *text, *id;
    } cases[] = {
        {"a.pl", "use strict;\nmy $n = <STDIN>;\nprint $n;\n", "perl"},
        {"a.pl", "main :- read(X), write(X), nl.\n:- initialization(main).\n", "prolog"},
        {"a.pl", "\n", "perl"},
        {"a.m", "#import <Foundation/Foundation.h>\nint main() { return 0; }\n", "objectivec"},
        {"a.m", "x = input(\"\");\nprintf(\"%d\\n\", x);\n", "octave"},
        {"a.fs", "open System\nlet x = 3\nprintfn \"%d\" x\n", "fsharp"},
        {"a.fs", ": sum ( a b -- c ) + ;\n1 2 sum .\n", "forth"},
        {"a.py", "print(3)\n", "python3"},
        {"a.C", "int main() {}\n", "cpp"},
        {"a.c", "int main() {}\n", "c"},
        {"a.awk", "BEGIN { }\n", "awk"},
        {"a.rb", "puts 3\n", "ruby"},
        {"a.java", "class A {}\n", "java"},
        {"a.lua", "print(3)\n", "lua"},
        {"a.lisp", "(print 3)\n", "lisp"},
        {"a.scm", "(display 3)\n", "scheme"},
        {"a.d", "void main() {}\n", "d"},
    };
    struct arena arena = {0};
    struct languages table;
    struct err err = {0};
    cr_assert_eq(languages_load(&arena, "langs.yaml", &table, &err), 0, "%s", err.msg);
    for (size_t i = 0; i < EV_ARRAY_LENGTH(cases); i++) {
        struct submission_source source = make_source(&arena, cases[i].name, cases[i].text);
        const struct language *found = NULL;
        cr_expect_eq(language_detect(&table, &source, &found, &err), 0, "%s", err.msg);
        cr_expect(found && strcmp(found->id, cases[i].id) == 0, "row %zu, %s: %s, not %s", i,
                  cases[i].name, found ? found->id : "nothing", cases[i].id);
    }
    arena_done(&arena);
}
