/* handins: see handins.h. */
#include "cli/handins.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "base/fs.h"
#include "base/str.h"

enum { ENTRIES_MOST = 100000, FILES_MOST = 1000 };

static const size_t FILE_MOST_BYTES = (size_t)64 << 20;

/* One entry that the pattern knows. */
struct found {
    const char *path;  /* below the folder */
    const char *whole; /* with it */
    bool is_folder;
    struct handin_match match;
};

struct collecting {
    struct arena *arena;
    const char *folder, *scratch;
    const struct handin_pattern *pattern;
    struct found *items;
    size_t count, capacity;
    size_t unmatched;
    const char *first_one;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

int natural_compare(const char *a, const char *b)
{
    while (*a && *b) {
        if (!is_digit(*a) || !is_digit(*b)) {
            if (*a != *b)
                return (unsigned char)*a < (unsigned char)*b ? -1 : 1;
            a++;
            b++;
            continue;
        }
        a += strspn(a, "0");
        b += strspn(b, "0");
        size_t left = strspn(a, "0123456789"), right = strspn(b, "0123456789");
        int order = left != right ? (left < right ? -1 : 1) : strncmp(a, b, left);
        if (order != 0)
            return order;
        a += left;
        b += right;
    }
    return (*a != '\0') - (*b != '\0');
}

/* ---- looking ---- */

/* "ada.py" and "ada.tar.gz" are ada's, where the name is all that is known. */
static void drop_extension(struct collecting *collecting, struct found *found)
{
    const char *user = found->match.user;
    bool is_whole = strcmp(user, found->path) == 0 && !found->is_folder;
    const char *dot = is_whole ? strrchr(user, '.') : NULL;
    if (!dot || dot == user)
        return;
    size_t length = (size_t)(dot - user);
    static const char packed[] = ".tar";
    size_t ending = sizeof(packed) - 1;
    if (length > ending && strncmp(dot - ending, packed, ending) == 0)
        length -= ending;
    found->match.user = arena_string_n(collecting->arena, user, length);
}

static void add_found(struct collecting *collecting, const char *path, bool is_folder)
{
    struct found found = {
        .path = path,
        .whole = fs_join(collecting->arena, collecting->folder, path),
        .is_folder = is_folder,
    };
    if (!handin_pattern_match(collecting->pattern, collecting->arena, path, &found.match)) {
        if (collecting->unmatched++ == 0)
            collecting->first_one = path;
        return;
    }
    drop_extension(collecting, &found);
    collecting->items = arena_grow(collecting->arena, collecting->items, collecting->count,
                                   collecting->count + 1, sizeof(found), &collecting->capacity);
    collecting->items[collecting->count++] = found;
}

/* A link is nobody's work: it is counted with what the pattern does not know. */
static int look(struct collecting *collecting, const char *path, size_t depth, const char ***below,
                size_t *below_count, size_t *below_capacity, struct err *err)
{
    struct stat info;
    const char *whole = fs_join(collecting->arena, collecting->folder, path);
    if (lstat(whole, &info) != 0)
        return err_sys(err, ERR_INPUT, "judge: --each: %s", whole);
    bool is_folder = S_ISDIR(info.st_mode);
    if (depth == handin_pattern_depth(collecting->pattern) &&
        (is_folder || S_ISREG(info.st_mode))) {
        add_found(collecting, path, is_folder);
    } else if (is_folder) {
        *below = arena_grow(collecting->arena, *below, *below_count, *below_count + 1,
                            sizeof(**below), below_capacity);
        (*below)[(*below_count)++] = path;
    } else if (collecting->unmatched++ == 0) {
        collecting->first_one = path;
    }
    return 0;
}

/* Level by level, without recursion. */
static int look_at_all(struct collecting *collecting, struct err *err)
{
    static const char *const top[] = {""};
    const char *const *folders = top;
    size_t count = 1, entries = 0;
    for (size_t depth = 1; depth <= handin_pattern_depth(collecting->pattern); depth++) {
        const char **below = NULL;
        size_t below_count = 0, below_capacity = 0;
        for (size_t i = 0; i < count; i++) {
            const char **names = NULL;
            size_t name_count = 0;
            const char *folder = folders[i][0] == '\0'
                                     ? collecting->folder
                                     : fs_join(collecting->arena, collecting->folder, folders[i]);
            if (fs_list(AT_FDCWD, folder, ENTRIES_MOST, collecting->arena, &names, &name_count,
                        err) != 0)
                return err_wrap(err, "judge: --each");
            entries += name_count;
            if (entries > ENTRIES_MOST)
                return err_set(err, ERR_INPUT, "judge: --each: %s: more than %d entries",
                               collecting->folder, ENTRIES_MOST);
            for (size_t k = 0; k < name_count; k++) {
                const char *path = fs_join(collecting->arena, folders[i], names[k]);
                if (handin_is_noise(names[k]))
                    handin_tell_hidden(fs_join(collecting->arena, folder, names[k]), names[k]);
                else if (look(collecting, path, depth, &below, &below_count, &below_capacity,
                              err) != 0)
                    return -1;
            }
        }
        folders = below;
        count = below_count;
    }
    return 0;
}

/* An archive of a folder holds that one folder. Of deeper patterns it may be the only user's. */
static void enter_wrapper(struct collecting *collecting)
{
    if (handin_pattern_depth(collecting->pattern) != 1)
        return;
    const char **names = NULL;
    size_t count = 0;
    struct err err;
    struct handin_match match;
    if (fs_list(AT_FDCWD, collecting->folder, ENTRIES_MOST, collecting->arena, &names, &count,
                &err) != 0)
        return; /* it is told when it is looked at in earnest */
    const char *only = NULL;
    for (size_t i = 0; i < count; i++) {
        if (handin_is_noise(names[i]))
            continue;
        if (only)
            return;
        only = names[i];
    }
    const char *inside = only ? fs_join(collecting->arena, collecting->folder, only) : NULL;
    bool is_known =
        only && handin_pattern_match(collecting->pattern, collecting->arena, only, &match);
    if (inside && !is_known && fs_is_directory(AT_FDCWD, inside))
        collecting->folder = inside;
}

/* ---- by user and attempt ---- */

static int by_attempt(const void *a, const void *b)
{
    const struct found *left = a, *right = b;
    int order = strcmp(left->match.user, right->match.user);
    if (order == 0)
        order = strcmp(left->match.id, right->match.id);
    if (order == 0)
        order = natural_compare(left->match.attempt, right->match.attempt);
    return order != 0 ? order : natural_compare(left->path, right->path);
}

static bool is_same_user(const struct handin_match *a, const struct handin_match *b)
{
    return strcmp(a->user, b->user) == 0 && strcmp(a->id, b->id) == 0;
}

static int copy_file(const char *from, const char *to, struct err *err)
{
    EV_FD int from_fd = open(from, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    EV_FD int to_fd = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (from_fd < 0)
        return err_sys(err, ERR_INPUT, "judge: --each: %s", from);
    if (to_fd < 0 || fs_copy_fd(from_fd, to_fd, FILE_MOST_BYTES) != 0)
        return err_sys(err, ERR_INPUT, "judge: --each: copy %s", from);
    return 0;
}

/* Several files of one attempt, under the names that their author gave them. */
static int gather(struct collecting *collecting, const struct found *first, size_t count,
                  struct handin *handin, struct err *err)
{
    struct arena *arena = collecting->arena;
    const char **paths = arena_alloc(arena, (count + 1) * sizeof(*paths));
    const char *folder =
        arena_printf(arena, "%s/%zu", collecting->scratch, (size_t)(first - collecting->items));
    if (count > FILES_MOST)
        return err_set(err, ERR_INPUT, "judge: --each: %s: more than %d files of one user",
                       first->whole, FILES_MOST);
    if (fs_make_dirs(AT_FDCWD, folder, 0700, err) != 0)
        return -1;
    for (size_t i = 0; i < count; i++) {
        const char *given =
            first[i].match.file[0] ? first[i].match.file : fs_base_name(first[i].path);
        paths[i] = fs_join(arena, folder, given);
        if (copy_file(first[i].whole, paths[i], err) != 0)
            return -1;
    }
    handin->paths = paths;
    handin->path_count = count;
    return 0;
}

/* A folder is a submission by itself, whatever lies beside it. */
static const struct found *folder_among(const struct found *items, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (items[i].is_folder)
            return &items[i];
    }
    return NULL;
}

static int make_handin(struct collecting *collecting, const struct found *first, size_t count,
                       struct handin *handin, struct err *err)
{
    const struct found *alone = count == 1 ? first : folder_among(first, count);
    const struct found *shown = alone ? alone : first;
    *handin = (struct handin){
        .user = first->match.user,
        .id = first->match.id,
        .attempt = first->match.attempt,
        .shown = shown->path,
    };
    if (!alone)
        return gather(collecting, first, count, handin, err);
    const char **paths = arena_alloc(collecting->arena, 2 * sizeof(*paths));
    paths[0] = alone->whole;
    handin->paths = paths;
    handin->path_count = 1;
    return 0;
}

static size_t end_of_attempt(const struct collecting *collecting, size_t start)
{
    const struct handin_match *first = &collecting->items[start].match;
    size_t end = start + 1;
    while (end < collecting->count && is_same_user(first, &collecting->items[end].match) &&
           natural_compare(first->attempt, collecting->items[end].match.attempt) == 0)
        end++;
    return end;
}

static void count_attempts(struct handins *handins, size_t first)
{
    for (size_t i = first; i < handins->count; i++)
        handins->items[i].attempts = handins->count - first;
}

static int group(struct collecting *collecting, enum handin_attempt attempt,
                 struct handins *handins, struct err *err)
{
    size_t first_of_user = 0;
    qsort(collecting->items, collecting->count, sizeof(*collecting->items), by_attempt);
    handins->items =
        arena_alloc(collecting->arena, (collecting->count + 1) * sizeof(*handins->items));
    for (size_t start = 0, end; start < collecting->count; start = end) {
        end = end_of_attempt(collecting, start);
        struct handin *handin = &handins->items[handins->count++];
        if (make_handin(collecting, &collecting->items[start], end - start, handin, err) != 0)
            return -1;
        if (end < collecting->count &&
            is_same_user(&collecting->items[start].match, &collecting->items[end].match))
            continue;
        count_attempts(handins, first_of_user);
        if (attempt == ATTEMPT_LATEST) {
            handins->items[first_of_user] = handins->items[handins->count - 1];
            handins->count = first_of_user + 1;
        }
        first_of_user = handins->count;
    }
    return 0;
}

int handins_collect(struct arena *arena, const char *folder, const struct handin_pattern *pattern,
                    enum handin_attempt attempt, const char *scratch, struct handins *handins_out,
                    struct err *err)
{
    struct collecting collecting = {
        .arena = arena, .folder = folder, .scratch = scratch, .pattern = pattern};
    struct handins handins = {0};
    enter_wrapper(&collecting);
    if (look_at_all(&collecting, err) != 0)
        return -1;
    if (collecting.count == 0)
        return err_set(err, ERR_INPUT, "judge: --each: %s: nothing there is as --users says%s%s",
                       folder, collecting.first_one ? ", not even " : "",
                       collecting.first_one ? collecting.first_one : "");
    if (group(&collecting, attempt, &handins, err) != 0)
        return -1;
    handins.unmatched = collecting.unmatched;
    handins.first_one = collecting.first_one;
    *handins_out = handins;
    return 0;
}
