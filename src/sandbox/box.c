/* box: the life of a box: open, begin a submission, stage, collect, close. Theory of operation:
 * inside/inside.h. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fs.h"
#include "sandbox/private.h"

/* A uid of its own for each box, far from any that a host gives out (subuid(5) starts at
 * 100,000). */
static uint32_t choose_uid(const struct sandbox *sandbox, unsigned number)
{
    enum { FIRST_UID = 1000000000, UIDS_PER_PROCESS = 256 };
    if (sandbox->tier == SANDBOX_ROOT)
        return FIRST_UID + (uint32_t)getpid() * UIDS_PER_PROCESS + number % UIDS_PER_PROCESS;
    if (sandbox->tier == SANDBOX_TRUSTED)
        return getuid();
    if (sandbox->sub_count > 0)
        return 1 + number % sandbox->sub_count;
    return 1000;
}

static int make_trusted_folder(struct box *box, struct err *err)
{
    static const char *const names[] = {"box", "tmp", "program", "data"};
    const char *temporary = getenv("TMPDIR");
    (void)snprintf(box->folder, sizeof(box->folder), "%.200s/evalx-box.XXXXXX",
                   temporary ? temporary : "/tmp");
    if (!mkdtemp(box->folder)) {
        box->folder[0] = '\0';
        return err_sys(err, ERR_JUDGE, "sandbox: make a temporary folder");
    }
    for (size_t i = 0; i < EV_ARRAY_LENGTH(names); i++) {
        char path[288];
        (void)snprintf(path, sizeof(path), "%s/%s", box->folder, names[i]);
        if (mkdir(path, 0755) != 0)
            return err_sys(err, ERR_JUDGE, "sandbox: mkdir %s", path);
    }
    return 0;
}

static void name_folders(struct box *box)
{
    static const char *const names[] = {
        [BOX_WORK] = "/box",  [BOX_TMP] = "/tmp",       [BOX_PROGRAM] = "/program",
        [BOX_DATA] = "/data", [BOX_SHARED] = "/shared",
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(names); i++)
        (void)snprintf(box->paths[i], sizeof(box->paths[i]), "%s%s", box->folder, names[i]);
}

static int open_timer(struct box *box, struct err *err)
{
    box->timer_fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
    return box->timer_fd >= 0 ? 0 : err_sys(err, ERR_JUDGE, "sandbox: make a timer");
}

static int open_leaf(struct box *box, struct err *err)
{
    char name[32];
    (void)snprintf(name, sizeof(name), "box%u-0", box->number);
    return cgroup_leaf_open(box->sandbox->tree, name, &box->leaf, err);
}

int box_open(struct sandbox *sandbox, const struct box_options *options, struct box **box_out,
             struct err *err)
{
    if (options->root && sandbox->tier == SANDBOX_TRUSTED)
        return err_set(err, ERR_INPUT, "sandbox: %s: a root of its own needs namespaces",
                       options->root);
    struct box *box = calloc(1, sizeof(*box));
    if (!box)
        return err_sys(err, ERR_JUDGE, "sandbox: allocate a box");
    box->sandbox = sandbox;
    box->options = *options;
    box->number = atomic_fetch_add(&sandbox->next_box, 1);
    box->uid = choose_uid(sandbox, box->number);
    box->control_fd = box->run_fd = box->keeper_pidfd = -1;
    box->spawner_pidfd = box->listener_fd = box->counter_fd = box->timer_fd = -1;
    box->output_fds[0] = box->output_fds[1] = -1;
    box->generation = 1;
    box->timer_end_ns = INT64_MAX;
    if (getrandom(&box->random, sizeof(box->random), 0) < 0)
        box->random = (uint64_t)getpid();
    int failed = sandbox->tier == SANDBOX_TRUSTED ? make_trusted_folder(box, err) : 0;
    name_folders(box);
    if (failed || open_timer(box, err) || open_leaf(box, err) || box_launch(box, err)) {
        box_close(box);
        return -1;
    }
    *box_out = box;
    return 0;
}

/* The keeper ends when its socket closes, and takes its pid namespace with it; a kill makes
 * sure. */
static void end_keeper(struct box *box)
{
    siginfo_t info;
    fd_close(&box->run_fd);
    fd_close(&box->control_fd);
    if (box->keeper_pidfd < 0)
        return;
    if (box->sandbox->tier != SANDBOX_TRUSTED)
        (void)syscall(SYS_pidfd_send_signal, box->keeper_pidfd, SIGKILL, NULL, 0);
    (void)waitid(P_PIDFD, (id_t)box->keeper_pidfd, &info, WEXITED | __WALL);
    fd_close(&box->keeper_pidfd);
}

void box_close(struct box *box)
{
    if (!box)
        return;
    end_keeper(box);
    fd_close(&box->spawner_pidfd);
    fd_close(&box->listener_fd);
    fd_close(&box->counter_fd);
    fd_close(&box->timer_fd);
    pipes_close(box);
    cgroup_leaf_close(box->leaf);
    if (box->folder[0])
        (void)!fs_remove_tree(AT_FDCWD, box->folder,
                              NULL); /* a temporary folder left is no reason to fail */
    free(box);
}

const char *box_folder(const struct box *box, enum box_folder folder)
{
    return box->paths[folder];
}

/* xorshift64*: what it hides is only how many runs there were. */
uint64_t box_random(struct box *box)
{
    box->random ^= box->random >> 12;
    box->random ^= box->random << 25;
    box->random ^= box->random >> 27;
    return box->random * 0x2545F4914F6CDD1DULL;
}

