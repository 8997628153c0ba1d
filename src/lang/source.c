/* source: the files of one submission, read into memory within limits. See lang.h. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "base/fs.h"
#include "base/str.h"
#include "lang/lang.h"

enum {
    FOLDER_ENTRIES_MAX = 10000,
    FOLDER_DEPTH_MAX = 32,
    CHUNK_BYTES = 1 << 16,
};

struct reading {
    struct arena *arena;
    const char *shown;
    size_t maximum_bytes;
    size_t total_bytes;
    struct source_file *files;
    size_t count, capacity;
    bool is_too_large;
    struct err *err;
};

static int add_file(struct reading *reading, const char *name, const char *bytes, size_t count)
{
    if (reading->count == SOURCE_FILES_MAX)
        return err_set(reading->err, ERR_INPUT, "%s: more than %d source files", reading->shown,
                       SOURCE_FILES_MAX);
    reading->files = arena_grow(reading->arena, reading->files, reading->count, reading->count + 1,
                                sizeof(*reading->files), &reading->capacity);
    reading->files[reading->count++] = (struct source_file){
        .name = arena_string(reading->arena, name),
        .bytes = arena_string_n(reading->arena, bytes, count),
        .count = count,
    };
    reading->total_bytes += count;
    return 0;
}

/* Its size is looked at first: what is too large is never read. */
static int read_file(struct reading *reading, int fd, const struct stat *status, const char *name)
{
    size_t room = reading->maximum_bytes - reading->total_bytes;
    if ((uint64_t)status->st_size > room) {
        reading->is_too_large = true;
        return 0;
    }
    EV_STR struct str text = {0};
    if (fs_read_fd(fd, name, room, &text, reading->err) < 0)
        return -1;
    return add_file(reading, name, str_text(&text), text.count);
}

static int read_stdin(struct reading *reading)
{
    EV_STR struct str text = {.maximum = reading->maximum_bytes + 1};
    char chunk[CHUNK_BYTES];
    ssize_t got;
    while ((got = read(STDIN_FILENO, chunk, sizeof(chunk))) != 0) {
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return err_sys(reading->err, ERR_INPUT, "standard input");
        str_add_n(&text, chunk, (size_t)got);
        if (text.count > reading->maximum_bytes) {
            reading->is_too_large = true;
            return 0;
        }
    }
    return add_file(reading, "stdin", str_text(&text), text.count);
}

static const char *kind_name(mode_t mode)
{
    static const struct {
        mode_t kind;
        const char *name;
    } kinds[] = {
        {S_IFLNK, "a symbolic link"}, {S_IFIFO, "a FIFO"},   {S_IFSOCK, "a socket"},
        {S_IFCHR, "a device"},        {S_IFBLK, "a device"}, {S_IFDIR, "a folder"},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(kinds); i++) {
        if ((mode & S_IFMT) == kinds[i].kind)
            return kinds[i].name;
    }
    return "no regular file";
}

/* Folders still to be read, relative to the submission's. */
struct folders {
    const char **names;
    size_t count, capacity;
};

static int depth_of(const char *name)
{
    int depth = *name != '\0';
    for (; *name; name++)
        depth += *name == '/';
    return depth;
}

static int read_entry(struct reading *reading, int root_fd, const char *name,
                      struct folders *folders)
{
    struct stat status;
    if (fstatat(root_fd, name, &status, AT_SYMLINK_NOFOLLOW))
        return err_sys(reading->err, ERR_INPUT, "%s/%s", reading->shown, name);
    if (S_ISDIR(status.st_mode)) {
        if (depth_of(name) > FOLDER_DEPTH_MAX)
            return err_set(reading->err, ERR_INPUT, "%s/%s: folders deeper than %d", reading->shown,
                           name, FOLDER_DEPTH_MAX);
        folders->names =
            arena_grow(reading->arena, folders->names, folders->count, folders->count + 1,
                       sizeof(*folders->names), &folders->capacity);
        folders->names[folders->count++] = name;
        return 0;
    }
    if (!S_ISREG(status.st_mode))
        return err_set(reading->err, ERR_INPUT, "%s/%s: %s in a submission's folder",
                       reading->shown, name, kind_name(status.st_mode));
    EV_FD int fd = fs_open_beneath(root_fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &status))
        return err_sys(reading->err, ERR_INPUT, "%s/%s", reading->shown, name);
    return read_file(reading, fd, &status, name);
}

/* The entries of one folder; "" is the submission's own. */
static int read_entries(struct reading *reading, int root_fd, const char *folder,
                        struct folders *folders)
{
    const char **names;
    size_t count;
    if (fs_list(root_fd, *folder ? folder : ".", FOLDER_ENTRIES_MAX, reading->arena, &names, &count,
                reading->err) < 0)
        return err_wrap(reading->err, "%s", reading->shown);
    for (size_t i = 0; i < count && !reading->is_too_large; i++) {
        if (names[i][0] == '.')
            continue; /* of editors and version control */
        const char *name = *folder ? fs_join(reading->arena, folder, names[i]) : names[i];
        if (read_entry(reading, root_fd, name, folders) < 0)
            return -1;
    }
    return 0;
}

static int read_folder(struct reading *reading, int root_fd)
{
    struct folders folders = {0};
    if (read_entries(reading, root_fd, "", &folders) < 0)
        return -1;
    for (size_t next = 0; next < folders.count && !reading->is_too_large; next++) {
        if (read_entries(reading, root_fd, folders.names[next], &folders) < 0)
            return -1;
    }
    if (reading->count == 0 && !reading->is_too_large)
        return err_set(reading->err, ERR_INPUT, "%s: an empty folder, no source in it",
                       reading->shown);
    return 0;
}

