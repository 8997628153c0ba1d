/* single: one compilation or one run, for `evalx compile` and `evalx run`. */
#include <fcntl.h>

#include "base/fs.h"
#include "judge/internal.h"

/* Of a program that no language of ours has made. */
static const char *const plain_environment[] = {
    "PATH=/usr/local/bin:/usr/bin:/bin", "HOME=/box", "TMPDIR=/tmp", "LANG=C.UTF-8", NULL,
};

struct compile_call {
    const struct compile_request *request;
    struct compile_result result;
    struct err err;
    int status;
};

static void do_compile(void *context, void *slot)
{
    struct compile_call *call = context;
    struct slot *worker = slot;
    call->status =
        compile_program(worker, call->request, &worker->judge->arena, &call->result, &call->err);
}

static void keep_artifact(struct judge *judge, struct artifact *artifact)
{
    artifact->next = judge->kept;
    judge->kept = artifact;
}

int judge_compile(struct judge *judge, const char *const *paths, size_t path_count,
                  const char *language, struct submission_report *report_out,
                  struct artifact **artifact_out, struct err *err)
{
    struct compile_request request = {
        .paths = paths,
        .path_count = path_count,
        .language = language,
        .source_max_bytes = SOURCE_TOTAL_MAX_BYTES,
        .limits = LIMITS_UNSET,
        .is_name_kept = true,
    };
    struct compile_call call = {.request = &request};
    int64_t started_ns = clock_now_ns();
    if (judge_call(judge, do_compile, &call, err) != 0)
        return -1;
    if (call.status != 0) {
        *err = call.err;
        return -1;
    }
    struct compile_result *result = &call.result;
    if (result->artifact)
        keep_artifact(judge, result->artifact);
    *report_out = (struct submission_report){
        .source = result->source,
        .language = result->language ? result->language->id : NULL,
        .language_name = result->language ? result->language->name : NULL,
        .verdict = result->artifact ? VERDICT_ACCEPTED : VERDICT_COMPILE_ERROR,
        .compile = result->report,
        .wall_ns = clock_now_ns() - started_ns,
    };
    hints_tell_compiled(judge, &judge->arena, report_out);
    *artifact_out = result->artifact;
    return 0;
}

struct single_call {
    const struct judge_single *single;
    struct facts facts;
    struct err err;
    int status;
};

/* A program file of the user's, in the box under its own name. */
static int load_binary(struct slot *slot, const struct judge_single *single, struct arena *arena,
                       struct held_box **held_out, struct err *err)
{
    EV_FD int fd = open(single->binary, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return err_sys(err, ERR_INPUT, "%s", single->binary);
    struct held_box *held;
    const char *name = fs_base_name(single->binary);
    if (slot_begin(slot, BOX_RUN, NULL, &single->limits, &held, err) != 0 ||
        box_stage(held->box, BOX_PROGRAM, name, 0755, fd, err) != 0)
        return -1;
    const char **argv = arena_alloc(arena, 2 * sizeof(*argv));
    argv[0] = fs_join(arena, box_folder(held->box, BOX_PROGRAM), name);
    held->argv = argv;
    held->environment = plain_environment;
    *held_out = held;
    return 0;
}

static size_t count_strings(const char *const *strings)
{
    size_t count = 0;
    while (strings && strings[count])
        count++;
    return count;
}

static int run_single(struct slot *slot, const struct judge_single *single, struct facts *facts_out,
                      struct err *err)
{
    EV_CLEANUP(arena_done) struct arena arena = {0};
    const struct artifact *artifact = single->artifact;
    struct limits limits =
        adapt_to_language(single->limits, artifact ? artifact->plan.language : NULL);
    limits.cpu_ns = single->limits.cpu_ns; /* time is a contest's to adjust, not a single run's */
    struct held_box *held;
    int status = artifact ? slot_load(slot, BOX_RUN, judge_new_id(slot->judge), artifact, &limits,
                                      &held, err)
                          : load_binary(slot, single, &arena, &held, err);
    if (status != 0)
        return -1;
    struct run_plan plan = {
        .argv = argv_join(&arena, held->argv, single->arguments, count_strings(single->arguments)),
        .environment = held->environment,
        .limits = limits,
        .stdin_fd = single->stdin_fd,
        .is_stdin_plain = true,
        .output = single->output,
        .error_output = single->error_output,
    };
    if (box_run(held->box, &plan, facts_out, err) != 0) {
        slot_drop(held); /* not tried again: output has been passed on, input has been read */
        return -1;
    }
    slot_forget(held);
    return 0;
}

static void do_single(void *context, void *slot)
{
    struct single_call *call = context;
    call->status = run_single(slot, call->single, &call->facts, &call->err);
}

int judge_run_single(struct judge *judge, const struct judge_single *single,
                     struct facts *facts_out, struct err *err)
{
    struct single_call call = {.single = single};
    if (judge_call(judge, do_single, &call, err) != 0)
        return -1;
    if (call.status != 0) {
        *err = call.err;
        return -1;
    }
    *facts_out = call.facts;
    return 0;
}
