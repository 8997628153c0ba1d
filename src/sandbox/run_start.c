/* run_start: how a run begins: the box made ready, counters armed, the plan sent to its spawner. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sandbox/run.h"

/* A stack as large as the memory: let memory decide, or the verdict is a matter of some pages. */
static const int64_t STACK_MARGIN_BYTES = 16 << 20;

static int prepare(struct box *box, const struct run_plan *plan, struct err *err)
{
    if (box->is_dead)
        return err_set(err, ERR_JUDGE, "sandbox: the box is dead");
    if (!plan->is_work_kept && box_clean(box, err))
        return -1;
    if ((box->is_lost || cgroup_leaf_is_worn(box->leaf)) && box_enter_anew(box, err))
        return -1;
    if (box->sandbox->weak & WEAK_NO_CGROUP)
        return cgroup_leaf_arm(box->leaf, -1, -1, err);
    return cgroup_leaf_arm(box->leaf, plan->limits.memory_bytes, plan->limits.processes, err);
}

/* ---- sending ---- */

/* What goes with an order. */
struct given {
    int fds[WIRE_FDS_MAX];
    size_t count, owned; /* the first ones are closed here */
    uint32_t flags;      /* enum wire_run_flag */
};

static int add_strings(const char *const *strings, char *at, size_t room, uint32_t *count_out,
                       size_t *used)
{
    for (*count_out = 0; strings && strings[*count_out]; (*count_out)++) {
        size_t bytes = strlen(strings[*count_out]) + 1;
        if (bytes > room - *used)
            return -1;
        memcpy(at + *used, strings[*count_out], bytes);
        *used += bytes;
    }
    return 0;
}

static int64_t seconds_above(int64_t ns)
{
    return ns < 0 ? -1
                  : ns / 1000000000 + 2; /* back-stop of the kernel's, never the first to act */
}

static void fill_limits(const struct run *run, struct wire_run *order)
{
    const struct limits *limits = &run->plan->limits;
    const struct sandbox *sandbox = run->box->sandbox;
    bool has_memory = (sandbox->controllers & CGROUP_MEMORY) != 0;
    order->cpu_s = seconds_above(run_cpu_limit_ns(run));
    /* With 0 the mount refuses; runtimes have files of their own elsewhere, memfd_create(2) too. */
    order->file_bytes =
        limits->written_bytes == 0 ? limits_default().written_bytes : limits->written_bytes;
    order->stack_bytes = limits->stack_bytes;
    if (limits->memory_bytes >= 0 && limits->stack_bytes >= limits->memory_bytes)
        order->stack_bytes = limits->memory_bytes + STACK_MARGIN_BYTES;
    order->open_files = limits->open_files;
    order->data_bytes = has_memory || limits->memory_bytes < 0
                            ? -1
                            : limits->memory_bytes * 16 + ((int64_t)4 << 30);
    order->processes = -1;
    if (!(sandbox->controllers & CGROUP_PIDS) && limits->processes >= 0 &&
        (sandbox->tier != SANDBOX_TRUSTED || getuid() != 0))
        order->processes = limits->processes + (sandbox->tier == SANDBOX_TRUSTED ? 512 : 8);
}

static int send_order(struct run *run, const struct given *given, struct err *err)
{
    struct wire_run order = {.kind = WIRE_RUN,
                             .flags = given->flags,
                             .generation = run->box->generation,
                             .renewals = run->box->renewals,
                             .given = (uint32_t)run->plan->given_count,
                             .pid_seed = 300 + (uint32_t)(box_random(run->box) % 30000)};
    static _Thread_local char strings[WIRE_PACKET_MAX - sizeof(struct wire_run)];
    size_t used = 0;
    if (add_strings(run->plan->argv, strings, sizeof(strings), &order.argc, &used) ||
        add_strings(run->plan->environment, strings, sizeof(strings), &order.envc, &used))
        return err_set(err, ERR_INPUT, "run: arguments and environment exceed %zu bytes",
                       sizeof(strings));
    if (order.argc + order.envc > WIRE_STRINGS_MAX)
        return err_set(err, ERR_INPUT, "run: more than %d arguments and variables",
                       WIRE_STRINGS_MAX);
    order.string_bytes = (uint32_t)used;
    fill_limits(run, &order);
    if (wire_send(run->box->run_fd, &order, sizeof(order), strings, used, given->fds,
                  given->count) != 0) {
        run->box->is_lost = true;
        return err_sys(err, ERR_JUDGE, "sandbox: speak to the spawner");
    }
    return 0;
}

static int open_input(struct run *run, int *fd_out, struct err *err)
{
    const struct run_plan *plan = run->plan;
    if (!plan->is_stdin_plain)
        return input_for_run(run->box->sandbox, plan->stdin_fd, fd_out, err);
    run->stdin_flags = fcntl(plan->stdin_fd, F_GETFL);
    return input_of_user(run->box->sandbox, plan->stdin_fd, fd_out, err);
}

/* The program may have changed the mode of a terminal's or pipe's description, which is the
 * user's. */
void run_restore_input(const struct run *run)
{
    if (run->plan->stdin_fd >= 0 && run->plan->is_stdin_plain && run->stdin_flags >= 0)
        (void)fcntl(run->plan->stdin_fd, F_SETFL, run->stdin_flags);
}

static void close_given(struct given *given)
{
    for (size_t i = 0; i < given->owned; i++)
        (void)close(given->fds[i]);
}

static void give(struct given *given, uint32_t flag, int fd)
{
    given->flags |= flag;
    given->fds[given->count++] = fd;
}

static int give_descriptors(struct run *run, struct given *given, struct err *err)
{
    const struct run_plan *plan = run->plan;
    int fd, ends[BOX_OUTPUTS];
    bool is_new;
    if (plan->is_error_merged)
        given->flags |= WIRE_RUN_MERGED;
    if (plan->stdin_fd >= 0) {
        if (open_input(run, &fd, err))
            return -1;
        give(given, WIRE_RUN_INPUT, fd);
    }
    given->owned = given->count;
    if (pipes_open(run->box, ends, &is_new, err))
        return -1;
    for (size_t i = 0; is_new && i < BOX_OUTPUTS; i++)
        give(given, WIRE_RUN_OUTPUTS, ends[i]);
    given->owned = given->count;
    if (plan->is_stdout_plain)
        give(given, WIRE_RUN_OUTPUT, plan->stdout_fd);
    if (plan->given_count > RUN_GIVEN_MAX)
        return err_set(err, ERR_JUDGE, "sandbox: more than %d descriptors for a program",
                       RUN_GIVEN_MAX);
    for (size_t i = 0; i < plan->given_count; i++)
        give(given, 0, plan->given_fds[i]);
    return 0;
}

int run_start(struct run *run, struct box *box, const struct run_plan *plan, struct err *err)
{
    *run = (struct run){.box = box, .plan = plan, .streams = {{-1, -1}, {-1, -1}}};
    run->streams[0].sink = &plan->output;
    run->streams[1].sink = plan->is_error_merged ? &plan->output : &plan->error_output;
    if (prepare(box, plan, err) || run_counter_arm(run, err))
        return -1;
    EV_CLEANUP(close_given) struct given given = {0};
    if (give_descriptors(run, &given, err))
        return -1;
    run->streams[0].fd = plan->is_stdout_plain ? -1 : box->output_fds[0];
    run->streams[1].fd = box->output_fds[1];
    run->start_ns = run_now_ns();
    run_set_deadlines(run);
    return send_order(run, &given, err);
}
