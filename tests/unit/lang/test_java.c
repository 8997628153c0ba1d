/* Java's lexer: types and main methods. */
#include "lang/internal.h"
#include "support.h"

/* Types as "Name", with ! before public ones and * after those with main. */
static const char *summary(struct arena *arena, const char *text)
{
    struct java_unit unit = java_scan(arena, text, strlen(text));
    const char *out = unit.package ? arena_printf(arena, "%s:", unit.package) : "";
    for (size_t i = 0; i < unit.type_count; i++)
        out = arena_printf(arena, "%s%s%s%s%s", out, *out ? " " : "",
                           unit.types[i].is_public ? "!" : "", unit.types[i].name,
                           unit.types[i].has_main ? "*" : "");
    return out;
}

#define MAIN "public static void main(String[] args) { }"

static const struct {
    const char *label, *text, *summary;
} rows[] = {
    {"plain", "public class A { " MAIN " }", "!A*"},
    {"not public", "class A { " MAIN " }", "A*"},
    {"static first", "class A { static public void main(String[] a) {} }", "A*"},
    {"varargs", "class A { public static void main(String... a) {} }", "A*"},
    {"brackets behind", "class A { public static void main(String a[]) {} }", "A*"},
    {"final argument",
     "class A { public static final synchronized void main(final String[] a) throws Exception {} }",
     "A*"},
    {"qualified String", "class A { public static void main(java.lang.String[] a) {} }", "A*"},
    {"annotated", "class A { @SuppressWarnings({\"x\"}) " MAIN " }", "A*"},
    {"after fields and methods",
     "class A { int[] a = {1, 2}; static int f(int x) { if (x > 0) { return 1; } return 0; } " MAIN
     " }",
     "A*"},
    {"after a static block", "class A { static { } " MAIN " }", "A*"},
    {"package", "package a.b.c; public class A { " MAIN " }", "a.b.c: !A*"},
    {"imports", "import java.util.*; import static java.lang.Math.max; class A { " MAIN " }", "A*"},
    {"second type", "class A { } class B { " MAIN " }", "A B*"},
    {"two mains", "class A { " MAIN " } public class B { " MAIN " }", "A* !B*"},
    {"generic", "final class A<T extends Comparable<T>> extends B<T> implements C { " MAIN " }",
     "A*"},
    {"record", "public record P(int x, int y) { " MAIN " }", "!P*"},
    {"enum", "enum E { X { int f() { return 1; } }, Y; " MAIN " }", "E*"},
    {"interface: public by itself", "interface I { static void main(String[] a) {} }", "I*"},
    {"annotation type", "@interface N { } class A { " MAIN " }", "N A*"},
    {"annotation on a type", "@Deprecated(since = \"class X\") public class A { " MAIN " }", "!A*"},
    {"class literal in an annotation", "@Foo(Bar.class) class A { " MAIN " }", "A*"},
    {"in a comment", "// class B { " MAIN " }\nclass A { /* " MAIN " */ }", "A"},
    {"in a string", "class A { String s = \"" MAIN "\\\"}\"; }", "A"},
    {"in a text block", "class A { String s = \"\"\"\n \"" MAIN "\n\"\"\"; " MAIN " }", "A*"},
    {"brace in a character", "class A { char c = '}', d = '\\''; " MAIN " }", "A*"},
    {"not static", "class A { public void main(String[] a) {} }", "A"},
    {"not public main", "class A { static void main(String[] a) {} }", "A"},
    {"no void", "class A { public static int main(String[] a) { return 0; } }", "A"},
    {"other arguments", "class A { public static void main(int x) {} }", "A"},
    {"one String", "class A { public static void main(String x) {} }", "A"},
    {"two arguments", "class A { public static void main(String[] x, int y) {} }", "A"},
    {"overloads", "class A { public static void main(int x) {} " MAIN " }", "A*"},
    {"modifiers of another member", "class A { public static int x; void main(String[] a) {} }",
     "A"},
    {"nested class only", "class A { static class B { " MAIN " } }", "A"},
    {"call of main", "class A { void f() { B.main(new String[0]); } }", "A"},
    {"unclosed comment", "class A { /* " MAIN, "A"},
    {"unclosed string", "class A { String s = \"abc\n; " MAIN " }", "A*"},
    {"unbalanced braces", "} } class A { " MAIN " }", "A*"},
    {"nothing", "", ""},
    {"class without a name", "class", ""},
    {"main at the end", "class A { public static void main", "A"},
    {"letters beyond ASCII", "class \xc3\x84rger { " MAIN " }", "\xc3\x84rger*"},
};

Test(java, types_and_mains_are_found)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct arena arena = {0};
        const char *found = summary(&arena, rows[i].text);
        cr_expect_str_eq(found, rows[i].summary, "%s: %s", rows[i].label, found);
        arena_done(&arena);
    }
}

Test(java, every_prefix_of_a_source_is_scanned_safely)
{
    static const char text[] = "package a.b; /* c */ @X(\"y\") public class A<T> { char c='\\''; "
                               "String s=\"\"\"\n q\"\"\"; " MAIN " } // end";
    for (size_t count = 0; count < sizeof(text); count++) {
        struct arena arena = {0};
        char *copy =
            malloc(count + 1); /* exactly as long, so that the sanitizer sees a step too far */
        cr_assert(copy);
        memcpy(copy, text, count);
        (void)java_scan(&arena, copy, count);
        free(copy);
        arena_done(&arena);
    }
}
