/* italy: see italy.h. The layout: CMS manual, "Task types", "Score types" and the loader
 * italy_yaml. */
#include "problem/italy.h"

#include <math.h>
#include <string.h>

#include "problem/kattis.h"

bool italy_is(const struct package *package)
{
    return package_has(package, "task.yaml");
}

static int read_name(void *context, const struct yaml *value, struct err *err)
{
    struct italy *italy = context;
    const char *name;
    if (yaml_string(value, &name, err) != 0)
        return -1;
    if (strchr(name, '/') || collect_name_fault(name))
        return yaml_error(value, err, "name: '%.64s' is no name of a task", name);
    italy->name = name;
    italy->package->problem.short_name = name;
    return 0;
}

static int read_title(void *context, const struct yaml *value, struct err *err)
{
    struct italy *italy = context;
    return yaml_string(value, &italy->package->problem.title, err);
}

/* A number, whether it is quoted or not. */
static int read_number(const struct yaml *value, double least, double most, double *number_out,
                       struct err *err)
{
    struct yaml plain = *value;
    plain.is_plain = true;
    return yaml_double(&plain, least, most, number_out, err);
}

static int read_time_limit(void *context, const struct yaml *value, struct err *err)
{
    struct italy *italy = context;
    double seconds;
    if (yaml_is_null(value))
        return 0;
    if (read_number(value, 0.001, 86400, &seconds, err) != 0)
        return -1;
    italy->package->problem.limits.cpu_ns = llround(seconds * 1e9);
    italy->package->problem.time_limit_origin = "task.yaml";
    return 0;
}

static int read_memory_limit(void *context, const struct yaml *value, struct err *err)
{
    struct italy *italy = context;
    double mib;
    if (yaml_is_null(value))
        return 0;
    if (read_number(value, 1, 1 << 20, &mib, err) != 0)
        return -1;
    italy->package->problem.limits.memory_bytes = llround(mib * (1 << 20));
    return 0;
}

static int read_file_name(const struct yaml *value, const char **name_out, struct err *err)
{
    const char *name;
    if (yaml_string(value, &name, err) != 0)
        return -1;
    if (strchr(name, '/') || name[0] == '.')
        return yaml_error(value, err, "'%.64s' is no plain file name", name);
    *name_out = *name ? name : NULL;
    return 0;
}

static int read_infile(void *context, const struct yaml *value, struct err *err)
{
    struct italy *italy = context;
    return read_file_name(value, &italy->package->problem.input_file, err);
}

static int read_outfile(void *context, const struct yaml *value, struct err *err)
{
    struct italy *italy = context;
    return read_file_name(value, &italy->package->problem.output_file, err);
}

static int read_output_only(void *context, const struct yaml *value, struct err *err)
{
    struct italy *italy = context;
    return yaml_bool(value, &italy->is_output_only, err);
}

static int read_total(void *context, const struct yaml *value, struct err *err)
{
    struct italy *italy = context;
    return read_number(value, 0, 1e9, &italy->total_value, err);
}

static int read_processes(void *context, const struct yaml *value, struct err *err)
{
    enum { PROCESSES_MAX = 15 }; /* so many run at once, beside the manager */
    struct italy *italy = context;
    int64_t count;
    if (yaml_i64(value, 1, PROCESSES_MAX, &count, err) != 0)
        return -1;
    italy->package->problem.process_count = (int)count;
    return 0;
}

static int read_user_io(void *context, const struct yaml *value, struct err *err)
{
    struct italy *italy = context;
    if (yaml_string(value, &italy->user_io, err) != 0)
        return -1;
    italy->package->problem.talks_on_stdio = strcmp(italy->user_io, "std_io") == 0;
    if (italy->package->problem.talks_on_stdio || strcmp(italy->user_io, "fifo_io") == 0)
        return 0;
    return yaml_error(value, err, "user_io: %.32s is not known: fifo_io and std_io are",
                      italy->user_io);
}

