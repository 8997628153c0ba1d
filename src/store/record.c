/* record: a judged submission becomes rows. */
#include <math.h>
#include <string.h>

#include "base/compress.h"
#include "base/json.h"
#include "base/str.h"
#include "store/filter.h"

enum { EXCERPT_BYTES = 4096, PACKED_LEAST_BYTES = 200, SOURCE_MOST_BYTES = 64 << 20 };

enum write { ADD_SUBMISSION, ADD_JUDGING, ADD_TEST, ADD_GROUP, ADD_FILE, ADD_SOURCE, WRITES };

static const char *const texts[WRITES] = {
    [ADD_SUBMISSION] =
        "INSERT INTO submission(received_us, user, caller_id, name, problem, language, kind)"
        " VALUES(:received, :user, :caller, :name, :problem, :language, :kind)",
    [ADD_JUDGING] =
        "INSERT INTO judging VALUES(:submission, :judging, :started, :finished, :verdict, :score,"
        " :max_score, :is_cached, :is_partial, :test_count, :tests_done, :cpu, :wall, :memory,"
        " :total_cpu, :cpu_limit, :wall_limit, :memory_limit, :output_limit, :processes_limit,"
        " :stack_limit, :origin, :language, :toolchain, :evalx, :package, :compile_is_ok,"
        " :compile_is_cached, :compile_cpu, :compile_wall, :compile_memory, :compile_reason,"
        " :compile_messages, :hints, :degraded, :noise, :error, :options,"
        " :expected, :as_expected)",
    [ADD_TEST] =
        "INSERT INTO test_run VALUES(:submission, :judging, :position, :name, :group, :is_sample,"
        " :verdict, :score, :is_cached, :cpu, :wall, :memory, :output, :exit, :signal, :limits,"
        " :other_verdict, :other_cpu, :message, :judge_message, :error_text, :difference_line,"
        " :difference_column, :difference_before, :expected, :got)",
    [ADD_GROUP] = "INSERT INTO judging_group VALUES(:submission, :judging, :position, :name,"
                  " :parent, :verdict, :score, :max_score, :is_run, :how)",
    [ADD_FILE] = "INSERT INTO submission_file VALUES(:submission, :position, :name,"
                 " (SELECT id FROM source WHERE sha256 = :digest))",
    [ADD_SOURCE] = "INSERT INTO source(sha256, bytes, is_packed, content)"
                   " VALUES(:digest, :bytes, :is_packed, :content)"
                   " ON CONFLICT(sha256) DO NOTHING",
};

/* What was found out lately: the same package mostly comes again. */
struct known_package {
    const struct store_package *package;
    int64_t id;
};

struct writer {
    struct statement statements[WRITES];
    struct known_package known;
};

void writer_close(struct writer *writer)
{
    for (size_t i = 0; writer != NULL && i < WRITES; i++)
        statement_close(&writer->statements[i]);
    free(writer);
}

static int writer_open(struct store *store, struct err *err)
{
    store->writer = calloc(1, sizeof(*store->writer));
    if (store->writer == NULL)
        return err_sys(err, ERR_JUDGE, "history");
    for (size_t i = 0; i < WRITES; i++) {
        if (statement_open(&store->database, texts[i], &store->writer->statements[i], err) != 0)
            return -1;
    }
    return 0;
}

/* One entry on its way into the tables. */
struct recording {
    struct store *store;
    const struct store_entry *entry;
    const struct submission_report *report;
    int64_t submission, judging, package;
    struct arena arena;
};

static struct statement *statement_of(const struct recording *recording, enum write write)
{
    struct statement *statement = &recording->store->writer->statements[write];
    statement_set(statement, ":submission", recording->submission);
    statement_set(statement, ":judging", recording->judging);
    return statement;
}

/* ---- pieces ---- */

/* Below zero: not measured, or not limited. */
static void set_count(struct statement *statement, const char *name, int64_t value)
{
    if (value < 0)
        statement_set_null(statement, name);
    else
        statement_set(statement, name, value);
}

static void set_us(struct statement *statement, const char *name, int64_t ns)
{
    set_count(statement, name, ns < 0 ? -1 : ns / 1000);
}

