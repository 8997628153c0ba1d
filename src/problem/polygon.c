/* polygon: see polygon.h. problem.xml has no published specification; this follows what Polygon
 * writes. */
#include "problem/polygon.h"

#include <fcntl.h>
#include <math.h>
#include <string.h>

#include "base/fs.h"
#include "base/parse.h"

bool polygon_is(const struct package *package)
{
    return package_has(package, "problem.xml");
}

int polygon_number(const struct xml *node, const char *what, const char *text, double least,
                   double most, double *number_out, struct err *err)
{
    struct err cause;
    if (parse_double(what, text, least, most, number_out, &cause) == 0)
        return 0;
    return xml_error(node, err, "%s", cause.msg);
}

static int parse(struct package *package, const struct xml **root_out, struct err *err)
{
    EV_FD int fd = fs_open_beneath(package->problem.dir_fd, "problem.xml", O_RDONLY | O_CLOEXEC);
    EV_STR struct str text = {0};
    struct err cause = {0};
    if (fd < 0 || fs_read_fd(fd, "problem.xml", XML_MAXIMUM_BYTES, &text, &cause) != 0)
        return package_error(package, "problem.xml", err, "%s",
                             fd < 0 ? "cannot be opened" : cause.msg);
    struct arena *arena = &package->problem.arena;
    const char *shown = arena_printf(arena, "%s/problem.xml", package->shown);
    if (xml_parse(arena, shown, str_text(&text), text.count, root_out, err) != 0)
        return -1;
    if (strcmp((*root_out)->name, "problem") == 0)
        return 0;
    return xml_error(*root_out, err, "expected <problem>, found <%.64s>", (*root_out)->name);
}

/* English, else the first. */
static void read_title(struct package *package, const struct xml *root)
{
    const struct xml *names = xml_child(root, "names");
    const char *title = xml_attribute(xml_child(names, "name"), "value");
    for (size_t i = 0; names && i < names->child_count; i++) {
        const char *language = xml_attribute(names->children[i], "language");
        const char *value = xml_attribute(names->children[i], "value");
        if (language && value && strcmp(language, "english") == 0)
            title = value;
    }
    const char *short_name = xml_attribute(root, "short-name");
    package->problem.title = title && *title ? title : package->problem.short_name;
    if (short_name && *short_name && !collect_name_fault(short_name))
        package->problem.short_name = short_name;
}

/* The one named "tests", else the first. */
static const struct xml *find_testset(const struct xml *judging)
{
    const struct xml *first = xml_child(judging, "testset");
    for (size_t i = 0; judging && i < judging->child_count; i++) {
        const struct xml *node = judging->children[i];
        const char *name = xml_attribute(node, "name");
        if (strcmp(node->name, "testset") == 0 && name && strcmp(name, "tests") == 0)
            return node;
    }
    return first;
}

static int read_limits(struct package *package, const struct xml *testset, struct err *err)
{
    struct problem *problem = &package->problem;
    const struct xml *time = xml_child(testset, "time-limit");
    const struct xml *memory = xml_child(testset, "memory-limit");
    double number;
    if (!time)
        return xml_error(testset, err, "<time-limit> is missing: it holds milliseconds");
    if (polygon_number(time, "time-limit in ms", time->text, 1, 86400e3, &number, err) != 0)
        return -1;
    problem->limits.cpu_ns = llround(number * 1e6);
    problem->time_limit_origin = "problem.xml";
    if (!memory)
        return 0;
    const double most = 1e15;
    if (polygon_number(memory, "memory-limit in bytes", memory->text, 1, most, &number, err) != 0)
        return -1;
    problem->limits.memory_bytes = llround(number);
    return 0;
}

/* NULL for standard input or output; a name must be a plain file name. */
static int read_stream(const struct xml *judging, const char *attribute, const char *standard,
                       const char **name_out, struct err *err)
{
    const char *name = xml_attribute(judging, attribute);
    if (!name || *name == '\0' || strcmp(name, standard) == 0)
        return 0;
    if (strchr(name, '/') || name[0] == '.' || collect_name_fault(name))
        return xml_error(judging, err, "%s: '%.64s' is no plain file name", attribute, name);
    *name_out = name;
    return 0;
}

