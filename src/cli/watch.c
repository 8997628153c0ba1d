/* watch: see watch.h. inotify watches folders one by one, so every folder below gets a watch of its
 * own, and a new one gets it when it appears; what was put into it before is told as changed,
 * too. */
#include "cli/watch.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/inotify.h>

#include "base/fs.h"
#include "base/str.h"

enum { FOLDERS_MOST = 10000, NAMES_MOST = 100000, CHANGES_MOST = 10000, QUIET_MS = 150 };

static const uint32_t FOLDER_EVENTS = IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM |
                                      IN_MOVED_TO | IN_ONLYDIR | IN_EXCL_UNLINK;

struct watched {
    int id; /* watch descriptor */
    size_t folder;
    const char *path; /* below the folder, "" itself */
    const char *only; /* the one name that counts there; NULL: all, and folders below */
    bool is_outside;  /* what a link leads to: told as `path`, or of a folder, below it */
};

struct watch {
    int fd;
    struct arena arena;
    const char *const *folders;
    size_t folder_count;
    struct watched *items;
    size_t count, capacity;
};

struct changes {
    struct arena *arena;
    struct watch_change *items;
    size_t count, capacity;
};

bool watch_is_noise(const char *name)
{
    static const char *const suffixes[] = {"~", ".swp", ".swx", ".tmp", ".pyc"};
    if (name[0] == '.' || name[0] == '#' || strcmp(name, "__pycache__") == 0 ||
        strcmp(name, "4913") == 0) /* by which vim finds out whether it may write */
        return true;
    for (size_t i = 0; i < EV_ARRAY_LENGTH(suffixes); i++) {
        if (str_ends_with(name, suffixes[i]))
            return true;
    }
    return false;
}

static void add_change(struct changes *changes, size_t folder, const char *path)
{
    for (size_t i = 0; i < changes->count; i++) {
        if (changes->items[i].folder == folder && strcmp(changes->items[i].path, path) == 0)
            return;
    }
    if (changes->count == CHANGES_MOST)
        return; /* more than enough to look at everything again */
    changes->items = arena_grow(changes->arena, changes->items, changes->count, changes->count + 1,
                                sizeof(*changes->items), &changes->capacity);
    changes->items[changes->count++] =
        (struct watch_change){folder, arena_string(changes->arena, path)};
}

static void add_item(struct watch *watch, const struct watched *item)
{
    watch->items = arena_grow(&watch->arena, watch->items, watch->count, watch->count + 1,
                              sizeof(*watch->items), &watch->capacity);
    watch->items[watch->count++] = *item;
}

static int add_folder(struct watch *watch, size_t folder, const char *path, struct err *err)
{
    const char *whole = fs_join(&watch->arena, watch->folders[folder], *path ? path : ".");
    int id = inotify_add_watch(watch->fd, whole, FOLDER_EVENTS);
    if (id < 0 && errno == ENOENT)
        return 0; /* gone already */
    if (id < 0)
        return err_sys(err, errno == ENOTDIR ? ERR_INPUT : ERR_JUDGE, "watch: %s", whole);
    if (watch->count == FOLDERS_MOST)
        return err_set(err, ERR_INPUT, "watch: %s: more than %d folders", watch->folders[folder],
                       (int)FOLDERS_MOST);
    add_item(watch, &(struct watched){
                        .id = id, .folder = folder, .path = arena_string(&watch->arena, path)});
    return 0;
}

/* A folder and all below it, without recursion: the list of watches is the queue. */
static int add_tree(struct watch *watch, size_t folder, const char *path, struct changes *changes,
                    struct err *err)
{
    size_t next = watch->count;
    if (add_folder(watch, folder, path, err) != 0)
        return -1;
    for (; next < watch->count; next++) {
        EV_CLEANUP(arena_done) struct arena scratch = {0};
        struct watched own = watch->items[next];
        const char *whole = fs_join(&scratch, watch->folders[folder], *own.path ? own.path : ".");
        const char **names = NULL;
        size_t count = 0;
        if (fs_list(AT_FDCWD, whole, NAMES_MOST, &scratch, &names, &count, err) != 0) {
            if (err->sys_errno != ENOENT)
                return -1;
            continue; /* gone already */
        }
        for (size_t i = 0; i < count; i++) {
            const char *below = fs_join(&scratch, own.path, names[i]);
            if (watch_is_noise(names[i]))
                continue;
            if (!fs_is_directory(AT_FDCWD, fs_join(&scratch, whole, names[i]))) {
                if (changes)
                    add_change(changes, folder, below);
            } else if (add_folder(watch, folder, below, err) != 0) {
                return -1;
            }
        }
    }
    return 0;
}

int watch_open(const char *const *folders, size_t count, struct watch **watch_out, struct err *err)
{
    struct watch *watch = calloc(1, sizeof(*watch));
    if (!watch)
        return err_sys(err, ERR_JUDGE, "watch");
    watch->folders = folders;
    watch->folder_count = count;
    watch->fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    if (watch->fd < 0) {
        (void)err_sys(err, ERR_JUDGE, "watch: inotify"); /* always -1 */
        watch_close(watch);
        return -1;
    }
    for (size_t i = 0; i < count; i++) {
        if (add_tree(watch, i, "", NULL, err) != 0) {
            watch_close(watch);
            return -1;
        }
    }
    *watch_out = watch;
    return 0;
}

