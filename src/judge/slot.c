/* slot: a thread with boxes of its own, pinned to one CPU.
 *
 * Boxes are opened by the thread that uses them (a box ends with its thread), at their first use;
 * but a slot that finds no work opens its run box ahead, while another one compiles. */
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <string.h>

#include "judge/internal.h"

enum { SLOT_STACK_BYTES = 2 << 20 };

/* The first guess for a run box that is opened before its limits are known. */
static int open_held(struct slot *slot, struct held_box *held, enum box_kind kind,
                     const struct limits *limits, struct err *err)
{
    if (held->box)
        return 0;
    struct box_options options = {
        .kind = kind,
        .cpu = slot->cpu,
        .written_bytes = limits->written_bytes,
        .files = limits->files,
        .root = held->root,
        .paths = slot->judge->paths,
        .path_count = slot->judge->path_count,
    };
    if (box_open(slot->judge->sandbox, &options, &held->box, err) != 0)
        return -1;
    held->is_untouched = true;
    held->written_bytes = limits->written_bytes;
    held->files = limits->files;
    slot_forget(held);
    return 0;
}

void slot_forget(struct held_box *held)
{
    held->holder = 0;
    held->data_test = SIZE_MAX;
}

void slot_drop(struct held_box *held)
{
    if (held->box)
        box_close(held->box);
    held->box = NULL;
    slot_forget(held);
}

/* What root_find gives is the same pointer for the same root. */
static int take_root(struct slot *slot, struct held_box *held, const struct language *language,
                     struct err *err)
{
    const char *root, *identity;
    if (root_find(slot->judge, language, &root, &identity, err) != 0)
        return -1;
    if (held->box && held->root != root)
        slot_drop(held);
    held->root = root;
    return 0;
}

static int begin(struct slot *slot, struct held_box *held, enum box_kind kind,
                 const struct language *language, const struct limits *limits, struct err *err)
{
    if (take_root(slot, held, language, err) != 0 || open_held(slot, held, kind, limits, err) != 0)
        return -1;
    bool is_ready = held->is_untouched && held->written_bytes == limits->written_bytes &&
                    held->files == limits->files;
    slot_forget(held);
    held->is_untouched = false;
    if (!is_ready && box_begin(held->box, limits->written_bytes, limits->files, err) != 0)
        return -1;
    held->written_bytes = limits->written_bytes;
    held->files = limits->files;
    return 0;
}

int slot_begin(struct slot *slot, enum box_kind kind, const struct language *language,
               const struct limits *limits, struct held_box **held_out, struct err *err)
{
    if (begin(slot, &slot->boxes[kind], kind, language, limits, err) != 0)
        return -1;
    *held_out = &slot->boxes[kind];
    return 0;
}

/* Where the working folder is read-only, programs have another for their temporary files. */
static const char *const *move_temporary(struct arena *arena, const char *const *environment,
                                         const char *work)
{
    static const struct {
        const char *name, *value;
    } moved[] = {{"HOME=", "HOME=/tmp"}, {"TMPDIR=", "TMPDIR=/tmp"}};
    size_t count = 0;
    while (environment[count])
        count++;
    const char **list = arena_alloc(arena, (count + 1) * sizeof(*list));
    for (size_t i = 0; i < count; i++) {
        list[i] = environment[i];
        for (size_t k = 0; k < EV_ARRAY_LENGTH(moved); k++) {
            size_t length = strlen(moved[k].name);
            if (strncmp(list[i], moved[k].name, length) == 0 && strcmp(list[i] + length, work) == 0)
                list[i] = moved[k].value;
        }
    }
    list[count] = NULL;
    return list;
}

static void make_commands(const struct slot *slot, struct held_box *held,
                          const struct artifact *artifact, const struct limits *limits)
{
    arena_done(&held->arena);
    held->arena = (struct arena){0};
    held->argv = build_run_argv(&held->arena, &artifact->plan, box_folder(held->box, BOX_PROGRAM),
                                limits->memory_bytes, limits->stack_bytes);
    const char *work = box_folder(held->box, BOX_WORK);
    held->environment = build_environment(&held->arena, &artifact->plan, work);
    if (limits->written_bytes == 0 && sandbox_tier(slot->judge->sandbox) != SANDBOX_TRUSTED)
        held->environment = move_temporary(&held->arena, held->environment, work);
}

