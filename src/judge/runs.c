/* runs: see runs.h. One call of the queue compiles and does all runs in its slot, one after
 * another: several slots are for several such calls. */
#include "judge/runs.h"

#include <fcntl.h>
#include <string.h>

#include "base/archive.h"
#include "base/fs.h"
#include "judge/bundle.h"
#include "judge/internal.h"

enum {
    KEPT_BYTES_MAX = 40 << 20, /* of all runs together: what is told fits in a line */
};

struct told {
    const char *bytes;
    size_t count;
};

struct runs_call {
    struct queue_call call;
    struct judge_runs runs;
    struct slot *slot;
    struct arena arena;
    struct submission_source extras; /* out of the archive */
    const struct source_file *files; /* sources and extras */
    size_t file_count;
    struct compile_result compiled;
    struct ran_report report;
    size_t kept_bytes;
    struct told *last; /* standard output of each run in the round before */
    uint64_t holder;
};

/* ---- the archive ---- */

struct unpacked {
    const char *path; /* NULL: nothing */
};

static void remove_unpacked(struct unpacked *unpacked)
{
    struct err err;
    if (unpacked->path)
        (void)!fs_remove_tree(AT_FDCWD, unpacked->path, &err); /* a folder left is no failure */
}

static int unpack(struct runs_call *call, const char *folder, struct err *err)
{
    const struct agent_request *request = call->runs.request;
    const char *packed = fs_join(&call->arena, folder, "files.zip");
    const char *place = fs_join(&call->arena, folder, "files");
    if (fs_write_new(AT_FDCWD, packed, request->archive, request->archive_count, 0600, err) != 0)
        return -1;
    if (mkdir(place, 0700) != 0)
        return err_sys(err, ERR_JUDGE, "%s", place);
    EV_FD int dir_fd = open(place, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (dir_fd < 0)
        return err_sys(err, ERR_JUDGE, "%s", place);
    bool is_too_large = false;
    if (archive_unpack(packed, dir_fd, err) != 0 ||
        source_read(&call->arena, &place, 1, SOURCE_TOTAL_MAX_BYTES, &call->extras, &is_too_large,
                    err) != 0)
        return -1;
    return is_too_large ? err_set(err, ERR_INPUT, "larger than %d MiB unpacked",
                                  SOURCE_TOTAL_MAX_BYTES >> 20)
                        : 0;
}

static int read_archive(struct runs_call *call, struct err *err)
{
    EV_CLEANUP(remove_unpacked) struct unpacked unpacked = {0};
    if (call->runs.request->archive_count == 0)
        return 0;
    if (fs_make_temporary("evalx-archive", &call->arena, &unpacked.path, err) != 0)
        return -1;
    if (unpack(call, unpacked.path, err) == 0)
        return 0;
    if (err->kind != ERR_INPUT)
        return -1;
    *err = (struct err){0}; /* its words name our folders */
    return err_set(err, ERR_INPUT, "additional files: no archive that can be unpacked here");
}

/* A lone source without an extension gets its language's: beside other files it must be told from
 * them. */
static const char *name_of(struct runs_call *call, const struct report_file *file)
{
    const struct agent_request *request = call->runs.request;
    const struct languages *languages = call->slot->judge->options->languages;
    const struct language *language =
        request->language ? language_find(languages, request->language) : NULL;
    if (request->file_count != 1 || !language || *fs_extension(file->name))
        return file->name;
    return arena_printf(&call->arena, "%s%s", file->name, language->extensions[0]);
}

/* What is handed in as source takes the place of a file of the same name. */
static void join_files(struct runs_call *call)
{
    const struct agent_request *request = call->runs.request;
    size_t most = request->file_count + call->extras.file_count, count = 0;
    struct source_file *files = arena_alloc(&call->arena, (most + 1) * sizeof(*files));
    for (size_t i = 0; i < request->file_count; i++)
        files[count++] = (struct source_file){
            .name = name_of(call, &request->files[i]),
            .bytes = request->files[i].count ? request->files[i].bytes : "",
            .count = request->files[i].count,
        };
    for (size_t i = 0; i < call->extras.file_count; i++) {
        bool is_there = false;
        for (size_t j = 0; j < request->file_count; j++)
            is_there = is_there || strcmp(files[j].name, call->extras.files[i].name) == 0;
        if (is_there)
            continue;
        files[count] = call->extras.files[i];
        files[count++].is_companion = request->file_count > 0;
    }
    call->files = files;
    call->file_count = count;
}

/* ---- compiling ---- */

static int compile(struct runs_call *call, struct err *err)
{
    const struct agent_request *wanted = call->runs.request;
    struct compile_request request = {
        .files = call->files,
        .file_count = call->file_count,
        .language = wanted->language,
        .source_max_bytes = SOURCE_TOTAL_MAX_BYTES,
        .limits = LIMITS_UNSET,
        .options = wanted->options,
        .option_count = wanted->option_count,
        .fixed_language = wanted->is_multi_file ? bundle_multi_file_language() : NULL,
        .is_cancelled = call->runs.is_cancelled,
    };
    if (call->file_count == 0)
        return err_set(err, ERR_INPUT, "there is no source");
    int status = compile_program(call->slot, &request, &call->arena, &call->compiled, err);
    call->report.compile = call->compiled.report;
    call->report.language = call->compiled.language ? call->compiled.language->id : NULL;
    return status;
}

/* ---- running ---- */

static struct limits limits_of(const struct runs_call *call)
{
    struct limits given = call->runs.request->limits;
    int64_t *values[] = {&given.cpu_ns,    &given.wall_ns,      &given.memory_bytes,
                         &given.processes, &given.output_bytes, &given.written_bytes,
                         &given.files,     &given.stack_bytes,  &given.open_files};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(values); i++) {
        if (*values[i] <= 0)
            *values[i] = -1;
    }
    return limits_complete(adapt_override(limits_default(), &given));
}

