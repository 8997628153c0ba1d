/* service_exec: in evalx, the services are another program's: it is started in place of this one,
 * with the same command line. See services.h. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "base/fs.h"
#include "cli/services.h"

enum { COMMAND_LINE_MAX = 4 << 20, ARGUMENTS_MOST = 65536, PROGRAM_PATH_MAX = 4096 };

/* Seen from the folder of evalx: a source tree, an installed one. */
static const char *const places[] = {"evalx-service", "../libexec/evalx/evalx-service"};

/* The options were read from argv by now, which moves it about; the kernel's copy is as typed. */
static int read_arguments(struct str *text, char ***argv_out, struct err *err)
{
    EV_FD int fd = open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
    char bytes[4096];
    ssize_t got = -1;
    text->maximum = COMMAND_LINE_MAX;
    while (fd >= 0 && (got = read(fd, bytes, sizeof(bytes))) > 0)
        str_add_n(text, bytes, (size_t)got);
    if (got < 0 || text->is_cut)
        return err_sys(err, ERR_JUDGE, "/proc/self/cmdline");
    size_t count = 0;
    for (size_t i = 0; i < text->count; i++)
        count += text->text[i] == '\0';
    char **argv = calloc(count + 1, sizeof(*argv));
    if (argv == NULL || count == 0 || count > ARGUMENTS_MOST)
        return err_set(err, ERR_JUDGE, "/proc/self/cmdline: too many arguments");
    char *at = text->text;
    for (size_t i = 0; i < count; i++, at += strlen(at) + 1)
        argv[i] = at;
    *argv_out = argv;
    return 0;
}

static int start(char **argv, struct err *err)
{
    struct arena arena EV_CLEANUP(arena_done) = {0};
    char self[PROGRAM_PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", self, sizeof(self));
    if (length <= 0 || length == PROGRAM_PATH_MAX)
        return err_sys(err, ERR_JUDGE, "/proc/self/exe");
    while (length > 1 && self[length - 1] != '/')
        length--;
    const char *folder = arena_string_n(&arena, self, (size_t)length);
    for (size_t i = 0; i < EV_ARRAY_LENGTH(places); i++) {
        const char *path = fs_join(&arena, folder, places[i]);
        (void)execv(path, argv); /* returns where it is not there */
        if (errno != ENOENT && errno != ENOTDIR)
            return err_sys(err, ERR_JUDGE, "%s", path);
    }
    return err_set(err, ERR_JUDGE,
                   "evalx-service: not found beside evalx or in libexec/evalx; install evalx again "
                   "(it needs libmicrohttpd and libcurl)");
}

static int become_service(void)
{
    struct str text EV_STR = {0};
    EV_FREE char **argv = NULL;
    struct err err = {0};
    if (read_arguments(&text, &argv, &err) == 0)
        (void)start(argv, &err); /* comes back with an error only */
    return say_error(&err);
}

int service_serve_queue(const struct serve_queue_values *values)
{
    (void)values; /* are read again there */
    return become_service();
}

int service_submit(const struct submit_values *values, const char *const *operands, size_t count)
{
    (void)values, (void)operands, (void)count; /* likewise */
    return become_service();
}

int service_queue(const struct queue_values *values, const char *const *operands, size_t count)
{
    (void)values, (void)operands, (void)count; /* likewise */
    return become_service();
}

int service_worker(const struct worker_values *values)
{
    (void)values; /* likewise */
    return become_service();
}

int service_doctor(const struct doctor_values *values)
{
    (void)values; /* likewise */
    return become_service();
}
