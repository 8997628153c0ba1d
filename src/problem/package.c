/* package: see package.h. */
#include "problem/package.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>

#include "base/fs.h"

/* Of a pass-fail problem: every test must be accepted. */
static const struct score_group pass_fail_root = {
    .name = "", .rule = SCORE_PASS_FAIL, .max_score = INFINITY};

void package_init(struct package *package)
{
    package->problem.passes_max = 1;
    package->problem.process_count = 1;
    package->problem.scoring =
        (struct scoring){.full_score = INFINITY, .groups = &pass_fail_root, .group_count = 1};
    package->overrides = (struct grading_overrides){NAN, NAN, NAN, NAN, false, false};
    package->problem.is_writing_allowed = true;
    package->time_limit_s = -1.0;
    package->ini_time_limit_s = -1.0;
    package->problem.limits = LIMITS_UNSET;
    package->problem.compile_limits = LIMITS_UNSET;
    package->problem.validator_limits = LIMITS_UNSET;
}

void package_done(struct package *package)
{
    repository_close(&package->repository);
    arena_done(&package->scratch);
}

/* A name is cut to its end, so that what is said of it has room in a message. */
enum { SHOWN_BYTES_MAX = 160 };

struct name {
    const char *before, *end;
};

static struct name shortened(const char *text)
{
    size_t bytes = strlen(text);
    if (bytes <= SHOWN_BYTES_MAX)
        return (struct name){"", text};
    const char *end = text + bytes - SHOWN_BYTES_MAX;
    while (((unsigned char)*end & 0xc0) == 0x80) /* the rest of a UTF-8 character */
        end++;
    return (struct name){"...", end};
}

/* "SHOWN/PATH: text" on one line. */
struct message {
    char text[ERR_MESSAGE_MAX];
};

static void compose(const struct package *package, const char *path, const char *text,
                    struct message *message_out)
{
    struct name top = shortened(package->shown);
    struct name below = shortened(path ? path : "");
    (void)snprintf(message_out->text, sizeof(message_out->text), "%s%s%s%s%s: %s", top.before,
                   top.end, path ? "/" : "", below.before, below.end,
                   text); /* a cut message is still a message */
}

int package_error(const struct package *package, const char *path, struct err *err,
                  const char *format, ...)
{
    char text[ERR_MESSAGE_MAX];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof(text), format, args); /* a cut message is still a message */
    va_end(args);
    struct message message;
    compose(package, path, text, &message);
    return err_set(err, ERR_INPUT, "%s", message.text);
}

static void add_warning(struct package *package, const char *text)
{
    size_t count = package->problem.warning_count;
    if (count > PACKAGE_WARNINGS_MAX)
        return;
    if (count == PACKAGE_WARNINGS_MAX)
        text = "further warnings about this package are not shown";
    package->warnings = arena_grow(&package->problem.arena, package->warnings, count, count + 1,
                                   sizeof(*package->warnings), &package->warning_capacity);
    char *line = arena_string(&package->problem.arena, text);
    for (char *at = line; *at; at++) {
        if ((unsigned char)*at < 0x20 || *at == 0x7f)
            *at = '?';
    }
    package->warnings[package->problem.warning_count++] = line;
}

void package_warn(struct package *package, const char *path, const char *format, ...)
{
    char text[ERR_MESSAGE_MAX];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof(text), format, args); /* a cut warning is still a warning */
    va_end(args);
    struct message message;
    compose(package, path, text, &message);
    add_warning(package, message.text);
}

void package_warn_at(struct package *package, const struct yaml *node, const char *format, ...)
{
    char text[ERR_MESSAGE_MAX];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof(text), format, args); /* a cut warning is still a warning */
    va_end(args);
    add_warning(package, arena_printf(&package->scratch, "%s:%d:%d: %s", node->file, node->line,
                                      node->column, text));
}

int package_open(const struct package *package, const char *path, int flags)
{
    int fd = fs_open_beneath(package->problem.dir_fd, path, flags);
    if (fd >= 0 || errno != EXDEV)
        return fd;
    if (package->has_leaving_link)
        *package->has_leaving_link = true;
    errno = EXDEV;
    return package->repository.path ? repository_open(&package->repository, path, flags) : -1;
}

/* Every open of a package's file that failed says what kind of link it was. */
static int open_error(const struct package *package, const char *path, struct err *err)
{
    int number = errno;
    if (number == EXDEV)
        return package_error(package, path, err,
                             "a link that leaves the package%s: put the file itself there",
                             package->repository.path ? " and its repository" : "");
    if (number == ELOOP)
        return package_error(package, path, err, "a link that leads back to itself: remove it");
    if (number == ENOENT)
        return package_error(package, path, err,
                             "a link to a file that does not exist: remove or mend it");
    return package_error(package, path, err, "cannot be opened: %s", strerror(number));
}