/* Into the folder in which the program begins. */
static int stage_work(const struct runs_call *call, struct box *box, struct err *err)
{
    const struct submission_source *extras = &call->extras;
    const struct artifact *artifact = call->compiled.artifact;
    bool is_multi_file = call->runs.request->is_multi_file;
    if (box_unstage(box, BOX_WORK, err) != 0)
        return -1;
    for (size_t i = 0; !is_multi_file && i < extras->file_count; i++) {
        const struct source_file *file = &extras->files[i];
        if (box_stage_bytes(box, BOX_WORK, file->name, 0755, file->bytes, file->count, err) != 0)
            return -1;
    }
    for (size_t i = 0; is_multi_file && i < artifact->file_count; i++) {
        const struct artifact_file *file = &artifact->files[i];
        int status = file->bytes ? box_stage_bytes(box, BOX_WORK, file->name, 0755, file->bytes,
                                                   file->count, err)
                                 : box_stage(box, BOX_WORK, file->name, 0755, file->fd, err);
        if (status != 0)
            return -1;
    }
    return 0;
}

static int open_input(const struct agent_run *run, int *fd_out, struct err *err)
{
    *fd_out = -1;
    if (run->input_count == 0)
        return 0;
    *fd_out = fs_memory_file("input", run->input, run->input_count, true, err);
    return *fd_out < 0 ? -1 : 0;
}

struct kept {
    struct str output, error;
};

static void kept_done(struct kept *kept)
{
    str_done(&kept->output);
    str_done(&kept->error);
}

static int run_in_box(struct runs_call *call, size_t index, struct kept *kept,
                      struct facts *facts_out, struct err *err)
{
    const struct agent_request *request = call->runs.request;
    const struct agent_run *run = &request->runs[index % request->run_count];
    struct limits limits = adapt_to_language(call->report.limits, call->compiled.language);
    limits.cpu_ns = call->report.limits.cpu_ns; /* as in judge_run_single */
    EV_FD int input_fd = -1;
    struct held_box *held;
    bool has_files = call->extras.file_count > 0 || request->is_multi_file;
    if (open_input(run, &input_fd, err) != 0 ||
        slot_load(call->slot, BOX_RUN, call->holder, call->compiled.artifact, &limits, &held,
                  err) != 0 ||
        (has_files && stage_work(call, held->box, err) != 0))
        return -1;
    struct run_plan plan = {
        .argv = argv_join(&call->arena, held->argv, run->arguments, run->argument_count),
        .environment = held->environment,
        .limits = limits,
        .stdin_fd = input_fd,
        .output = {sink_keep, &kept->output},
        .error_output = {sink_keep, &kept->error},
        .is_error_merged = request->is_merged,
        .is_cancelled = call->runs.is_cancelled,
        .is_work_kept = has_files,
    };
    return box_run(held->box, &plan, facts_out, err);
}

