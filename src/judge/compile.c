/* compile: sources -> artifact, in the slot's compile box. What a compiler does with hostile
 * sources (bombs of time, memory or output, includes of host files) is the box's to withstand: here
 * it is a compile error that names the limit. */
#include <string.h>

#include "base/fs.h"
#include "base/log.h"
#include "base/parse.h"
#include "judge/bundle.h"
#include "judge/headers.h"
#include "judge/internal.h"

enum { MESSAGES_KEPT_BYTES = 256 << 10, MESSAGES_SHOWN_BYTES = 64 << 10 };

static int read_language(struct slot *slot, const struct compile_request *request,
                         const struct submission_source *source, struct compile_result *result,
                         struct err *err)
{
    const struct languages *languages = slot->judge->options->languages;
    if (request->fixed_language) {
        result->language = request->fixed_language;
    } else if (request->language) {
        result->language = language_find(languages, request->language);
        if (!result->language)
            return err_set(err, ERR_USAGE, "language: %s: unknown, see evalx langs",
                           request->language);
    } else if (language_detect(languages, source, &result->language, err) != 0) {
        return -1;
    }
    result->language = language_usable(languages, result->language);
    const char *tool = language_missing_tool(result->language);
    if (request->is_validator && result->language->validator)
        result->language = result->language->validator;
    if (!tool)
        return 0;
    const char *package = result->language->package;
    return err_set(err, ERR_INPUT, "%s: language %s: %s is not installed%s%s", source->shown,
                   result->language->id, tool, *package ? ": apt-get install " : "", package);
}

static int stage_sources(struct box *box, const struct build_plan *plan, struct err *err)
{
    for (size_t i = 0; i < plan->file_count; i++) {
        const struct source_file *file = &plan->files[i];
        if (box_stage_bytes(box, BOX_WORK, file->name, 0644, file->bytes, file->count, err) != 0)
            return -1;
    }
    return 0;
}

static struct limits limits_of(const struct slot *slot, const struct compile_request *request,
                               const struct language *language)
{
    struct limits limits = limits_compile_default();
    limits = adapt_override(limits, &language->compile_limits);
    limits = adapt_override(limits, &request->limits);
    limits = adapt_override(limits, &slot->judge->options->compile_limits);
    return limits_complete(limits);
}

/* The compiler ended well: keep what it made. Too much of it, or nothing, is the contestant's
 * doing. */
static int keep_artifact(struct artifact *artifact, struct box *box, const struct limits *limits,
                         struct arena *arena, struct compile_report *report, struct err *err)
{
    int64_t most_bytes = limits->written_bytes >= 0 ? limits->written_bytes : INT64_MAX;
    if (artifact_collect(artifact, box, most_bytes, err) == 0) {
        report->is_ok = true;
        return 0;
    }
    if (err->kind != ERR_INPUT)
        return -1;
    report->reason = arena_string(arena, err->msg);
    return 0;
}

static const char *const *argv_with_header(struct artifact *artifact, const struct box *box,
                                           const char *folder)
{
    struct arena *arena = &artifact->arena;
    return build_header_argv(arena, &artifact->plan, box_folder(box, BOX_WORK),
                             fs_join(arena, box_folder(box, BOX_SHARED), folder));
}

/* `headers`: the folder of a header that is compiled already; NULL: none is used. */
static int run_compiler(struct slot *slot, struct artifact *artifact, const char *headers,
                        const struct limits *limits, struct arena *arena,
                        struct compile_report *report, struct err *err)
{
    struct held_box *held;
    if (slot_begin(slot, BOX_COMPILE, artifact->plan.language, limits, &held, err) != 0 ||
        stage_sources(held->box, &artifact->plan, err) != 0)
        return -1;
    const char *work = box_folder(held->box, BOX_WORK);
    EV_STR struct str messages = {.maximum = MESSAGES_KEPT_BYTES};
    struct run_plan plan = {
        .argv = headers ? argv_with_header(artifact, held->box, headers)
                        : build_compile_argv(&artifact->arena, &artifact->plan, work),
        .environment = build_environment(&artifact->arena, &artifact->plan, work),
        .limits = *limits,
        .stdin_fd = -1,
        .output = {.feed = sink_keep, .context = &messages},
        .is_error_merged = true,
        .is_cancelled = artifact->is_cancelled,
        .is_work_kept = true,
    };
    if (box_run(held->box, &plan, &report->facts, err) != 0)
        return -1;
    struct build_plan unnamed = artifact->plan;
    unnamed.renamed_from = NULL;
    unnamed.file_count = 0;
    artifact->messages = build_messages(&artifact->arena, &unnamed, work, str_text(&messages),
                                        messages.count, MESSAGES_SHOWN_BYTES);
    enum verdict verdict = verdict_of_run(limits, &report->facts, CHECK_NOT_RUN, true);
    if (verdict == VERDICT_ACCEPTED)
        return keep_artifact(artifact, held->box, limits, arena, report, err);
    report->reason = reason_of_run(arena, verdict, limits, &report->facts);
    return 0;
}

