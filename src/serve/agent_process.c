/* agent_process: see agent_process.h. */
#include "serve/agent_process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "model/agent_wire.h"
#include "serve/report.h"

enum {
    CHUNK_BYTES = 64 << 10,
    CHUNKS_A_CALL = 16, /* then others get their turn */
    WORDS_MAX = 1024,   /* of a line on standard error */
    KEPT_BYTES = 1 << 20,
    HOW_BYTES = 64,
};

struct agent_process {
    struct loop *loop;
    const struct agent_process_calls *calls;
    void *context;
    char name[32];
    pid_t pid;
    int pid_fd, in_fd, out_fd, err_fd; /* ours: we write to in_fd */
    struct loop_watch *pid_watch, *in_watch, *out_watch, *err_watch;
    struct str pending; /* to be written, from `written` on */
    size_t written;
    bool is_ending; /* in_fd is closed when all is written */
    struct str line;
    struct str words;
    char last_words[WORDS_MAX];
    char chunk[CHUNK_BYTES];
};

/* ---- writing ---- */

static void close_input(struct agent_process *process)
{
    loop_watch_close(process->in_watch);
    process->in_watch = NULL;
    fd_close(&process->in_fd);
    str_done(&process->pending);
    process->written = 0;
}

/* What cannot be written to an agent that dies is of no more use. */
static void flush(struct agent_process *process)
{
    while (process->in_fd >= 0 && process->written < process->pending.count) {
        ssize_t count = write(process->in_fd, process->pending.text + process->written,
                              process->pending.count - process->written);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0 && errno == EAGAIN) {
            loop_watch_change(process->in_watch, EPOLLOUT);
            return;
        }
        if (count < 0) {
            close_input(process);
            return;
        }
        process->written += (size_t)count;
    }
    if (process->in_fd < 0)
        return;
    process->written = 0;
    if (process->pending.capacity > KEPT_BYTES)
        str_done(&process->pending);
    else
        str_clear(&process->pending);
    loop_watch_change(process->in_watch, 0);
    if (process->is_ending)
        close_input(process);
}

static void on_writable(void *context, unsigned events)
{
    struct agent_process *process = context;
    if (events & (EPOLLERR | EPOLLHUP))
        close_input(process);
    else
        flush(process);
}

void agent_process_write(struct agent_process *process, const char *bytes, size_t count)
{
    if (process->in_fd < 0 || process->is_ending)
        return;
    process->pending.maximum = process->pending.count + count + 1;
    str_add_n(&process->pending, bytes, count);
    flush(process);
}

void agent_process_end_input(struct agent_process *process)
{
    process->is_ending = true;
    flush(process);
}

void agent_process_kill(struct agent_process *process)
{
    (void)syscall(SYS_pidfd_send_signal, process->pid_fd, SIGKILL, NULL, 0); /* gone: fine too */
}

const char *agent_process_last_words(const struct agent_process *process)
{
    return process->last_words;
}

/* ---- reading ---- */

static void take_output(struct agent_process *process, const char *bytes, size_t count)
{
    while (count > 0) {
        const char *newline = memchr(bytes, '\n', count);
        size_t piece = newline != NULL ? (size_t)(newline - bytes) : count;
        str_add_n(&process->line, bytes, piece);
        if (newline == NULL)
            return;
        process->calls->line(process->context, str_text(&process->line), process->line.count);
        if (process->line.capacity > KEPT_BYTES)
            str_done(&process->line);
        else
            str_clear(&process->line);
        process->line.is_cut = false;
        process->line.maximum = AGENT_LINE_MAX;
        bytes += piece + 1;
        count -= piece + 1;
    }
}

static void take_words(struct agent_process *process, const char *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (bytes[i] != '\n') {
            str_add_char(&process->words, bytes[i]);
            continue;
        }
        (void)snprintf(process->last_words, sizeof(process->last_words), "%s",
                       str_text(&process->words)); /* its maximum is this size */
        REPORT(LOG_INFO, "agent", {"agent", process->name}, {"line", process->last_words});
        str_clear(&process->words);
        process->words.is_cut = false;
    }
}

enum progress { READ_END, READ_WAITS, READ_GOES_ON };