/* A str's maximum 0 would mean its default. */
static void clear(struct runs_call *call, struct kept *kept)
{
    size_t left = KEPT_BYTES_MAX - call->kept_bytes;
    size_t wanted = (size_t)call->runs.request->capture_bytes;
    size_t most = wanted < left / 2 ? wanted : left / 2;
    kept_done(kept);
    *kept = (struct kept){{.maximum = most + 1}, {.maximum = most + 1}};
}

/* The maximum is one more than is wanted, so that it is never 0. */
static const char *take(struct runs_call *call, const struct str *kept, size_t *count_out,
                        bool *is_cut_out)
{
    size_t count = kept->count < kept->maximum ? kept->count : kept->maximum - 1;
    *is_cut_out = kept->is_cut || kept->count == kept->maximum;
    *count_out = count;
    call->kept_bytes += count;
    return arena_copy(&call->arena, str_text(kept), count);
}

/* Once where it is the same in every round. */
static void take_output(struct runs_call *call, size_t index, const struct str *kept,
                        struct run_report *report)
{
    size_t run_count = call->runs.request->run_count;
    struct told *last = &call->last[index % run_count];
    bool is_whole = !kept->is_cut && kept->count < kept->maximum;
    if (index >= run_count && is_whole && kept->count == last->count &&
        memcmp(str_text(kept), last->bytes, last->count) == 0) {
        report->is_output_repeated = true;
        return;
    }
    report->output = take(call, kept, &report->output_count, &report->is_output_cut);
    *last = (struct told){report->output, report->output_count};
}

/* A failure of ours is tried once more, in a new box. */
static int run(struct runs_call *call, size_t index, struct run_report *report, struct err *err)
{
    EV_CLEANUP(kept_done) struct kept kept = {0};
    struct facts *facts = &report->facts;
    clear(call, &kept);
    int status = run_in_box(call, index, &kept, facts, err);
    if (status != 0) {
        slot_drop(&call->slot->boxes[BOX_RUN]);
        if (err->kind != ERR_JUDGE)
            return -1;
        *err = (struct err){0};
        clear(call, &kept);
        if (run_in_box(call, index, &kept, facts, err) != 0) {
            slot_drop(&call->slot->boxes[BOX_RUN]);
            return -1;
        }
    }
    report->verdict = verdict_of_run(&call->report.limits, facts, CHECK_NOT_RUN, true);
    take_output(call, index, &kept.output, report);
    report->error_output = take(call, &kept.error, &report->error_count, &report->is_error_cut);
    return 0;
}

static bool is_cancelled(const struct runs_call *call)
{
    const atomic_bool *flag = call->runs.is_cancelled;
    return judge_is_cancelled(call->slot->judge) || (flag && atomic_load(flag));
}

static int do_runs(struct runs_call *call, struct err *err)
{
    const struct agent_request *request = call->runs.request;
    size_t count = request->run_count * (request->repeats > 1 ? request->repeats : 1);
    struct run_report *reports = arena_alloc(&call->arena, (count + 1) * sizeof(*reports));
    call->last = arena_alloc(&call->arena, (request->run_count + 1) * sizeof(*call->last));
    call->report.limits = limits_of(call);
    call->report.runs = reports;
    if (is_cancelled(call))
        return err_set(err, ERR_INTERRUPTED, "interrupted");
    if (read_archive(call, err) != 0)
        return -1;
    join_files(call);
    if (compile(call, err) != 0)
        return -1;
    call->holder = judge_new_id(call->slot->judge);
    for (size_t i = 0; call->compiled.artifact && i < count; i++) {
        if (is_cancelled(call))
            return err_set(err, ERR_INTERRUPTED, "interrupted");
        if (run(call, i, &reports[i], err) != 0)
            return -1;
        call->report.run_count++;
    }
    return 0;
}

static void work(void *context, void *slot)
{
    struct runs_call *call = context;
    struct err err = {0};
    call->slot = slot;
    (void)!do_runs(call, &err); /* what failed is told */
    call->runs.done(call->runs.context, &call->report, &err);
    slot_forget(&call->slot->boxes[BOX_RUN]);
    artifact_close(call->compiled.artifact);
    arena_done(&call->arena);
    free(call);
}

int judge_runs_start(struct judge *judge, const struct judge_runs *runs, struct err *err)
{
    if (judge_start_slots(judge, (size_t)judge->slot_count, err) != 0)
        return -1;
    struct runs_call *call = calloc(1, sizeof(*call));
    if (!call)
        err_out_of_memory();
    call->runs = *runs;
    call->call = (struct queue_call){.work = work, .context = call, .is_own = true};
    queue_add_call(&judge->queue, &call->call);
    return 0;
}