static int read_judging(struct package *package, const struct xml *judging, struct err *err)
{
    struct problem *problem = &package->problem;
    const char *runs = xml_attribute(judging, "run-count");
    if (runs && strcmp(runs, "1") != 0)
        return xml_error(judging, err,
                         "run-count=\"%.16s\": problems that run a solution several times are not "
                         "supported",
                         runs);
    if (read_stream(judging, "input-file", "stdin", &problem->input_file, err) != 0)
        return -1;
    return read_stream(judging, "output-file", "stdout", &problem->output_file, err);
}

static int read_validators(struct package *package, const struct xml *assets, struct err *err)
{
    const struct xml *validators = xml_child(assets, "validators");
    for (size_t i = 0; validators && i < validators->child_count; i++) {
        const struct xml *source = xml_child(validators->children[i], "source");
        const char *path = xml_attribute(source, "path");
        if (path && collect_validator(package, path, xml_attribute(source, "type"),
                                      VALIDATOR_TESTLIB, err) != 0)
            return -1;
    }
    return 0;
}

static int read_interactor(struct package *package, const struct xml *assets, struct err *err)
{
    const struct xml *interactor = xml_child(assets, "interactor");
    const struct xml *source = xml_child(interactor, "source");
    const char *path = xml_attribute(source, "path");
    if (!interactor)
        return 0;
    if (!path)
        return xml_error(interactor, err, "an interactor without <source path=...>");
    package->problem.kinds |= PROBLEM_INTERACTIVE;
    package->problem.interactor_convention = INTERACTOR_TESTLIB;
    return collect_program(package, path, xml_attribute(source, "type"),
                           &package->problem.interactor, err);
}

/* Programs under files/executables that are there and are no checker, validator or interactor:
 * any may be named by a test's command. */
static int read_generators(struct package *package, const struct xml *root, struct err *err)
{
    const struct xml *all = xml_child(xml_child(root, "files"), "executables");
    struct problem *problem = &package->problem;
    struct package_program *programs =
        arena_alloc(&problem->arena, COLLECT_PROGRAMS_MAX * sizeof(*programs));
    size_t count = 0;
    for (size_t i = 0; all && i < all->child_count; i++) {
        const struct xml *source = xml_child(all->children[i], "source");
        const char *path = xml_attribute(source, "path");
        if (!path || !package_has(package, path))
            continue;
        if (count == COLLECT_PROGRAMS_MAX)
            return xml_error(source, err, "more than %d programs", (int)COLLECT_PROGRAMS_MAX);
        if (collect_program(package, path, xml_attribute(source, "type"), &programs[count], err) !=
            0)
            return -1;
        count++;
    }
    problem->generators = programs;
    problem->generator_count = count;
    return 0;
}

int polygon_load(struct package *package, struct err *err)
{
    const struct xml *root;
    collect_defaults(package);
    if (parse(package, &root, err) != 0)
        return -1;
    const struct xml *judging = xml_child(root, "judging");
    const struct xml *testset = find_testset(judging);
    const struct xml *assets = xml_child(root, "assets");
    if (!testset)
        return xml_error(root, err, "no <judging> with a <testset>: nothing to judge by");
    read_title(package, root);
    if (read_judging(package, judging, err) != 0 || read_limits(package, testset, err) != 0 ||
        read_validators(package, assets, err) != 0 || read_interactor(package, assets, err) != 0 ||
        read_generators(package, root, err) != 0 || polygon_read_jury(package, root, err) != 0 ||
        polygon_read_tests(package, testset, err) != 0 ||
        polygon_read_checker(package, root, err) != 0 || polygon_mend_lines(package, err) != 0)
        return -1;
    return collect_finish(package, err);
}
