/* worker_join: what a machine tells of itself (`evalx queue workers`): its languages with their
 * versions, its boxes, and how fast it is. Before it fetches anything it runs a small program that
 * every worker runs; whether it is like its peers is the server's to say (fleet.h). Main thread. */
#include <math.h>
#include <string.h>

#include "serve/report.h"
#include "serve/worker_private.h"

enum { REFERENCE_ROUNDS = 3, RETRY_MS = 5000, REFERENCE_CPU_MS_MOST = 20000 };

/* Sums over a table: integers, a division, memory of the size of a second-level cache. Each prints
 * what it must on any machine. */
static const char c_source[] =
    "#include <stdint.h>\n"
    "#include <stdio.h>\n"
    "static uint32_t table[1 << 18];\n"
    "int main(void)\n"
    "{\n"
    "    uint32_t x = 1, sum = 0;\n"
    "    for (int round = 0; round < 30000000; round++) {\n"
    "        x = x * 1664525u + 1013904223u;\n"
    "        uint32_t *place = &table[x >> 14];\n"
    "        *place += x ^ sum;\n"
    "        sum += *place / (1 + (x >> 28)) + (uint32_t)((double)(x & 1023) * 1.5);\n"
    "    }\n"
    "    printf(\"%lu\\n\", (unsigned long)sum);\n"
    "    return 0;\n"
    "}\n";
static const char python_source[] =
    "x, total, table = 1, 0, [0] * 4096\n"
    "for _ in range(700000):\n"
    "    x = (x * 1664525 + 1013904223) & 0xFFFFFFFF\n"
    "    place = x >> 20\n"
    "    table[place] = (table[place] + (x ^ total)) & 0xFFFFFFFF\n"
    "    total = (total + table[place] // (1 + (x >> 28)) + int((x & 1023) * 1.5)) & 0xFFFFFFFF\n"
    "print(total)\n";

/* The first one that this machine can run. */
static const struct {
    const char *language, *name, *source, *answer;
} references[] = {
    {"c", "reference.c", c_source, "85833675\n"},
    {"python3", "reference.py", python_source, "3151469091\n"},
};

int worker_open_depot(struct worker *worker, struct err *err)
{
    const struct worker_options *options = worker->options;
    const struct depot_options wanted = {.url = options->cache_redis,
                                         .password = options->cache_redis_password,
                                         .secret = options->token,
                                         .queue = &worker->queue};
    return options->cache_redis ? depot_open(&wanted, &worker->depot, err) : 0;
}

/* ---- what is told ---- */

/* {"c":{"version","fingerprint"}, ...} */
static struct json *languages_value(const struct worker *worker)
{
    const struct json *list = agents_languages(worker->agents);
    struct json *languages = json_map();
    for (size_t i = 0; i < json_count(list); i++) {
        const struct json *item = json_item(list, i);
        const char *id = json_text(json_get(item, "id"));
        if (id == NULL)
            continue;
        struct json *language = json_map();
        json_set_string(language, "version", json_text(json_get(item, "version")));
        json_set_string(language, "fingerprint", json_text(json_get(item, "fingerprint")));
        json_set(languages, id, language);
    }
    return languages;
}

static struct json *facts_value(const struct worker *worker)
{
    struct json *facts = json_map();
    const char *trouble = worker->agents ? agents_trouble(worker->agents) : NULL;
    json_set_string(facts, "version", worker->options->version);
    json_set_i64(facts, "protocol", QUEUE_PROTOCOL);
    json_set_i64(facts, "pid", getpid());
    json_set_string(facts, "state", trouble ? "unable" : worker->is_joined ? "up" : "joining");
    if (trouble)
        json_set_string(facts, "trouble", trouble);
    if (worker->reference_ms > 0) {
        struct json *reference = json_map();
        json_set_string(reference, "language", worker->reference);
        json_set_double(reference, "cpu_ms", worker->reference_ms);
        json_set(facts, "reference", reference);
    }
    if (worker->depot)
        json_set(facts, "shared_cache", depot_figures(worker->depot));
    if (worker->agents) {
        json_set(facts, "boxes", agents_boxes(worker->agents));
        json_set(facts, "languages", languages_value(worker));
    }
    return facts;
}

