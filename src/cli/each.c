/* each: see each.h. Archives are unpacked, and copies made, in one temporary folder, which goes
 * with the command, or with the next one after a kill. */
#include "cli/each.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "base/archive.h"
#include "base/fs.h"
#include "cli/shared.h"

enum { SUBMISSIONS_MOST = 1000000 };

static const int64_t ARCHIVES_BYTES = INT64_C(4) << 30; /* of all hand-ins, unpacked */

static const char *const attempts[] = {
    [ATTEMPT_ALL] = "all", [ATTEMPT_LATEST] = "latest", [ATTEMPT_BEST] = "best"};

static int find_attempt(const struct each_options *options, enum handin_attempt *attempt_out,
                        struct err *err)
{
    *attempt_out = options->users ? ATTEMPT_LATEST : ATTEMPT_ALL;
    if (!options->attempt)
        return 0;
    if (!options->users)
        return err_set(err, ERR_USAGE, "judge: --attempt: whose? --users PATTERN tells");
    for (size_t i = 0; i < EV_ARRAY_LENGTH(attempts); i++) {
        if (strcmp(attempts[i], options->attempt) == 0) {
            *attempt_out = (enum handin_attempt)i;
            return 0;
        }
    }
    return err_set(err, ERR_USAGE, "judge: --attempt: '%s': expected latest, best or all",
                   options->attempt);
}

static int need_scratch(struct arena *arena, struct each *each, struct err *err)
{
    if (each->scratch)
        return 0;
    return fs_hold_temporary("evalx-each", arena, &each->scratch, &each->hold_fd, err);
}

/* An archive becomes the folder that it holds. */
static int open_place(struct arena *arena, struct each *each, size_t index, const char **place,
                      struct err *err)
{
    if (!archive_is_named_like_one(*place) || fs_is_directory(AT_FDCWD, *place))
        return 0;
    if (need_scratch(arena, each, err) != 0)
        return -1;
    const char *folder = arena_printf(arena, "%s/archive-%zu", each->scratch, index);
    if (mkdir(folder, 0700) != 0)
        return err_sys(err, ERR_JUDGE, "judge: --each: %s", folder);
    EV_FD int dir_fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (dir_fd < 0)
        return err_sys(err, ERR_JUDGE, "judge: --each: %s", folder);
    if (archive_unpack(*place, dir_fd, err) != 0)
        return err_wrap(err, "judge: --each");
    *place = folder;
    return 0;
}

/* Every child is a submission. */
static int list_children(struct arena *arena, const char *given, const char *folder,
                         struct handins *handins_out, struct err *err)
{
    const char **names = NULL;
    size_t count = 0;
    struct handins handins = {0};
    if (fs_list(AT_FDCWD, folder, SUBMISSIONS_MOST, arena, &names, &count, err) != 0) {
        err->kind = ERR_INPUT; /* the user named the folder, whatever the cause */
        return err_wrap(err, "judge: --each");
    }
    handins.items = arena_alloc(arena, (count + 1) * sizeof(*handins.items));
    for (size_t i = 0; i < count; i++) {
        if (names[i][0] == '.') {
            handin_tell_hidden(fs_join(arena, folder, names[i]), names[i]);
            continue;
        }
        const char **paths = arena_alloc(arena, 2 * sizeof(*paths));
        paths[0] = fs_join(arena, folder, names[i]);
        handins.items[handins.count++] =
            (struct handin){.shown = names[i], .paths = paths, .path_count = 1, .attempts = 1};
    }
    if (handins.count == 0)
        return err_set(err, ERR_INPUT, "judge: --each: %s: nothing is in this folder", given);
    *handins_out = handins;
    return 0;
}

static void append(struct arena *arena, struct handins *all, const struct handins *more)
{
    struct handin *items = arena_alloc(arena, (all->count + more->count + 1) * sizeof(*items));
    if (all->count > 0)
        memcpy(items, all->items, all->count * sizeof(*items));
    memcpy(items + all->count, more->items, more->count * sizeof(*items));
    all->items = items;
    all->count += more->count;
    all->unmatched += more->unmatched;
    all->first_one = all->first_one ? all->first_one : more->first_one;
}

static int collect(struct arena *arena, struct each *each, const struct handin_pattern *pattern,
                   size_t index, const char *place, struct err *err)
{
    struct handins found = {0};
    const char *folder = place;
    if (open_place(arena, each, index, &folder, err) != 0)
        return -1;
    if (!pattern && list_children(arena, place, folder, &found, err) != 0)
        return -1;
    if (pattern && need_scratch(arena, each, err) != 0)
        return -1;
    const char *copies =
        pattern ? arena_printf(arena, "%s/copies-%zu", each->scratch, index) : NULL;
    if (pattern && handins_collect(arena, folder, pattern, each->attempt, copies, &found, err) != 0)
        return -1;
    append(arena, &each->handins, &found);
    return 0;
}

/* One that cannot be opened is judged as it is, which tells that it is no program. */
static int open_archives(struct arena *arena, struct each *each, struct err *err)
{
    int64_t bytes_left = ARCHIVES_BYTES;
    for (size_t i = 0; i < each->handins.count; i++) {
        struct handin *handin = &each->handins.items[i];
        const char *archive = handin_archive(handin, arena);
        if (!archive)
            continue;
        if (need_scratch(arena, each, err) != 0)
            return -1;
        const char *folder = arena_printf(arena, "%s/inner-%zu", each->scratch, i);
        if (!handin->user)
            handin->shown = handin->paths[0];
        if (handin_open_archive(handin, archive, folder, &bytes_left, arena, err) == 0) {
            if (handin_archive(handin, arena))
                say("judge: --each: %s: holds another archive, which stays closed", handin->shown);
            continue;
        }
        if (err->kind != ERR_INPUT)
            return err_wrap(err, "judge: --each");
        say("judge: --each: %s: stays closed: %s", handin->shown, err->msg);
    }
    return 0;
}

int each_open(struct arena *arena, const struct each_options *options, struct each *each,
              struct err *err)
{
    struct handin_pattern *pattern = NULL;
    if (find_attempt(options, &each->attempt, err) != 0)
        return -1;
    if (options->users && handin_pattern_parse(arena, options->users, &pattern, err) != 0)
        return -1;
    for (size_t i = 0; i < options->places->count; i++) {
        if (collect(arena, each, pattern, i, options->places->items[i], err) != 0)
            return -1;
    }
    return open_archives(arena, each, err);
}

void each_close(struct each *each)
{
    struct err err;
    if (each->scratch && fs_remove_tree(AT_FDCWD, each->scratch, &err) != 0)
        say("%s", err.msg); /* the next call tries again */
    fd_close(&each->hold_fd);
    each->scratch = NULL;
}