int package_look(const struct package *package, const char *path, struct entry *entry_out,
                 struct err *err)
{
    int root_fd = package->problem.dir_fd;
    EV_FD int fd = package_open(package, path, O_PATH | O_CLOEXEC);
    struct stat status;
    if (fd < 0) {
        int number = errno;
        bool is_absent = (number == ENOENT || number == ENOTDIR) &&
                         fstatat(root_fd, path, &status, AT_SYMLINK_NOFOLLOW) != 0;
        errno = number;
        if (!is_absent)
            return open_error(package, path, err);
        *entry_out = (struct entry){.kind = ENTRY_NONE};
        return 0;
    }
    if (fstat(fd, &status) != 0)
        return open_error(package, path, err);
    if (!S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode))
        return package_error(package, path, err,
                             "neither a file nor a folder: remove it from the package");
    *entry_out = (struct entry){.kind = S_ISDIR(status.st_mode) ? ENTRY_FOLDER : ENTRY_FILE,
                                .device = status.st_dev,
                                .inode = status.st_ino};
    return 0;
}

bool package_has(const struct package *package, const char *path)
{
    struct stat status;
    return fstatat(package->problem.dir_fd, path, &status, AT_SYMLINK_NOFOLLOW) == 0;
}

bool package_leads_nowhere(const struct package *package, const char *path)
{
    struct stat status;
    EV_FD int fd = package_open(package, path, O_PATH | O_CLOEXEC);
    return fd < 0 && errno == ENOENT &&
           fstatat(package->problem.dir_fd, path, &status, AT_SYMLINK_NOFOLLOW) == 0;
}

bool package_has_folder(const struct package *package, const char *path)
{
    struct entry entry;
    return package_look(package, path, &entry, NULL) == 0 && entry.kind == ENTRY_FOLDER;
}

int package_join(struct package *package, const char *folder, const char *name,
                 const char **path_out, struct err *err)
{
    size_t bytes = strlen(folder) + 1 + strlen(name);
    if (bytes > PACKAGE_PATH_MAX)
        return package_error(package, folder, err,
                             "a path of %zu bytes below this folder: at most %d are read", bytes,
                             (int)PACKAGE_PATH_MAX);
    struct arena *arena = &package->problem.arena;
    *path_out = *folder ? arena_printf(arena, "%s/%s", folder, name) : arena_string(arena, name);
    return 0;
}

int package_list(struct package *package, const char *folder, const char ***names_out,
                 size_t *count_out, struct err *err)
{
    const char *path = *folder ? folder : ".";
    EV_FD int fd = package_open(package, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return open_error(package, folder, err);
    const char **names = NULL;
    size_t count = 0;
    struct err cause = {0};
    bool is_listed =
        fs_list(fd, ".", PACKAGE_FILES_MAX, &package->scratch, &names, &count, &cause) == 0;
    if (!is_listed && cause.sys_errno != 0)
        return package_error(package, folder, err, "%s", cause.msg);
    package->files_seen += count;
    if (!is_listed || package->files_seen > PACKAGE_FILES_MAX)
        return package_error(package, NULL, err, "more than %d files: a package may not have more",
                             (int)PACKAGE_FILES_MAX);
    *names_out = names;
    *count_out = count;
    return 0;
}

static int open_file(const struct package *package, const char *path, int *fd_out, struct err *err)
{
    struct entry entry;
    if (package_look(package, path, &entry, err) != 0)
        return -1;
    if (entry.kind != ENTRY_FILE)
        return package_error(package, path, err, "%s",
                             entry.kind == ENTRY_NONE ? "does not exist" : "a folder, not a file");
    int fd = package_open(package, path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return open_error(package, path, err);
    *fd_out = fd;
    return 0;
}

int package_read(const struct package *package, const char *path, struct str *out, struct err *err)
{
    EV_FD int fd = -1;
    if (open_file(package, path, &fd, err) != 0)
        return -1;
    struct err cause = {0};
    if (fs_read_fd(fd, path, PACKAGE_TEXT_MAX, out, &cause) != 0)
        return package_error(package, path, err, "%s", cause.msg);
    return 0;
}

int package_read_start(const struct package *package, const char *path, struct str *out,
                       struct err *err)
{
    EV_FD int fd = -1;
    if (open_file(package, path, &fd, err) != 0)
        return -1;
    char bytes[16384];
    str_clear(out);
    while (out->count < PACKAGE_TEXT_MAX) {
        ssize_t count = read(fd, bytes, sizeof(bytes));
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return open_error(package, path, err);
        if (count == 0)
            break;
        str_add_n(out, bytes, (size_t)count);
    }
    return 0;
}

int package_parse_yaml(struct package *package, const char *path, const struct str *text,
                       struct yaml **root_out, struct err *err)
{
    struct arena *arena = &package->problem.arena;
    const char *shown = arena_printf(arena, "%s/%s", package->shown, path);
    const struct yaml *twice;
    if (package->dialect == DIALECT_2025)
        return yaml_parse(arena, shown, str_text(text), text->count, root_out, err);
    if (yaml_parse_lenient(arena, shown, str_text(text), text->count, root_out, &twice, err) != 0)
        return -1;
    if (twice)
        package_warn_at(package, twice, "the key '%.64s' stands there twice: the last counts",
                        twice->text);
    return 0;
}

int package_read_yaml(struct package *package, const char *path, struct yaml **root_out,
                      struct err *err)
{
    EV_STR struct str text = {0};
    if (package_read(package, path, &text, err) != 0)
        return -1;
    return package_parse_yaml(package, path, &text, root_out, err);
}