static int keep_score_type(void *context, const struct yaml *value, struct err *err)
{
    (void)err;
    ((struct italy *)context)->score_type = value;
    return 0;
}

static int keep_parameters(void *context, const struct yaml *value, struct err *err)
{
    (void)err;
    ((struct italy *)context)->score_parameters = value;
    return 0;
}

static int keep_input_count(void *context, const struct yaml *value, struct err *err)
{
    (void)err;
    ((struct italy *)context)->input_count = value;
    return 0;
}

static int keep_task_type(void *context, const struct yaml *value, struct err *err)
{
    (void)err;
    ((struct italy *)context)->task_type = value;
    return 0;
}

/* A key that says nothing about judging. */
static int pass_over(void *context, const struct yaml *value, struct err *err)
{
    (void)context;
    (void)value;
    (void)err;
    return 0;
}

static const struct yaml_key keys[] = {
    {"name", read_name},
    {"nome_breve", read_name},
    {"title", read_title},
    {"nome", read_title},
    {"n_input", keep_input_count},
    {"time_limit", read_time_limit},
    {"timeout", read_time_limit},
    {"memory_limit", read_memory_limit},
    {"memlimit", read_memory_limit},
    {"infile", read_infile},
    {"outfile", read_outfile},
    {"output_only", read_output_only},
    {"num_processes", read_processes},
    {"user_io", read_user_io},
    {"score_type", keep_score_type},
    {"score_type_parameters", keep_parameters},
    {"total_value", read_total},
    {"task_type", keep_task_type},
    {"public_testcases", pass_over},
    {"risultati", pass_over},
    {"feedback_level", pass_over},
    {"score_mode", pass_over},
    {"score_precision", pass_over},
    {"primary_language", pass_over},
    {"max_submission_number", pass_over},
    {"max_user_test_number", pass_over},
    {"min_submission_interval", pass_over},
    {"min_user_test_interval", pass_over},
};

static void warn_unknown(struct package *package, const struct yaml *root)
{
    for (size_t i = 0; root->kind == YAML_MAP && i < root->count; i++) {
        const char *key = root->keys[i]->text;
        size_t k = 0;
        while (k < EV_ARRAY_LENGTH(keys) && strcmp(keys[k].name, key) != 0)
            k++;
        if (k == EV_ARRAY_LENGTH(keys) && !str_starts_with(key, "token_"))
            package_warn_at(package, root->keys[i], "task.yaml: unknown key '%.64s' is passed over",
                            key);
    }
}

/* Output-only tasks have neither input and output files nor a time limit of their own. */
static void settle(struct italy *italy)
{
    struct problem *problem = &italy->package->problem;
    if (!problem->title || *problem->title == '\0')
        problem->title = problem->short_name;
    if (!italy->is_output_only) {
        time_limit_fall_back(italy->package);
        return;
    }
    problem->input_file = NULL;
    problem->output_file = NULL;
    if (problem->limits.cpu_ns < 0) {
        problem->limits.cpu_ns = limits_default().cpu_ns;
        problem->time_limit_origin = "default";
    }
}

int italy_load(struct package *package, struct err *err)
{
    struct italy italy = {.package = package, .total_value = 100, .rule = SCORE_GROUP_MIN};
    struct yaml *root;
    collect_defaults(package);
    package->problem.input_file = "input.txt";
    package->problem.output_file = "output.txt";
    if (package_read_yaml(package, "task.yaml", &root, err) != 0 ||
        yaml_read_map(root, "task.yaml", keys, EV_ARRAY_LENGTH(keys), true, &italy, err) != 0)
        return -1;
    warn_unknown(package, root);
    if (!italy.name)
        return yaml_error(root, err, "name is missing: the short name of the task");
    if (italy_read_programs(&italy, err) != 0 || italy_read_jury(&italy, err) != 0 ||
        italy_read_tests(&italy, err) != 0)
        return -1;
    if (collect_finish(package, err) != 0)
        return -1;
    settle(&italy);
    return 0;
}