/* An editor may put another file in its place: the folder is what stays. */
static int watch_parent(struct watch *watch, const char *path, int *id_out, struct err *err)
{
    size_t length = (size_t)(fs_base_name(path) - path);
    const char *folder = length == 0 ? "." : arena_string_n(&watch->arena, path, length);
    int id = inotify_add_watch(watch->fd, folder, FOLDER_EVENTS);
    if (id < 0)
        return err_sys(err, errno == ENOENT || errno == ENOTDIR ? ERR_INPUT : ERR_JUDGE,
                       "watch: %s", folder);
    *id_out = id;
    return 0;
}

int watch_add_file(struct watch *watch, const char *path, struct err *err)
{
    int id;
    if (watch_parent(watch, path, &id, err) != 0)
        return -1;
    add_item(watch, &(struct watched){.id = id,
                                      .folder = watch->folder_count,
                                      .path = "",
                                      .only = arena_string(&watch->arena, fs_base_name(path))});
    return 0;
}

int watch_add_outside(struct watch *watch, size_t folder, const char *path, const char *real,
                      bool is_folder, struct err *err)
{
    int id;
    if (watch_parent(watch, is_folder ? fs_join(&watch->arena, real, "") : real, &id, err) != 0)
        return -1;
    add_item(watch, &(struct watched){
                        .id = id,
                        .folder = folder,
                        .path = arena_string(&watch->arena, path),
                        .only = is_folder ? NULL : arena_string(&watch->arena, fs_base_name(real)),
                        .is_outside = true});
    return 0;
}

void watch_drop_outside(struct watch *watch, size_t folder)
{
    size_t kept = 0;
    for (size_t i = 0; i < watch->count; i++) {
        if (!watch->items[i].is_outside || watch->items[i].folder != folder)
            watch->items[kept++] = watch->items[i];
    }
    watch->count = kept;
}

void watch_close(struct watch *watch)
{
    if (!watch)
        return;
    fd_close(&watch->fd);
    arena_done(&watch->arena);
    free(watch);
}

/* ---- events ---- */

static int take_event_of(struct watch *watch, const struct watched *own,
                         const struct inotify_event *event, struct changes *changes,
                         struct err *err)
{
    bool is_wanted = own->only ? strcmp(own->only, event->name) == 0 : !watch_is_noise(event->name);
    if (!is_wanted)
        return 0;
    EV_CLEANUP(arena_done) struct arena scratch = {0};
    const char *path =
        own->is_outside && own->only ? own->path : fs_join(&scratch, own->path, event->name);
    bool is_folder = event->mask & IN_ISDIR, is_new = event->mask & (IN_CREATE | IN_MOVED_TO);
    if (is_folder && own->only)
        return 0;
    if (is_folder && is_new && !own->is_outside)
        return add_tree(watch, own->folder, path, changes, err);
    if (!(event->mask & IN_CREATE) || is_folder) /* a new file is told when it has been written */
        add_change(changes, own->folder, path);
    return 0;
}

/* A folder that is watched for several reasons has one descriptor. What is added meanwhile is
 * another's. */
static int take_event(struct watch *watch, const struct inotify_event *event,
                      struct changes *changes, struct err *err)
{
    if (event->mask & IN_Q_OVERFLOW) {
        for (size_t i = 0; i <= watch->folder_count; i++)
            add_change(changes, i, "problem.yaml"); /* nobody knows what: everything */
        return 0;
    }
    for (size_t i = 0, count = watch->count; event->len > 0 && i < count; i++) {
        struct watched own = watch->items[i]; /* adding may move it */
        if (own.id == event->wd && take_event_of(watch, &own, event, changes, err) != 0)
            return -1;
    }
    return 0;
}

static int take_events(struct watch *watch, struct changes *changes, struct err *err)
{
    union {
        struct inotify_event event; /* for its alignment */
        char bytes[16384];
    } buffer;
    ssize_t count = read(watch->fd, buffer.bytes, sizeof(buffer.bytes));
    if (count < 0)
        return errno == EAGAIN || errno == EINTR ? 0 : err_sys(err, ERR_JUDGE, "watch: read");
    for (ssize_t at = 0; at < count;) {
        const struct inotify_event *event = (const void *)(buffer.bytes + at);
        if (take_event(watch, event, changes, err) != 0)
            return -1;
        at += (ssize_t)(sizeof(*event) + event->len);
    }
    return 0;
}

int watch_wait(struct watch *watch, int cancel_fd, struct arena *arena,
               struct watch_change **changes_out, size_t *count_out, bool *is_cancelled_out,
               struct err *err)
{
    struct changes changes = {.arena = arena};
    *is_cancelled_out = false;
    for (;;) {
        struct pollfd fds[] = {{.fd = watch->fd, .events = POLLIN},
                               {.fd = cancel_fd, .events = POLLIN}};
        int ready = poll(fds, EV_ARRAY_LENGTH(fds), changes.count > 0 ? QUIET_MS : -1);
        if (ready < 0 && errno != EINTR)
            return err_sys(err, ERR_JUDGE, "watch: poll");
        if (ready > 0 && fds[1].revents) {
            *is_cancelled_out = true;
            return 0;
        }
        if (ready == 0)
            break;
        if (ready > 0 && take_events(watch, &changes, err) != 0)
            return -1;
    }
    *changes_out = changes.items;
    *count_out = changes.count;
    return 0;
}
