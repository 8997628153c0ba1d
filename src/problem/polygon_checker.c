/* polygon_checker: the checker of a Polygon package. Sources come with the package, mostly; a
 * standard checker of testlib that does not is our default validator with flags, where it means
 * the same. */
#include <string.h>

#include "base/fs.h"
#include "problem/polygon.h"
#include "problem/standard_checker.h"

/* "std::wcmp.cpp" is one of testlib's own. */
static bool set_standard(struct package *package, const char *name)
{
    static const char prefix[] = "std::";
    return name && str_starts_with(name, prefix) &&
           standard_checker_set(package, name + sizeof(prefix) - 1);
}

static bool asks_for_testlib(struct package *package, const char *path)
{
    EV_STR struct str text = {0};
    return package_read_start(package, path, &text, NULL) == 0 &&
           strstr(str_text(&text), "testlib.h");
}

static bool has_testlib(const struct package_program *program)
{
    for (size_t i = 0; i < program->companion_count; i++) {
        if (strcmp(fs_base_name(program->companions[i]), "testlib.h") == 0)
            return true;
    }
    return false;
}

/* Where the source is: as told, else the copy beside problem.xml. NULL: nowhere. */
static const char *find_source(struct package *package, const struct xml *checker)
{
    const char *places[] = {xml_attribute(xml_child(checker, "source"), "path"),
                            xml_attribute(xml_child(checker, "copy"), "path"), "check.cpp"};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(places); i++) {
        if (places[i] && package_has(package, places[i]))
            return places[i];
    }
    return NULL;
}

static int take_program(struct package *package, const struct xml *checker, const char *path,
                        struct err *err)
{
    struct problem *problem = &package->problem;
    const char *language = xml_attribute(xml_child(checker, "source"), "type");
    const char *name = xml_attribute(checker, "name");
    struct package_program program;
    if (collect_program(package, path, language, &program, err) != 0)
        return -1;
    if (asks_for_testlib(package, path) && !has_testlib(&program)) {
        if (set_standard(package, name)) {
            package_warn(package, path,
                         "no testlib.h beside it: %s is judged by the default "
                         "validator",
                         name);
            return 0;
        }
        package_warn(package, path, "it includes testlib.h, which the package does not have");
    }
    problem->output_validator = program;
    problem->checker_convention = CHECKER_TESTLIB;
    return 0;
}

int polygon_read_checker(struct package *package, const struct xml *root, struct err *err)
{
    const struct xml *checker = xml_child(xml_child(root, "assets"), "checker");
    if (!checker)
        return xml_error(root, err, "no <checker> under <assets>");
    const char *type = xml_attribute(checker, "type");
    const char *name = xml_attribute(checker, "name");
    if (type && *type && strcmp(type, "testlib") != 0)
        return xml_error(checker, err, "checkers of the type '%.32s' are not supported: testlib is",
                         type);
    const char *path = find_source(package, checker);
    if (path)
        return take_program(package, checker, path, err);
    if (set_standard(package, name))
        return 0;
    return xml_error(checker, err, "the checker %.64s has no source in the package",
                     name && *name ? name : "(without a name)");
}
