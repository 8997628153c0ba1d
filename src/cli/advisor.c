/* advisor: see advisor.h.
 *
 *   description -> file in memory -> sh -c COMMAND, in a process group of its own -> pipe -> lines
 *
 * When the time is up, and when the command has ended, its group is killed.
 *
 * The description holds the submission and what became of it. Of tests that are no samples it tells
 * no message and nothing that the program wrote: both may hold their data. */
#include "cli/advisor.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <time.h>

#include "base/fs.h"
#include "cli/shared.h"

enum {
    LINES_MOST = 5,
    LINE_BYTES_MAX = 300,
    ANSWER_BYTES_MAX = 8 << 10,
    TESTS_MOST = 200,
    FILE_BYTES_MAX = 64 << 10,
    CANNOT_START = 127,
};

void advisor_init(struct advisor *advisor, const char *command, int64_t time_ns,
                  const int *cancel_fd)
{
    advisor->command = command;
    advisor->time_ns = time_ns;
    advisor->cancel_fd = cancel_fd;
    atomic_init(&advisor->has_complained, false);
    if (sched_getaffinity(0, sizeof(advisor->cpus), &advisor->cpus) != 0)
        CPU_ZERO(&advisor->cpus);
}

/* ---- the description ---- */

static struct json *describe_test(const struct test_report *test)
{
    static const int64_t ns_per_ms = 1000000;
    struct json *object = json_map();
    json_set_string(object, "name", test->name);
    json_set_bool(object, "sample", test->is_sample);
    json_set_string(object, "verdict", verdict_code(test->verdict));
    json_set_i64(object, "cpu_ms", test->facts.cpu_ns / ns_per_ms);
    json_set_i64(object, "wall_ms", test->facts.wall_ns / ns_per_ms);
    json_set_i64(object, "memory_bytes", test->facts.memory_bytes);
    json_set_i64(object, "exit_status", test->facts.exit_status);
    json_set_i64(object, "signal", test->facts.signal);
    if (test->is_sample) {
        json_set_string(object, "message", test->message);
        json_set_string(object, "stderr", test->error_text);
    }
    return object;
}

static struct json *describe_tests(const struct submission_report *report)
{
    struct json *list = json_list();
    for (size_t i = 0, told = 0; i < report->test_count && told < TESTS_MOST; i++) {
        if (!report->tests[i].is_done)
            continue;
        json_append(list, describe_test(&report->tests[i]));
        told++;
    }
    return list;
}

static struct json *describe_files(const struct submission_report *report)
{
    struct json *list = json_list();
    for (size_t i = 0; i < report->file_count; i++) {
        const struct report_file *file = &report->files[i];
        struct json *object = json_map();
        size_t count = strnlen(file->bytes, file->count); /* text ends at a NUL */
        json_set_string(object, "name", file->name);
        json_set_string_n(object, "text", file->bytes,
                          count < FILE_BYTES_MAX ? count : FILE_BYTES_MAX);
        json_append(list, object);
    }
    return list;
}

static void describe(const struct submission_report *report, struct str *out)
{
    struct json *object = json_map(), *compile = json_map(), *limits = json_map();
    struct json *hints = json_list();
    json_set_i64(object, "version", 1);
    json_set_string(object, "source", report->source);
    json_set_string(object, "language", report->language);
    json_set_string(object, "problem", report->problem);
    json_set_string(object, "verdict", verdict_code(report->verdict));
    json_set_bool(compile, "ok", report->compile.is_ok);
    json_set_string(compile, "messages", report->compile.messages);
    json_set_string(compile, "reason", report->compile.reason);
    json_set(object, "compile", compile);
    json_set_double(limits, "time", (double)report->limits.cpu_ns / 1e9);
    json_set_i64(limits, "memory_bytes", report->limits.memory_bytes);
    json_set(object, "limits", limits);
    json_set(object, "tests", describe_tests(report));
    for (size_t i = 0; i < report->hint_count; i++)
        json_append_string(hints, report->hints[i]);
    json_set(object, "hints", hints);
    json_set(object, "files", describe_files(report));
    json_write(object, false, out);
    str_add_char(out, '\n');
    json_close(object);
}

/* ---- the command ---- */

