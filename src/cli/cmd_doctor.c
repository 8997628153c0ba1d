/* cmd_doctor: evalx doctor: what this host gives the sandbox, and how to mend what lacks. With
 * --worker: whether it can judge for a server, which is found out in evalx-service. */
#include <string.h>

#include "cli/commands.h"
#include "cli/services.h"

static const struct option options[] = {
    {.name = "worker",
     .kind = OPTION_FLAG,
     .offset = offsetof(struct doctor_values, is_worker),
     .help = "can this machine be a worker? tries Redis, the server and a program"},
    {.name = NULL},
};

static const struct option *const option_sets[] = {options, list_options, worker_place_options,
                                                   queue_name_options, NULL};

/* By enum host_state: the mark in the table, its colour (ECMA-48 SGR), the word in JSON. */
static const struct {
    const char *mark, *colour, *word;
} states[] = {
    [HOST_OK] = {"ok      ", "\033[32m", "ok"},
    [HOST_DEGRADED] = {"degraded", "\033[33m", "degraded"},
    [HOST_MISSING] = {"missing ", "\033[31m", "missing"},
    [HOST_INFO] = {"        ", "", "info"},
};

static void add_item(struct str *out, const struct host_item *item, bool has_colour)
{
    bool is_coloured = has_colour && states[item->state].colour[0] != '\0';
    str_printf(out, "%s%s%s  %-11s %-24s %s\n", is_coloured ? states[item->state].colour : "",
               states[item->state].mark, is_coloured ? "\033[0m" : "", item->area, item->name,
               item->value);
    if (item->mend[0] != '\0')
        str_printf(out, "%10s-> %s\n", "", item->mend);
}

static void add_conclusion(struct str *out, const struct host_report *host)
{
    if (!host->is_judging_possible)
        str_add(out, "\nNo sandbox works here: judging is not possible. Mend what is missing "
                     "above, or, for\n"
                     "programs you trust only, use --trusted.\n");
    else
        str_printf(out, "\nJudging works here, in the tier \"%s\".\n",
                   sandbox_tier_name(host->tier));
}

static struct json *item_json(const struct host_item *item)
{
    struct json *object = json_map();
    json_set_string(object, "area", item->area);
    json_set_string(object, "name", item->name);
    json_set_string(object, "state", states[item->state].word);
    json_set_string(object, "value", item->value);
    json_set_string(object, "mend", item->mend[0] == '\0' ? NULL : item->mend);
    return object;
}

static int print_json(const struct host_report *host, const struct languages *languages)
{
    struct json *document = json_map(), *items = json_list();
    for (size_t i = 0; i < host->count; i++)
        json_append(items, item_json(&host->items[i]));
    json_set_i64(document, "version", 1);
    json_set_bool(document, "judging_possible", host->is_judging_possible);
    json_set_string(document, "tier",
                    host->is_judging_possible ? sandbox_tier_name(host->tier) : NULL);
    json_set(document, "host", items);
    if (languages != NULL)
        json_set(document, "languages", languages_json(languages, NULL));
    return say_json(document);
}

static int print_table(const struct host_report *host, const char *conclusion,
                       const struct languages *languages)
{
    bool has_colour = terminal_has_colour(STDOUT_FILENO);
    struct str text EV_STR = {0};
    for (size_t i = 0; i < host->count; i++)
        add_item(&text, &host->items[i], has_colour);
    if (conclusion != NULL)
        str_printf(&text, "\n%s\n", conclusion);
    else
        add_conclusion(&text, host);
    if (languages != NULL && languages->count > 0) {
        str_add(&text, "\nLanguages:\n");
        languages_table(languages, NULL, has_colour, &text);
    }
    return say_result(&text);
}

int doctor_print(const struct host_report *host, const char *format, const char *conclusion,
                 const struct languages *languages)
{
    return strcmp(format, "json") == 0 ? print_json(host, languages)
                                       : print_table(host, conclusion, languages);
}

static int examine(const struct shared_values *shared)
{
    struct session session = {0};
    struct err err = {0};
    EV_FREE struct host_report *host = calloc(1, sizeof(*host));
    if (host == NULL)
        return err_exit_code(ERR_JUDGE);
    sandbox_examine_host("", host);
    int languages_status = session_load(&session, shared, &err) == 0 ? 0 : say_error(&err);
    int status = doctor_print(host, shared->format, NULL, &session.languages);
    session_close(&session);
    if (status == 0 && !host->is_judging_possible)
        return err_exit_code(ERR_JUDGE);
    return status != 0 ? status : languages_status;
}

static int run(void *values, const char *const *operands, size_t operand_count)
{
    (void)operands; /* none are taken */
    const struct doctor_values *doctor = values;
    struct err err = {0};
    if (check_list_usage("doctor", &doctor->worker.shared, operand_count, &err) != 0)
        return say_error(&err);
    return doctor->is_worker ? service_doctor(doctor) : examine(&doctor->worker.shared);
}

static void set_defaults(void *values)
{
    struct doctor_values *doctor = values;
    *doctor = (struct doctor_values){0};
    shared_set_defaults(&doctor->worker.shared);
}

const struct command command_doctor = {
    .name = "doctor",
    .summary = "tell what this host gives the sandbox, and how to mend what it lacks",
    .synopsis = "[OPTIONS]",
    .details = "  evalx doctor\n"
               "  evalx doctor --worker --redis redis://judge.example\n\n"
               "Exit status: 0 judging works here, 3 no table of languages, 4 it does not work.\n"
               "--worker: 1 it judges, but something differs from the other machines, 3 Redis,\n"
               "server or token are not as they must be, 5 one of them cannot be reached.",
    .option_sets = option_sets,
    .values_bytes = sizeof(struct doctor_values),
    .set_defaults = set_defaults,
    .run = run,
};