static int load(struct slot *slot, struct held_box *held, enum box_kind kind, uint64_t holder,
                const struct artifact *artifact, const struct limits *limits, struct err *err)
{
    if (held->box && held->holder == holder)
        return 0;
    if (begin(slot, held, kind, artifact->plan.language, limits, err) != 0 ||
        artifact_stage(artifact, held->box, BOX_PROGRAM, err) != 0)
        return -1;
    make_commands(slot, held, artifact, limits);
    held->holder = holder;
    return 0;
}

int slot_load(struct slot *slot, enum box_kind kind, uint64_t holder,
              const struct artifact *artifact, const struct limits *limits,
              struct held_box **held_out, struct err *err)
{
    if (load(slot, &slot->boxes[kind], kind, holder, artifact, limits, err) != 0)
        return -1;
    *held_out = &slot->boxes[kind];
    return 0;
}

int slot_load_copy(struct slot *slot, size_t copy, uint64_t holder, const struct artifact *artifact,
                   const struct limits *limits, struct held_box **held_out, struct err *err)
{
    struct held_box *held = copy == 0 ? &slot->boxes[BOX_RUN] : &slot->copies[copy - 1];
    if (load(slot, held, BOX_RUN, holder, artifact, limits, err) != 0)
        return -1;
    *held_out = held;
    return 0;
}

void slot_drop_copies(struct slot *slot)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(slot->copies); i++)
        slot_drop(&slot->copies[i]);
}

/* A failure shows again, with its reason, at the first use. */
static void open_ahead(struct slot *slot)
{
    struct limits limits = limits_default();
    struct err err;
    (void)open_held(slot, &slot->boxes[BOX_RUN], BOX_RUN, &limits, &err);
}

static void do_task(struct slot *slot, const struct task *task)
{
    struct queue *queue = &slot->judge->queue;
    if (task->kind == TASK_TEST) {
        submission_do_test(slot, task->entry, task->index);
    } else if (task->kind == TASK_START) {
        submission_start(slot, task->jobs, task->index);
    } else if (task->kind == TASK_CALL) {
        struct queue_call *kept = task->call->is_own ? NULL : task->call;
        task->call->work(task->call->context, slot);
        queue_finish_call(queue, kept);
    }
    queue_end_task(queue);
}

/* Our thread beside its program: what one does wakes the other without a trip to another CPU. */
static void pin(const struct slot *slot)
{
    cpu_set_t set;
    if (slot->cpu < 0)
        return;
    CPU_ZERO(&set);
    CPU_SET((size_t)slot->cpu, &set);
    (void)sched_setaffinity(0, sizeof(set), &set); /* slower otherwise, and nothing else */
}

static void *work(void *argument)
{
    struct slot *slot = argument;
    pin(slot);
    struct queue *queue = &slot->judge->queue;
    struct task task;
    for (;;) {
        if (!queue_try_take(queue, &task)) {
            if (queue_is_busy(queue))
                open_ahead(slot);
            queue_take(queue, &task);
        }
        if (task.kind == TASK_QUIT)
            break;
        do_task(slot, &task);
    }
    for (int kind = 0; kind < BOX_KINDS; kind++) {
        slot_drop(&slot->boxes[kind]);
        arena_done(&slot->boxes[kind].arena);
    }
    slot_drop_copies(slot);
    for (size_t i = 0; i < EV_ARRAY_LENGTH(slot->copies); i++)
        arena_done(&slot->copies[i].arena);
    return NULL;
}

/* Signals stay the business of the thread that called us. */
int slot_start(struct slot *slot, struct err *err)
{
    sigset_t all, old;
    slot->cpu = sandbox_cpu_of_slot(slot->judge->options->first_slot +
                                    slot->number); /* asked before pinning hides the other CPUs */
    (void)sigfillset(&all);                        /* cannot fail */
    (void)pthread_sigmask(SIG_SETMASK, &all, &old);
    /* Not the user's ulimit -s, which may be for other programs. */
    pthread_attr_t attributes;
    (void)pthread_attr_init(&attributes); /* cannot fail on Linux */
    (void)pthread_attr_setstacksize(&attributes, SLOT_STACK_BYTES);
    int number = pthread_create(&slot->thread, &attributes, work, slot);
    (void)pthread_attr_destroy(&attributes);
    (void)pthread_sigmask(SIG_SETMASK, &old, NULL);
    if (number == 0)
        return 0;
    errno = number;
    return err_sys(err, ERR_JUDGE, "judge: start slot %d", slot->number);
}