static enum progress read_some(struct agent_process *process, int fd,
                               void (*take)(struct agent_process *process, const char *bytes,
                                            size_t count))
{
    for (int i = 0; i < CHUNKS_A_CALL; i++) {
        ssize_t count = read(fd, process->chunk, sizeof(process->chunk));
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return count < 0 && errno == EAGAIN ? READ_WAITS : READ_END;
        take(process, process->chunk, (size_t)count);
    }
    return READ_GOES_ON;
}

/* More than a line may be is no agent of ours any more. */
static void on_output(void *context, unsigned events)
{
    struct agent_process *process = context;
    (void)events; /* data, or the end */
    bool is_open = read_some(process, process->out_fd, take_output) != READ_END;
    if (process->line.is_cut)
        agent_process_kill(process);
    if (!is_open) {
        loop_watch_close(process->out_watch);
        process->out_watch = NULL;
    }
}

static void on_words(void *context, unsigned events)
{
    struct agent_process *process = context;
    (void)events; /* data, or the end */
    if (read_some(process, process->err_fd, take_words) == READ_END) {
        loop_watch_close(process->err_watch);
        process->err_watch = NULL;
    }
}

/* ---- the end ---- */

static void describe(const siginfo_t *info, char how[HOW_BYTES])
{
    if (info->si_code == CLD_EXITED)
        (void)snprintf(how, HOW_BYTES, "exit status %d", info->si_status);
    else
        (void)snprintf(how, HOW_BYTES, "signal %d (SIG%s)", info->si_status,
                       sigabbrev_np(info->si_status));
}

/* Boxes that are still ending may hold the pipes open: what is there now is all. */
static void on_gone(void *context, unsigned events)
{
    struct agent_process *process = context;
    siginfo_t info = {0};
    char how[HOW_BYTES];
    (void)events; /* there is but one */
    if (waitid(P_PIDFD, (id_t)process->pid_fd, &info, WEXITED | WNOHANG) != 0 || info.si_pid == 0)
        return;
    loop_watch_close(process->pid_watch);
    process->pid_watch = NULL;
    process->pid = 0;
    while (process->out_watch != NULL &&
           read_some(process, process->out_fd, take_output) == READ_GOES_ON)
        ;
    if (process->err_watch != NULL)
        (void)read_some(process, process->err_fd, take_words); /* as far as it comes at once */
    describe(&info, how);
    process->calls->gone(process->context, how);
}

void agent_process_close(struct agent_process *process)
{
    if (process == NULL)
        return;
    if (process->pid > 0) {
        (void)kill(process->pid, SIGKILL); /* nobody has waited for it: the number is still its */
        (void)waitpid(process->pid, NULL, 0);
    }
    loop_watch_close(process->pid_watch);
    loop_watch_close(process->out_watch);
    loop_watch_close(process->err_watch);
    close_input(process);
    fd_close(&process->pid_fd);
    fd_close(&process->out_fd);
    fd_close(&process->err_fd);
    str_done(&process->line);
    str_done(&process->words);
    free(process);
}

/* ---- the beginning ---- */

struct pipes {
    int in[2], out[2], err[2]; /* [0] is read from */
};

static void pipes_close(struct pipes *pipes)
{
    for (size_t i = 0; i < 2; i++) {
        fd_close(&pipes->in[i]);
        fd_close(&pipes->out[i]);
        fd_close(&pipes->err[i]);
    }
}

static int open_pipes(struct pipes *pipes, struct err *err)
{
    if (pipe2(pipes->in, O_CLOEXEC) != 0 || pipe2(pipes->out, O_CLOEXEC) != 0 ||
        pipe2(pipes->err, O_CLOEXEC) != 0)
        return err_sys(err, ERR_JUDGE, "agent: pipe");
    const int ours[] = {pipes->in[1], pipes->out[0], pipes->err[0]};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(ours); i++) {
        if (fcntl(ours[i], F_SETFL, O_NONBLOCK) != 0)
            return err_sys(err, ERR_JUDGE, "agent: pipe");
    }
    return 0;
}