int box_begin(struct box *box, int64_t written_bytes, int64_t files, struct err *err)
{
    box->options.written_bytes = written_bytes;
    box->options.files = files;
    if (box->is_lost && box_enter_anew(box, err))
        return -1;
    struct wire_request request = {.op = WIRE_BEGIN,
                                   .generation = ++box->generation,
                                   .is_used = box->is_used || box->is_dirty,
                                   .written_bytes = written_bytes,
                                   .files = files};
    if (box_request(box, &request, NULL, 0, err))
        return -1;
    cgroup_leaf_disturb(box->leaf);
    box->is_dirty = box->is_used = false;
    return box_await_spawner(box, err);
}

int box_clean(struct box *box, struct err *err)
{
    struct wire_request request = {
        .op = WIRE_CLEAN, .written_bytes = box->options.written_bytes, .files = box->options.files};
    if (!box->is_dirty)
        return 0;
    if (box_request(box, &request, NULL, 0, err))
        return -1;
    box->renewals++;
    box->is_used = true;
    box->is_dirty = false;
    return 0;
}

int box_unstage(struct box *box, enum box_folder folder, struct err *err)
{
    if (folder == BOX_WORK)
        return box_clean(box, err);
    struct wire_request request = {.op = WIRE_UNSTAGE, .folder = folder};
    return box_request(box, &request, NULL, 0, err);
}

static int set_name(struct wire_request *request, const char *name, struct err *err)
{
    if (strlen(name) >= sizeof(request->name))
        return err_set(err, ERR_INPUT, "sandbox: file name longer than %d bytes",
                       WIRE_NAME_MAX - 1);
    (void)snprintf(request->name, sizeof(request->name), "%s", name);
    return 0;
}

int box_stage(struct box *box, enum box_folder folder, const char *name, mode_t mode, int fd,
              struct err *err)
{
    struct wire_request request = {.op = WIRE_STAGE, .folder = folder, .mode = mode};
    if (set_name(&request, name, err))
        return -1;
    if (folder == BOX_WORK)
        box->is_dirty = true;
    return box_request(box, &request, &fd, 1, err);
}

int box_stage_bytes(struct box *box, enum box_folder folder, const char *name, mode_t mode,
                    const void *bytes, size_t count, struct err *err)
{
    EV_FD int fd = fs_memory_file("staged", bytes, count, false, err);
    if (fd < 0)
        return -1;
    return box_stage(box, folder, name, mode, fd, err);
}

int box_stage_folder(struct box *box, const char *name, struct err *err)
{
    struct wire_request request = {.op = WIRE_STAGE_FOLDER, .folder = BOX_WORK};
    if (set_name(&request, name, err))
        return -1;
    box->is_dirty = true;
    return box_request(box, &request, NULL, 0, err);
}

struct collecting {
    size_t files, most_files;
    int64_t bytes, most_bytes;
    box_visit *visit;
    void *context;
    bool has_failed;
};

static void take_entry(struct collecting *collecting, const struct wire_entry *entry, int fd,
                       struct err *err)
{
    struct stat status;
    if (collecting->has_failed)
        return;
    collecting->has_failed = true;
    if (++collecting->files > collecting->most_files) {
        (void)err_set(err, ERR_INPUT, "more than %zu files were left", collecting->most_files);
        return;
    }
    if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) {
        (void)err_set(err, ERR_JUDGE, "sandbox: collect %s: not a regular file", entry->name);
        return;
    }
    collecting->bytes += status.st_size;
    if (collecting->bytes > collecting->most_bytes) {
        (void)err_set(err, ERR_INPUT, "more than %lld bytes were left",
                      (long long)collecting->most_bytes);
        return;
    }
    collecting->has_failed = collecting->visit(collecting->context, entry->name, entry->mode,
                                               status.st_size, fd, err) != 0;
}

int box_collect(struct box *box, const char *prefix, size_t most_files, int64_t most_bytes,
                box_visit *visit, void *context, struct err *err)
{
    struct wire_request request = {.op = WIRE_COLLECT, .folder = BOX_WORK};
    struct collecting collecting = {
        .most_files = most_files, .most_bytes = most_bytes, .visit = visit, .context = context};
    if (set_name(&request, prefix, err))
        return -1;
    if (box->is_dead ||
        wire_send(box->control_fd, &request, sizeof(request), NULL, 0, NULL, 0) != 0)
        return err_set(err, ERR_JUDGE, "sandbox: the box is dead");
    for (;;) {
        union {
            struct wire_entry entry;
            struct wire_answer answer;
        } packet;
        int fds[WIRE_FDS_MAX];
        size_t fd_count = 0;
        ssize_t got = wire_receive(box->control_fd, &packet, sizeof(packet), fds, &fd_count, 0);
        bool is_entry =
            got == sizeof(packet.entry) && packet.entry.kind == WIRE_ENTRY && fd_count == 1;
        packet.entry.name[WIRE_NAME_MAX - 1] = '\0';
        if (is_entry)
            take_entry(&collecting, &packet.entry, fds[0], err);
        for (size_t i = 0; i < fd_count; i++)
            (void)close(fds[i]);
        if (is_entry)
            continue;
        if (got != sizeof(packet.answer) || packet.answer.kind != WIRE_DONE) {
            box->is_dead = true;
            return err_set(err, ERR_JUDGE, "sandbox: the box ended unexpectedly");
        }
        if (collecting.has_failed)
            return -1;
        packet.answer.step[WIRE_STEP_MAX - 1] = '\0';
        errno = packet.answer.sys_errno;
        if (errno == ENAMETOOLONG)
            return err_set(err, ERR_INPUT, "a path of more than %d bytes was left",
                           WIRE_NAME_MAX - 1);
        return errno ? err_sys(err, ERR_JUDGE, "sandbox: collect: %s", packet.answer.step) : 0;
    }
}
