/* time_limit: which of the places that may give a time limit counts, and whether they agree. */
#include <math.h>
#include <string.h>

#include "base/parse.h"
#include "problem/kattis.h"

static const double SECOND_NS = 1e9;
static const double TOLERANCE = 1e-9; /* DOMjudge's, for two limits to be the same */

static int read_dot_file(struct package *package, double *limit_s_out, struct err *err)
{
    EV_STR struct str text = {0};
    if (!package_has(package, ".timelimit"))
        return 0;
    if (package_read(package, ".timelimit", &text, err) != 0)
        return -1;
    struct words words = words_split(package, str_text(&text));
    struct err cause;
    const char *number = words.count == 1 ? words.items[0] : "";
    if (parse_double("time limit", number, 0.001, 86400.0, limit_s_out, &cause) == 0)
        return 0;
    return package_error(package, ".timelimit:1:1", err,
                         "expected one number of seconds, such as 2.5: %s", cause.msg);
}

/* The specification, "Problem timing": a given limit is an integer multiple of time_resolution. */
static int check_resolution(struct package *package, struct err *err)
{
    double resolution_s = package->problem.time_resolution_s;
    double ratio = package->time_limit_s / resolution_s;
    bool is_multiple = ratio > 0.5 && fabs(ratio - round(ratio)) <= TOLERANCE * fmax(1.0, ratio);
    if (is_multiple || package->dialect == DIALECT_LEGACY)
        return 0;
    const struct yaml *node = package->time_limit_node;
    if (package->dialect == DIALECT_2025)
        return yaml_error(node, err,
                          "time_limit: %g s is no multiple of the time_resolution of %g s: change "
                          "one of them",
                          package->time_limit_s, resolution_s);
    package_warn_at(package, node, "time_limit: %g s is no multiple of the time_resolution of %g s",
                    package->time_limit_s, resolution_s);
    return 0;
}

int time_limit_settle(struct package *package, struct err *err)
{
    double dot_s = -1.0;
    if (read_dot_file(package, &dot_s, err) != 0)
        return -1;
    const struct {
        double limit_s;
        const char *origin;
    } places[] = {
        {package->time_limit_s, "problem.yaml"},
        {package->ini_time_limit_s, "domjudge-problem.ini"},
        {dot_s, ".timelimit"},
    };
    size_t first = 0;
    while (first < EV_ARRAY_LENGTH(places) && places[first].limit_s < 0)
        first++;
    if (first == EV_ARRAY_LENGTH(places))
        return 0;
    double limit_s = places[first].limit_s;
    if (dot_s >= 0 && fabs(limit_s - dot_s) > TOLERANCE)
        return package_error(package, ".timelimit", err,
                             "%g s, but %s says %g s: make them agree or remove one", dot_s,
                             places[first].origin, limit_s);
    if (package->ini_time_limit_s >= 0 && fabs(limit_s - package->ini_time_limit_s) > TOLERANCE)
        package_warn(package, "domjudge-problem.ini",
                     "timelimit %g s gives way to problem.yaml's %g s", package->ini_time_limit_s,
                     limit_s);
    if (first == 0 && check_resolution(package, err) != 0)
        return -1;
    package->problem.limits.cpu_ns = llround(limit_s * SECOND_NS);
    package->problem.time_limit_origin = places[first].origin;
    return 0;
}

void time_limit_fall_back(struct package *package)
{
    struct problem *problem = &package->problem;
    if (problem->limits.cpu_ns >= 0)
        return;
    for (size_t i = 0; i < problem->jury_count; i++) {
        if (package->jury[i].is_for_time_limit)
            return;
    }
    problem->limits.cpu_ns = llround(10 * SECOND_NS);
    problem->time_limit_origin = "default";
    package_warn(
        package, NULL,
        "no time limit and no accepted jury submission to compute one from: 10 s is taken");
}