/* A group of its own: Ctrl-C on our terminal is ours to act on. */
static void set_attributes(posix_spawnattr_t *attributes)
{
    sigset_t none, all;
    (void)sigemptyset(&none); /* none of these can fail on Linux */
    (void)sigfillset(&all);
    (void)posix_spawnattr_setsigmask(attributes, &none);
    (void)posix_spawnattr_setsigdefault(attributes, &all);
    (void)posix_spawnattr_setpgroup(attributes, 0);
    (void)posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF |
                                                   POSIX_SPAWN_SETPGROUP);
}

static int spawn(const struct agent_command *command, const struct pipes *pipes, pid_t *pid_out,
                 struct err *err)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    EV_CLEANUP(arena_done) struct arena arena = {0};
    const char *const *argv = command->argv;
    size_t count = 0;
    while (argv[count] != NULL)
        count++;
    char **words = arena_alloc(&arena, (count + 1) * sizeof(*words));
    for (size_t i = 0; i < count; i++)
        words[i] = arena_string(&arena, argv[i]);
    (void)posix_spawn_file_actions_init(&actions); /* these fail for want of memory alone */
    (void)posix_spawn_file_actions_adddup2(&actions, pipes->in[0], STDIN_FILENO);
    (void)posix_spawn_file_actions_adddup2(&actions, pipes->out[1], STDOUT_FILENO);
    (void)posix_spawn_file_actions_adddup2(&actions, pipes->err[1], STDERR_FILENO);
    if (command->depot_fd >= 0) /* the last: the pipes may have this number here */
        (void)posix_spawn_file_actions_adddup2(&actions, command->depot_fd, AGENT_DEPOT_FD);
    (void)posix_spawnattr_init(&attributes);
    set_attributes(&attributes);
    int number = posix_spawn(pid_out, argv[0], &actions, &attributes, words, environ);
    (void)posix_spawn_file_actions_destroy(&actions);
    (void)posix_spawnattr_destroy(&attributes);
    errno = number;
    return number == 0 ? 0 : err_sys(err, ERR_JUDGE, "agent: start %s", argv[0]);
}

static int watch(struct agent_process *process, struct err *err)
{
    struct loop *loop = process->loop;
    process->pid_fd = (int)syscall(SYS_pidfd_open, process->pid, 0);
    if (process->pid_fd < 0)
        return err_sys(err, ERR_JUDGE, "agent: pidfd_open");
    if (loop_watch_open(loop, process->pid_fd, EPOLLIN, on_gone, process, &process->pid_watch,
                        err) != 0 ||
        loop_watch_open(loop, process->out_fd, EPOLLIN, on_output, process, &process->out_watch,
                        err) != 0 ||
        loop_watch_open(loop, process->err_fd, EPOLLIN, on_words, process, &process->err_watch,
                        err) != 0 ||
        loop_watch_open(loop, process->in_fd, 0, on_writable, process, &process->in_watch, err) !=
            0)
        return -1;
    return 0;
}

int agent_process_start(struct loop *loop, const struct agent_command *command,
                        const struct agent_process_calls *calls, void *context,
                        struct agent_process **process_out, struct err *err)
{
    EV_CLEANUP(pipes_close) struct pipes pipes = {{-1, -1}, {-1, -1}, {-1, -1}};
    pid_t pid;
    if (open_pipes(&pipes, err) != 0 || spawn(command, &pipes, &pid, err) != 0)
        return -1;
    struct agent_process *process = calloc(1, sizeof(*process));
    if (process == NULL)
        err_out_of_memory();
    *process = (struct agent_process){
        .loop = loop,
        .calls = calls,
        .context = context,
        .pid = pid,
        .pid_fd = -1,
        .in_fd = fd_steal(&pipes.in[1]),
        .out_fd = fd_steal(&pipes.out[0]),
        .err_fd = fd_steal(&pipes.err[0]),
        .line = {.maximum = AGENT_LINE_MAX},
        .words = {.maximum = WORDS_MAX - 1},
    };
    (void)snprintf(process->name, sizeof(process->name), "%s", command->name);
    if (watch(process, err) != 0) {
        agent_process_close(process);
        return -1;
    }
    *process_out = process;
    return 0;
}