/* Behind fork: async-signal-safe calls only. */
static _Noreturn void become_command(const struct advisor *advisor, int input_fd, int output_fd)
{
    const char *const argv[] = {"sh", "-c", advisor->command, NULL};
    sigset_t none;
    (void)sigemptyset(&none); /* neither can fail */
    (void)sigprocmask(SIG_SETMASK, &none, NULL);
    (void)sched_setaffinity(0, sizeof(advisor->cpus), &advisor->cpus); /* slower without */
    if (setpgid(0, 0) == 0 && dup2(input_fd, STDIN_FILENO) >= 0 &&
        dup2(output_fd, STDOUT_FILENO) >= 0)
        (void)execv("/bin/sh", (char *const *)(uintptr_t)argv); /* does not write to them */
    _exit(CANNOT_START);
}

static int64_t now_ns(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now); /* cannot fail */
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* False when the time is up or the user interrupts. */
static bool wait_for(const struct advisor *advisor, int fd, int64_t end_ns)
{
    struct pollfd waits[] = {{.fd = fd, .events = POLLIN},
                             {.fd = *advisor->cancel_fd, .events = POLLIN}};
    for (;;) {
        int64_t left_ns = end_ns - now_ns();
        if (left_ns <= 0)
            return false;
        struct timespec timeout = {left_ns / 1000000000, left_ns % 1000000000};
        int ready = ppoll(waits, EV_ARRAY_LENGTH(waits), &timeout, NULL);
        if (ready > 0)
            return waits[1].revents == 0 && waits[0].revents != 0;
        if (ready < 0 && errno != EINTR)
            return false;
    }
}

/* True at its end; false when the time is up. */
static bool read_answer(const struct advisor *advisor, int fd, int64_t end_ns, struct str *answer)
{
    char chunk[1024];
    for (;;) {
        if (!wait_for(advisor, fd, end_ns))
            return false;
        ssize_t got = read(fd, chunk, sizeof(chunk));
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return got == 0;
        str_add_n(answer, chunk, (size_t)got);
    }
}

/* What went wrong; NULL: nothing. */
static const char *finish(const struct advisor *advisor, pid_t pid, int output_fd,
                          struct str *answer)
{
    int64_t end_ns = now_ns() + advisor->time_ns;
    EV_FD int pid_fd = pidfd_open(pid, 0);
    bool has_ended = pid_fd >= 0 && read_answer(advisor, output_fd, end_ns, answer) &&
                     wait_for(advisor, pid_fd, end_ns);
    int status = 0;
    (void)kill(-pid, SIGKILL); /* what it left behind too; the group is there until it is reaped */
    (void)kill(pid, SIGKILL);  /* before it had a group */
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        continue;
    if (!has_ended)
        return "no end within its time";
    return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? NULL : "it failed";
}

static const char *run_command(const struct advisor *advisor, const char *text, size_t count,
                               struct str *answer)
{
    struct err err;
    int ends[2];
    EV_FD int input_fd = fs_memory_file("description", text, count, true, &err);
    if (input_fd < 0 || pipe2(ends, O_CLOEXEC) != 0)
        return "it cannot be told anything";
    EV_FD int read_fd = ends[0], write_fd = ends[1];
    pid_t pid = fork();
    if (pid < 0)
        return "it cannot be started";
    if (pid == 0)
        become_command(advisor, input_fd, write_fd);
    fd_close(&write_fd);
    return finish(advisor, pid, read_fd, answer);
}

/* ---- its answer ---- */

/* Never in the middle of a character. */
static size_t cut(const char *line, size_t length)
{
    if (length <= LINE_BYTES_MAX)
        return length;
    length = LINE_BYTES_MAX;
    while (length > 0 && ((unsigned char)line[length] & 0xc0) == 0x80)
        length--;
    return length;
}

static size_t take_lines(const char *text, struct arena *arena, const char *const **lines_out)
{
    const char **lines = arena_alloc(arena, LINES_MOST * sizeof(*lines));
    size_t count = 0;
    while (*text && count < LINES_MOST) {
        size_t length = strcspn(text, "\r\n");
        if (strspn(text, " \t") < length)
            lines[count++] = arena_string_n(arena, text, cut(text, length));
        text += length;
        text += strspn(text, "\r\n");
    }
    *lines_out = lines;
    return count;
}

size_t advisor_ask(void *context, const struct submission_report *report, struct arena *arena,
                   const char *const **lines_out)
{
    struct advisor *advisor = context;
    EV_STR struct str text = {0};
    EV_STR struct str answer = {.maximum = ANSWER_BYTES_MAX};
    describe(report, &text);
    const char *why = run_command(advisor, str_text(&text), text.count, &answer);
    if (!why)
        return take_lines(str_text(&answer), arena, lines_out);
    if (!interrupt_is_raised() && !atomic_exchange(&advisor->has_complained, true))
        say("warning: --hint-command: %s; hints of its are left out", why);
    return 0;
}