/* A compiler that may have failed over the compiled header (it takes one but once, and only with
 * the flags that it was made with) is asked again without. */
static int run_compiler_best(struct slot *slot, struct artifact *artifact,
                             const struct limits *limits, struct arena *arena,
                             struct compile_report *report, struct err *err)
{
    const char *headers = headers_for(slot, &artifact->plan, &artifact->arena);
    if (run_compiler(slot, artifact, headers, limits, arena, report, err) != 0)
        return -1;
    if (report->is_ok || !headers || !artifact->messages ||
        !build_doubts_header(&artifact->plan, artifact->messages, headers))
        return 0;
    report->reason = NULL;
    return run_compiler(slot, artifact, NULL, limits, arena, report, err);
}

int compile_plainly(struct slot *slot, struct artifact *artifact, const struct limits *limits,
                    struct arena *arena, struct compile_report *report, struct err *err)
{
    if (run_compiler_best(slot, artifact, limits, arena, report, err) == 0)
        return 0;
    slot_drop(&slot->boxes[BOX_COMPILE]);
    if (err->kind != ERR_JUDGE || artifact->file_count > 0)
        return err_wrap(err, "compile");
    *err = (struct err){0}; /* a failure of ours is tried once more, in a new box */
    return run_compiler_best(slot, artifact, limits, arena, report, err) == 0
               ? 0
               : err_wrap(err, "compile");
}

/* Without a name it is compiled all the same, and not kept. */
static void name_artifact(struct slot *slot, struct artifact *artifact, const struct limits *limits,
                          const char **version_out)
{
    struct err err;
    char toolchain[HASH_HEX_BYTES];
    if (!slot->judge->cache)
        return;
    if (toolchain_identify(slot, artifact->plan.language, toolchain, version_out, &err) != 0 ||
        key_of_program(slot->judge, &artifact->plan, toolchain, limits, artifact->key, &err) != 0)
        log_line(LOG_WARN, "compiled without the cache: %s", err.msg);
}

/* The same sources would have the same end again: no limit had a part in it. */
static bool is_worth_keeping(const struct compile_report *report)
{
    const struct facts *facts = &report->facts;
    return report->is_ok || (facts->limits_hit == 0 && facts->signal == 0 &&
                             facts->exit_status != 0 && !facts->is_killed_by_judge);
}

/* From the cache, or else by whoever comes first, while the others with the same sources wait. */
static int compile_once(struct slot *slot, struct artifact *artifact, const struct limits *limits,
                        struct arena *arena, struct compile_report *report, struct err *err)
{
    struct judge *judge = slot->judge;
    if (artifact_cache_load(judge, artifact, arena, report))
        return 0;
    EV_CLEANUP(cache_release) struct cache_claim claim = {.fd = -1};
    if (cache_claim(judge->cache, CACHE_ARTIFACT, artifact->key, judge->options->cancel_fd, &claim,
                    err) != 0)
        return -1;
    if (artifact_cache_load(judge, artifact, arena, report))
        return 0;
    cache_count(judge->cache, CACHE_ARTIFACT, 0, 1, 0);
    int64_t started_ns = clock_now_ns();
    if (compile_plainly(slot, artifact, limits, arena, report, err) != 0)
        return -1;
    if (is_worth_keeping(report))
        artifact_cache_store(judge, artifact, report, clock_now_ns() - started_ns);
    return 0;
}

static int make_artifact(struct slot *slot, const struct compile_request *request,
                         struct arena *arena, struct compile_result *result, struct err *err)
{
    struct compile_report *report = &result->report;
    struct artifact *artifact = result->artifact;
    artifact->is_cancelled = request->is_cancelled;
    if (!result->language->compile) {
        artifact_take_sources(artifact);
        report->is_ok = true;
        return 0;
    }
    report->is_attempted = true;
    struct limits limits = limits_of(slot, request, result->language);
    if (!artifact->key[0])
        return compile_plainly(slot, artifact, &limits, arena, report, err);
    return compile_once(slot, artifact, &limits, arena, report, err);
}

static const char *too_large(struct arena *arena, int64_t most_bytes)
{
    char buffer[32];
    return arena_printf(arena, "source is larger than the limit (%s)",
                        format_bytes(most_bytes, buffer, sizeof(buffer)));
}

static void discard_artifact(struct artifact **artifact)
{
    artifact_close(*artifact);
    *artifact = NULL;
}

/* A lone file gets the same name whatever its user calls it: the same source under another name is
 * the same program. Where the package's own file is the program, it knows the submission by the
 * problem's name. */
static const char *neutral_name(struct arena *arena, const struct language *language,
                                const struct compile_request *request, const char *entry,
                                const char *name)
{
    const char *extension = language->extensions[0];
    for (size_t i = 0; i < language->extension_count; i++) {
        if (str_ends_with(name, language->extensions[i]))
            extension = language->extensions[i];
    }
    return arena_printf(arena, "%s%s", entry ? request->problem->short_name : "main", extension);
}