/* A list of texts as JSON; NULL where it is empty. */
static void set_list(struct recording *recording, struct statement *statement, const char *name,
                     const char *const *items, size_t count)
{
    if (count == 0) {
        statement_set_null(statement, name);
        return;
    }
    EV_STR struct str text = {0};
    struct json *list = json_list();
    for (size_t i = 0; i < count; i++)
        json_append_string(list, items[i]);
    json_write(list, false, &text);
    json_close(list);
    statement_set_text(statement, name, arena_string(&recording->arena, str_text(&text)));
}

/* Cut at the end of a character. */
static const char *excerpt(struct arena *arena, const char *text)
{
    size_t count = text != NULL ? strlen(text) : 0;
    if (count <= EXCERPT_BYTES)
        return text;
    count = EXCERPT_BYTES;
    while (count > 0 && ((unsigned char)text[count] & 0xc0) == 0x80)
        count--;
    return arena_string_n(arena, text, count);
}

const char *record_verdict(const struct submission_report *report)
{
    return verdict_code(report->error.kind == ERR_JUDGE ? VERDICT_JUDGE_ERROR : report->verdict);
}

/* ---- sources ---- */

static void hash_cleanup(struct hash **hash)
{
    hash_close(*hash);
}

static int digest_file(const struct report_file *file, char hex_out[HASH_HEX_BYTES],
                       struct err *err)
{
    EV_CLEANUP(hash_cleanup) struct hash *hash = NULL;
    if (hash_open(&hash, err) != 0)
        return -1;
    hash_add(hash, file->bytes, file->count);
    hash_finish(hash, hex_out);
    return 0;
}

static int add_source(struct recording *recording, const struct report_file *file,
                      const char *digest, struct err *err)
{
    struct statement *statement = statement_of(recording, ADD_SOURCE);
    const void *content = file->bytes;
    size_t count = file->count;
    if (file->count >= PACKED_LEAST_BYTES &&
        compress_bytes(&recording->arena, file->bytes, file->count, &content, &count, err) != 0)
        return -1;
    bool is_packed = count < file->count;
    statement_set_text(statement, ":digest", digest);
    statement_set(statement, ":bytes", (int64_t)file->count);
    statement_set(statement, ":is_packed", is_packed);
    statement_set_bytes(statement, ":content", is_packed ? content : file->bytes,
                        is_packed ? count : file->count);
    return statement_run(statement, err);
}

static int add_file(struct recording *recording, size_t position, struct err *err)
{
    const struct report_file *file = &recording->report->files[position];
    char digest[HASH_HEX_BYTES];
    if (digest_file(file, digest, err) != 0 || add_source(recording, file, digest, err) != 0)
        return -1;
    struct statement *statement = statement_of(recording, ADD_FILE);
    statement_set(statement, ":position", (int64_t)position);
    statement_set_text(statement, ":name", file->name);
    statement_set_text(statement, ":digest", digest);
    return statement_run(statement, err);
}

/* ---- tests and groups ---- */

static const char *limits_text(struct arena *arena, unsigned limits_hit)
{
    EV_STR struct str text = {0};
    for (unsigned bit = 1; bit != 0 && bit <= limits_hit; bit <<= 1) {
        if (limits_hit & bit)
            str_printf(&text, "%s%s", text.count > 0 ? "," : "", limit_bit_name(bit));
    }
    return text.count > 0 ? arena_string(arena, str_text(&text)) : NULL;
}

static void set_facts(struct recording *recording, struct statement *statement,
                      const struct facts *facts)
{
    bool has_signal = facts->signal != 0;
    set_us(statement, ":cpu", facts->cpu_ns);
    set_us(statement, ":wall", facts->wall_ns);
    set_count(statement, ":memory", facts->memory_bytes);
    set_count(statement, ":output", facts->stdout_bytes);
    set_count(statement, ":exit", has_signal ? -1 : facts->exit_status);
    set_count(statement, ":signal", has_signal ? facts->signal : -1);
    statement_set_text(statement, ":limits", limits_text(&recording->arena, facts->limits_hit));
}