/* A link that the user names is followed, unlike those that a folder holds. */
static int read_path(struct reading *reading, const char *path, bool may_be_folder)
{
    EV_FD int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    struct stat status;
    if (fd < 0 || fstat(fd, &status))
        return err_sys(reading->err, ERR_INPUT, "%s", path);
    if (S_ISREG(status.st_mode))
        return read_file(reading, fd, &status, fs_base_name(path));
    if (!S_ISDIR(status.st_mode))
        return err_set(reading->err, ERR_INPUT, "%s: %s, not a source file", path,
                       kind_name(status.st_mode));
    if (!may_be_folder)
        return err_set(reading->err, ERR_INPUT,
                       "%s: a folder among several sources; a folder is a submission by itself",
                       path);
    return read_folder(reading, fd);
}

static int compare_files(const void *a, const void *b)
{
    return strcmp(((const struct source_file *)a)->name, ((const struct source_file *)b)->name);
}

static int sort_files(struct reading *reading)
{
    if (reading->count > 1)
        qsort(reading->files, reading->count, sizeof(*reading->files), compare_files);
    for (size_t i = 1; i < reading->count; i++) {
        if (strcmp(reading->files[i - 1].name, reading->files[i].name) == 0)
            return err_set(reading->err, ERR_INPUT, "%s: two sources have this name",
                           reading->files[i].name);
    }
    return 0;
}

static const char *join_paths(struct arena *arena, const char *const *paths, size_t count)
{
    EV_STR struct str joined = {.maximum = 4096};
    for (size_t i = 0; i < count; i++)
        str_printf(&joined, "%s%s", i ? " " : "", paths[i]);
    return arena_string(arena, str_text(&joined));
}

int source_read(struct arena *arena, const char *const *paths, size_t path_count,
                size_t maximum_bytes, struct submission_source *source_out, bool *is_too_large_out,
                struct err *err)
{
    if (path_count == 0)
        return err_set(err, ERR_INPUT, "no source is given");
    struct reading reading = {
        .arena = arena,
        .shown = join_paths(arena, paths, path_count),
        .maximum_bytes =
            maximum_bytes < SOURCE_TOTAL_MAX_BYTES ? maximum_bytes : SOURCE_TOTAL_MAX_BYTES,
        .err = err,
    };
    for (size_t i = 0; i < path_count && !reading.is_too_large; i++) {
        int status = strcmp(paths[i], "-") == 0 ? read_stdin(&reading)
                                                : read_path(&reading, paths[i], path_count == 1);
        if (status < 0)
            return -1;
    }
    if (sort_files(&reading) < 0)
        return -1;
    *source_out = (struct submission_source){reading.shown, reading.files, reading.count};
    *is_too_large_out = reading.is_too_large;
    return 0;
}

/* ---- files in memory ---- */

enum { NAME_BYTES_MAX = 1024, COMPONENT_BYTES_MAX = 255 };

/* Components that are names, one after another; nothing that a terminal would act on. */
static bool is_good_name(const char *name)
{
    size_t length = strlen(name);
    bool is_good = length > 0 && length <= NAME_BYTES_MAX && depth_of(name) <= FOLDER_DEPTH_MAX;
    for (const char *at = name; is_good; at++) {
        size_t bytes = strcspn(at, "/");
        bool is_dots = (bytes == 1 && at[0] == '.') || (bytes == 2 && at[0] == '.' && at[1] == '.');
        is_good = bytes > 0 && bytes <= COMPONENT_BYTES_MAX && !is_dots;
        at += bytes;
        if (*at == '\0')
            break;
    }
    for (const char *at = name; is_good && *at; at++)
        is_good = (unsigned char)*at >= ' ' && *at != 0x7f;
    return is_good;
}

/* Sorted: what is below a folder comes somewhere behind it. */
static int refuse_folders(const struct reading *reading)
{
    for (size_t i = 0; i < reading->count; i++) {
        size_t length = strlen(reading->files[i].name);
        for (size_t j = i + 1; j < reading->count; j++) {
            const char *other = reading->files[j].name;
            if (strncmp(other, reading->files[i].name, length) != 0)
                break;
            if (other[length] == '/')
                return err_set(reading->err, ERR_INPUT, "%s: both a file and a folder",
                               reading->files[i].name);
        }
    }
    return 0;
}

int source_take(struct arena *arena, const struct source_file *files, size_t file_count,
                size_t maximum_bytes, struct submission_source *source_out, bool *is_too_large_out,
                struct err *err)
{
    struct reading reading = {.arena = arena, .err = err, .count = file_count};
    if (file_count == 0 || file_count > SOURCE_FILES_MAX)
        return err_set(err, ERR_INPUT, "a submission has 1 to %d files", SOURCE_FILES_MAX);
    reading.files = arena_copy(arena, files, file_count * sizeof(*files));
    for (size_t i = 0; i < file_count; i++) {
        if (!is_good_name(files[i].name))
            return err_set(err, ERR_INPUT, "'%.100s': no name for a source file", files[i].name);
        reading.files[i].name = arena_string(arena, files[i].name);
        reading.total_bytes += files[i].count;
    }
    if (sort_files(&reading) < 0 || refuse_folders(&reading) < 0)
        return -1;
    const char *shown = file_count == 1 ? reading.files[0].name : "files";
    *source_out = (struct submission_source){shown, reading.files, file_count};
    *is_too_large_out =
        reading.total_bytes > maximum_bytes || reading.total_bytes > SOURCE_TOTAL_MAX_BYTES;
    return 0;
}