/* The compiler's words will speak of `name` as the user does. */
static void rename_back(struct artifact *artifact, const char *name, const char *users)
{
    struct build_plan *plan = &artifact->plan;
    const char **names = arena_alloc(&artifact->arena, plan->file_count * sizeof(*names));
    for (size_t i = 0; i < plan->file_count; i++)
        names[i] = plan->renamed_from[i] == name ? users : plan->renamed_from[i];
    plan->renamed_from = names;
}

static int make_plan(const struct languages *languages, const struct compile_request *request,
                     const struct language *language, struct submission_source *source,
                     struct artifact *artifact, struct err *err)
{
    struct arena *arena = &artifact->arena;
    const char *entry = bundle_entry(languages, request, language);
    bool is_own_name = entry && !bundle_is_short_named(languages, request, language);
    bool is_neutral = source->file_count == 1 && !request->is_name_kept &&
                      !request->fixed_language && !is_own_name;
    const char *users = source->files[0].name;
    const char *name = NULL;
    if (is_neutral)
        name = source->files[0].name = neutral_name(arena, language, request, entry, users);
    if (bundle_add(languages, request, language, arena, source, err) != 0)
        return -1;
    if (request->fixed_language) {
        artifact->plan = bundle_fixed_plan(arena, request->fixed_language, source);
        return 0;
    }
    if (build_plan_make(arena, language, source, &artifact->plan, err) != 0)
        return -1;
    artifact->plan.option_count =
        bundle_options(languages, request, language, &artifact->plan.options);
    if (entry)
        build_plan_enter(arena, &artifact->plan, entry);
    if (is_neutral)
        rename_back(artifact, name, users);
    return 0;
}

const char *compile_messages(struct arena *arena, const struct artifact *artifact,
                             const char *messages)
{
    return build_messages(arena, &artifact->plan, "", messages, strlen(messages),
                          MESSAGES_SHOWN_BYTES);
}

/* Before the plan gives them other names. */
static void keep_files(struct arena *arena, const struct submission_source *source,
                       struct compile_result *result)
{
    struct report_file *files = arena_alloc(arena, source->file_count * sizeof(*files));
    for (size_t i = 0; i < source->file_count; i++) {
        const struct source_file *file = &source->files[i];
        files[i] = (struct report_file){arena_string(arena, file->name),
                                        arena_copy(arena, file->bytes, file->count), file->count};
    }
    result->files = files;
    result->file_count = source->file_count;
}

static int refuse(struct compile_result *result, const char *reason)
{
    result->report.is_attempted = true;
    result->report.reason = reason;
    return 0;
}

int compile_prepare(struct slot *slot, const struct compile_request *request, struct arena *arena,
                    struct compile_result *result, struct err *err)
{
    EV_CLEANUP(discard_artifact) struct artifact *artifact = artifact_open();
    const struct languages *languages = slot->judge->options->languages;
    struct submission_source source = {0};
    bool is_too_large = false;
    result->report.messages = "";
    if (bundle_read(request, &artifact->arena, &source, &is_too_large, err) != 0)
        return -1;
    result->source = arena_string(arena, source.shown);
    if (is_too_large)
        return refuse(result, too_large(arena, request->source_max_bytes));
    if (request->are_files_wanted)
        keep_files(arena, &source, result);
    if (read_language(slot, request, &source, result, err) != 0)
        return -1;
    if (slot->judge->options->is_single) {
        slot->judge->paths = result->language->paths;
        slot->judge->path_count = result->language->path_count;
    }
    const char *reason = bundle_refusal(languages, request, result->language, arena);
    if (reason)
        return refuse(result, reason);
    if (make_plan(languages, request, result->language, &source, artifact, err) != 0)
        return -1;
    if (artifact->plan.problem)
        return refuse(result, arena_string(arena, artifact->plan.problem));
    struct limits limits = limits_of(slot, request, result->language);
    name_artifact(slot, artifact, &limits, &result->toolchain);
    result->artifact = artifact;
    artifact = NULL;
    return 0;
}

int compile_finish(struct slot *slot, const struct compile_request *request, struct arena *arena,
                   struct compile_result *result, struct err *err)
{
    struct artifact *artifact = result->artifact;
    int status = artifact ? make_artifact(slot, request, arena, result, err) : 0;
    if (artifact && artifact->messages)
        result->report.messages = compile_messages(arena, artifact, artifact->messages);
    if (!result->report.is_ok)
        discard_artifact(&result->artifact);
    return status;
}

int compile_program(struct slot *slot, const struct compile_request *request, struct arena *arena,
                    struct compile_result *result, struct err *err)
{
    if (compile_prepare(slot, request, arena, result, err) != 0)
        return -1;
    return compile_finish(slot, request, arena, result, err);
}