static const struct facts no_facts = {
    .cpu_ns = -1, .wall_ns = -1, .memory_bytes = -1, .stdout_bytes = -1, .exit_status = -1};

static void set_failure(struct recording *recording, struct statement *statement,
                        const struct test_report *test)
{
    const struct difference *difference = &test->difference;
    bool is_told = difference->expected != NULL && difference->got != NULL;
    statement_set_text(statement, ":error_text", excerpt(&recording->arena, test->error_text));
    set_count(statement, ":difference_line", is_told ? difference->line : -1);
    set_count(statement, ":difference_column", is_told ? difference->column : -1);
    statement_set_text(statement, ":difference_before",
                       is_told ? excerpt(&recording->arena, difference->before) : NULL);
    statement_set_text(statement, ":expected",
                       is_told ? excerpt(&recording->arena, difference->expected) : NULL);
    statement_set_text(statement, ":got",
                       is_told ? excerpt(&recording->arena, difference->got) : NULL);
}

static int add_test(struct recording *recording, size_t position, struct err *err)
{
    const struct test_report *test = &recording->report->tests[position];
    struct statement *statement = statement_of(recording, ADD_TEST);
    bool has_run = test->is_done && test->verdict != VERDICT_SKIPPED;
    statement_set(statement, ":position", (int64_t)position);
    statement_set_text(statement, ":name", test->name);
    statement_set_text(statement, ":group", test->group != NULL ? test->group : "");
    statement_set(statement, ":is_sample", test->is_sample);
    statement_set_text(statement, ":verdict",
                       verdict_code(test->is_done ? test->verdict : VERDICT_SKIPPED));
    statement_set_real(statement, ":score", isnan(test->points) ? test->score : test->points);
    statement_set(statement, ":is_cached", test->is_cached);
    set_facts(recording, statement, has_run ? &test->facts : &no_facts);
    statement_set_text(statement, ":other_verdict",
                       test->is_rejudged ? verdict_code(test->other_verdict) : NULL);
    set_us(statement, ":other_cpu", test->is_rejudged ? test->other_cpu_ns : -1);
    statement_set_text(statement, ":message", excerpt(&recording->arena, test->message));
    statement_set_text(statement, ":judge_message",
                       excerpt(&recording->arena, test->judge_message));
    set_failure(recording, statement, test);
    return statement_run(statement, err);
}

static int add_group(struct recording *recording, size_t position, struct err *err)
{
    const struct group_report *group = &recording->report->groups[position];
    struct statement *statement = statement_of(recording, ADD_GROUP);
    statement_set(statement, ":position", (int64_t)position);
    statement_set_text(statement, ":name", group->name != NULL ? group->name : "");
    statement_set(statement, ":parent", (int64_t)group->parent);
    statement_set_text(statement, ":verdict", verdict_code(group->verdict));
    statement_set_real(statement, ":score", group->score);
    statement_set_real(statement, ":max_score", group->max_score);
    statement_set(statement, ":is_run", group->is_run);
    statement_set_text(statement, ":how", excerpt(&recording->arena, group->how));
    return statement_run(statement, err);
}

/* ---- the judging ---- */

struct totals {
    int64_t cpu_ns, wall_ns, memory_bytes, total_cpu_ns; /* -1: no test tells */
};