void worker_describe(struct worker *worker)
{
    struct str EV_STR text = {.maximum = WORKER_FACTS_BYTES - 1};
    struct json *facts = facts_value(worker);
    json_write(facts, false, &text);
    if (text.is_cut) {
        json_remove(facts, "languages");
        str_clear(&text);
        text.is_cut = false;
        json_write(facts, false, &text);
    }
    json_close(facts);
    worker_lock(worker);
    memcpy(worker->facts, str_text(&text), text.count + 1);
    worker_unlock(worker);
}

/* ---- the reference program ---- */

static void join(struct worker *worker)
{
    char ms[32];
    (void)snprintf(ms, sizeof(ms), "%.0f", worker->reference_ms); /* fits */
    worker->is_joined = true;
    REPORT(LOG_INFO, "ready to judge",
           {"reference", worker->reference_ms > 0 ? worker->reference : "none"},
           {"cpu_ms", worker->reference_ms > 0 ? ms : NULL});
    agents_warm(worker->agents); /* it tells its languages' versions */
    worker_describe(worker);
    worker_call_main(worker);
}

/* In ms, the least of all rounds; 0: it did not run as it must. */
static double read_reference(const struct ran_report *ran, const char *answer)
{
    double least_ms = INFINITY;
    for (size_t i = 0; i < ran->run_count; i++) {
        const struct run_report *run = &ran->runs[i];
        bool is_right = run->verdict == VERDICT_ACCEPTED &&
                        (run->is_output_repeated || (run->output_count == strlen(answer) &&
                                                     !memcmp(run->output, answer, strlen(answer))));
        if (!is_right)
            return 0;
        least_ms = fmin(least_ms, (double)run->facts.cpu_ns / 1e6);
    }
    return ran->run_count > 0 ? least_ms : 0;
}

static void on_reference_ended(void *context, const struct agent_ending *ending)
{
    struct worker *worker = context;
    bool has_answer = ending->end == AGENT_RAN || ending->end == AGENT_REFUSED;
    if (!has_answer) { /* the machine cannot, for now */
        worker->reference_at = 0;
        timer_set(&worker->joining, RETRY_MS);
        worker_describe(worker);
        return;
    }
    double ms = ending->end == AGENT_RAN
                    ? read_reference(ending->ran, references[worker->reference_at].answer)
                    : 0;
    if (ms > 0) {
        worker->reference = references[worker->reference_at].language;
        worker->reference_ms = ms;
    } else if (++worker->reference_at < EV_ARRAY_LENGTH(references)) {
        timer_set(&worker->joining, 0);
        return;
    }
    join(worker);
}

static const struct agent_calls reference_calls = {.ended = on_reference_ended};

static void run_reference(void *context)
{
    struct worker *worker = context;
    const struct report_file file = {.name = references[worker->reference_at].name,
                                     .bytes = references[worker->reference_at].source,
                                     .count = strlen(references[worker->reference_at].source)};
    const struct agent_run run = {.input = ""};
    struct agent_request request = {.what = "run",
                                    .files = &file,
                                    .file_count = 1,
                                    .language = references[worker->reference_at].language,
                                    .runs = &run,
                                    .run_count = 1,
                                    .repeats = REFERENCE_ROUNDS,
                                    .limits = LIMITS_UNSET,
                                    .capture_bytes = 64};
    request.limits.cpu_ns = (int64_t)REFERENCE_CPU_MS_MOST * 1000000;
    (void)agents_start(worker->agents, &request, &reference_calls, worker); /* never cancelled */
}

void worker_join(struct worker *worker)
{
    timer_init(&worker->joining, worker->loop, run_reference, worker);
    timer_set(&worker->joining, 0);
}
