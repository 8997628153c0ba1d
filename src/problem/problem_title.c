/* problem_title: the title of a problem that problem.yaml does not give: domjudge-problem.ini, the
 * LaTeX statement, the name. */
#include <string.h>

#include "problem/kattis.h"

/* The text in the braces that open at `at`, NULL where they do not close. */
static const char *braced(struct package *package, const char *at)
{
    int depth = 0;
    for (const char *end = at; *end; end++) {
        depth += *end == '{' ? 1 : 0;
        depth -= *end == '}' ? 1 : 0;
        if (depth == 0)
            return arena_string_n(&package->problem.arena, at + 1, (size_t)(end - at - 1));
    }
    return NULL;
}

/* A plain name in a comment, since \problemname may hold formulas (legacy specification, "Problem
 * statements"). */
static const char *title_of_tex(struct package *package, const char *text)
{
    static const char plain[] = "plainproblemname:";
    static const char command[] = "\\problemname{";
    const char *at = strstr(text, plain);
    if (at) {
        at += sizeof(plain) - 1;
        at += strspn(at, " \t");
        return arena_string_n(&package->problem.arena, at, strcspn(at, "\r\n"));
    }
    at = strstr(text, command);
    const char *title = at ? braced(package, at + sizeof(command) - 2) : NULL;
    return title && *title ? title : NULL;
}

static int read_statement(struct package *package, const char *folder, const char *name,
                          struct err *err)
{
    const char *path;
    EV_STR struct str text = {0};
    if (package_join(package, folder, name, &path, err) != 0)
        return -1;
    if (!package_has(package, path))
        return 0;
    if (package_read_start(package, path, &text, err) != 0)
        return -1;
    package->problem.title = title_of_tex(package, str_text(&text));
    return 0;
}

static bool is_statement(const char *name)
{
    return str_starts_with(name, "problem.") && str_ends_with(name, ".tex");
}

static int search_folder(struct package *package, const char *folder, struct err *err)
{
    const char **names;
    size_t count;
    if (!package_has_folder(package, folder))
        return 0;
    if (read_statement(package, folder, "problem.en.tex", err) != 0 ||
        package_list(package, folder, &names, &count, err) != 0)
        return -1;
    for (size_t i = 0; i < count && !package->problem.title; i++) {
        if (is_statement(names[i]) && read_statement(package, folder, names[i], err) != 0)
            return -1;
    }
    return 0;
}

int title_find(struct package *package, struct err *err)
{
    static const char *const folders[] = {"problem_statement", "statement"};
    struct problem *problem = &package->problem;
    if (!problem->title)
        problem->title = package->ini_name;
    for (size_t i = 0; i < EV_ARRAY_LENGTH(folders) && !problem->title; i++) {
        if (search_folder(package, folders[i], err) != 0)
            return -1;
    }
    if (!problem->title)
        problem->title = problem->short_name;
    return 0;
}