static int64_t larger(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static struct totals sum_up(const struct submission_report *report)
{
    struct totals totals = {-1, -1, -1, -1};
    for (size_t i = 0; i < report->test_count; i++) {
        const struct test_report *test = &report->tests[i];
        if (!test->is_done || test->verdict == VERDICT_SKIPPED)
            continue;
        totals.cpu_ns = larger(totals.cpu_ns, test->facts.cpu_ns);
        totals.wall_ns = larger(totals.wall_ns, test->facts.wall_ns);
        totals.memory_bytes = larger(totals.memory_bytes, test->facts.memory_bytes);
        totals.total_cpu_ns = larger(totals.total_cpu_ns, 0) + larger(test->facts.cpu_ns, 0);
    }
    return totals;
}

static void set_compile(struct recording *recording, struct statement *statement)
{
    const struct compile_report *compile = &recording->report->compile;
    set_count(statement, ":compile_is_ok", compile->is_attempted ? compile->is_ok : -1);
    set_count(statement, ":compile_is_cached", compile->is_attempted ? compile->is_cached : -1);
    set_us(statement, ":compile_cpu", compile->is_attempted ? compile->facts.cpu_ns : -1);
    set_us(statement, ":compile_wall", compile->is_attempted ? compile->facts.wall_ns : -1);
    set_count(statement, ":compile_memory",
              compile->is_attempted ? compile->facts.memory_bytes : -1);
    statement_set_text(statement, ":compile_reason", compile->reason);
    bool has_messages = compile->messages != NULL && compile->messages[0] != '\0';
    statement_set_text(statement, ":compile_messages", has_messages ? compile->messages : NULL);
}

static void set_limits(struct statement *statement, const struct submission_report *report)
{
    set_us(statement, ":cpu_limit", report->limits.cpu_ns);
    set_us(statement, ":wall_limit", report->limits.wall_ns);
    set_count(statement, ":memory_limit", report->limits.memory_bytes);
    set_count(statement, ":output_limit", report->limits.output_bytes);
    set_count(statement, ":processes_limit", report->limits.processes);
    set_count(statement, ":stack_limit", report->limits.stack_bytes);
    statement_set_text(statement, ":origin", report->time_limit_origin);
}

static void set_lists(struct recording *recording, struct statement *statement)
{
    const struct submission_report *report = recording->report;
    set_list(recording, statement, ":hints", report->hints, report->hint_count);
    set_list(recording, statement, ":degraded", (const char *const *)report->degraded,
             report->degraded_count);
    set_list(recording, statement, ":noise", (const char *const *)report->noise,
             report->noise_count);
}

static int add_judging(struct recording *recording, struct err *err)
{
    const struct submission_report *report = recording->report;
    struct statement *statement = statement_of(recording, ADD_JUDGING);
    struct totals totals = sum_up(report);
    int64_t finished_us = recording->entry->finished_us;
    statement_set(statement, ":started", finished_us - report->wall_ns / 1000);
    statement_set(statement, ":finished", finished_us);
    statement_set_text(statement, ":verdict", record_verdict(report));
    statement_set_real(statement, ":score", report->score);
    statement_set_real(statement, ":max_score", report->max_score);
    statement_set(statement, ":is_cached", report->is_cached);
    statement_set(statement, ":is_partial", recording->entry->is_partial);
    statement_set(statement, ":test_count", (int64_t)report->test_count);
    statement_set(statement, ":tests_done", (int64_t)report->tests_done);
    set_us(statement, ":cpu", totals.cpu_ns);
    set_us(statement, ":wall", totals.wall_ns);
    set_count(statement, ":memory", totals.memory_bytes);
    set_us(statement, ":total_cpu", totals.total_cpu_ns);
    set_limits(statement, report);
    statement_set_text(statement, ":language", report->language);
    statement_set_text(statement, ":toolchain", report->toolchain);
    statement_set_text(statement, ":evalx", EVALX_VERSION);
    statement_set_text(statement, ":options", recording->entry->options);
    bool has_expectation = recording->entry->expected != NULL;
    statement_set_text(statement, ":expected", recording->entry->expected);
    set_count(statement, ":as_expected", has_expectation ? recording->entry->is_as_expected : -1);
    set_count(statement, ":package", recording->package > 0 ? recording->package : -1);
    set_compile(recording, statement);
    set_lists(recording, statement);
    statement_set_text(statement, ":error",
                       report->error.kind != ERR_NONE ? report->error.msg : report->judge_error);
    return statement_run(statement, err);
}

/* ---- the whole ---- */

static int add_submission(struct recording *recording, struct err *err)
{
    const struct submission_report *report = recording->report;
    struct statement *statement = statement_of(recording, ADD_SUBMISSION);
    int64_t begun_us = recording->entry->finished_us - report->wall_ns / 1000;
    statement_set(statement, ":received",
                  recording->entry->received_us > 0 ? recording->entry->received_us : begun_us);
    statement_set_text(statement, ":user", report->user != NULL ? report->user : "");
    statement_set_text(statement, ":caller", report->id);
    statement_set_text(statement, ":name", report->source);
    statement_set_text(statement, ":kind", filter_kinds[recording->entry->kind]);
    statement_set_text(statement, ":problem", report->problem != NULL ? report->problem : "");
    statement_set_text(statement, ":language", report->language);
    if (statement_run(statement, err) != 0)
        return -1;
    const struct database *database = &recording->store->database;
    recording->submission = database->call.last_insert_rowid(database->handle);
    recording->judging = 1;
    for (size_t i = 0; i < report->file_count; i++) {
        if (add_file(recording, i, err) != 0)
            return -1;
    }
    return 0;
}

/* The one that counts from now on. */
static int add_again(struct recording *recording, struct err *err)
{
    EV_STATEMENT struct statement statement = {0};
    bool has_row = false;
    struct database *database = &recording->store->database;
    if (statement_open(database,
                       "UPDATE submission SET active_judging = 1 +"
                       " (SELECT max(judging) FROM judging WHERE submission_id = :submission)"
                       " WHERE id = :submission RETURNING active_judging",
                       &statement, err) != 0)
        return -1;
    statement_set(&statement, ":submission", recording->entry->submission);
    if (statement_next(&statement, &has_row, err) != 0)
        return -1;
    if (!has_row)
        return err_set(err, ERR_INPUT, "history: %s: there is no submission %lld any more",
                       recording->store->path, (long long)recording->entry->submission);
    recording->submission = recording->entry->submission;
    recording->judging = database->call.column_int64(statement.handle, 0);
    return statement_run(&statement, err);
}

static int find_package(struct recording *recording, struct err *err)
{
    struct known_package *known = &recording->store->writer->known;
    const struct store_package *package = recording->entry->package;
    if (package == NULL)
        return 0;
    if (known->package != package) {
        int64_t id = 0;
        if (package_find(&recording->store->database, package, recording->report->problem,
                         recording->entry->finished_us, &id, err) != 0)
            return -1;
        *known = (struct known_package){package, id};
    }
    recording->package = known->id;
    return 0;
}

static int add_entry(struct recording *recording, struct err *err)
{
    int status = find_package(recording, err);
    if (status == 0)
        status = recording->entry->submission > 0 ? add_again(recording, err)
                                                  : add_submission(recording, err);
    if (status == 0)
        status = add_judging(recording, err);
    for (size_t i = 0; status == 0 && i < recording->report->test_count; i++)
        status = add_test(recording, i, err);
    for (size_t i = 0; status == 0 && i < recording->report->group_count; i++)
        status = add_group(recording, i, err);
    return status;
}

static int add_one(struct store *store, const struct store_entry *entry, int64_t *submission_out,
                   struct err *err)
{
    struct recording recording = {.store = store, .entry = entry, .report = entry->report};
    int status = add_entry(&recording, err);
    arena_done(&recording.arena);
    if (status == 0 && submission_out != NULL)
        *submission_out = recording.submission;
    return status;
}

static int add_entries(struct store *store, const struct store_entry *entries, size_t count,
                       struct err *err)
{
    for (size_t i = 0; i < count; i++) {
        if (!entries[i].is_passing && add_one(store, &entries[i], NULL, err) != 0)
            return -1;
    }
    return 0;
}

int record_within(struct store *store, const struct store_entry *entry, int64_t *submission_out,
                  struct err *err)
{
    if (store->writer == NULL && writer_open(store, err) != 0)
        return -1;
    store->writer->known = (struct known_package){0}; /* the caller may undo its transaction */
    return add_one(store, entry, submission_out, err);
}

int store_record(struct store *store, const struct store_entry *entries, size_t count,
                 struct err *err)
{
    struct database *database = &store->database;
    if (store->writer == NULL && writer_open(store, err) != 0)
        return -1;
    if (database_begin(database, err) != 0)
        return -1;
    if (add_entries(store, entries, count, err) == 0 && database_commit(database, err) == 0)
        return 0;
    database_undo(database);
    store->writer->known = (struct known_package){0}; /* its row may have gone */
    return -1;
}
