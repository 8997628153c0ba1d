/* outside: what a package's links lead to, see parts.h. */
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/fs.h"
#include "problem/package.h"

enum { OUTSIDE_MOST = 5000, WALKED_MOST = 10000 };

/* A folder that is walked. */
struct walked {
    const char *path, *real; /* as in struct outside_file; path "" is the package */
    const struct walked *parent;
    int depth;
    bool is_outside;
};

struct search {
    struct arena *arena, scratch;
    const char *top, *own; /* real paths: of the repository, of the package */
    struct outside_file *found;
    size_t found_count, found_capacity;
    struct walked **folders; /* those to be walked, too */
    size_t folder_count, folder_capacity;
};

static bool is_below(const char *path, const char *folder)
{
    size_t length = strlen(folder);
    return strncmp(path, folder, length) == 0 && (path[length] == '/' || path[length] == '\0');
}

/* As repository.h has it: nothing with a dot in front. */
static bool is_shared(const struct search *search, const char *real)
{
    return is_below(real, search->top) && !strstr(real + strlen(search->top), "/.");
}

static void add_found(struct search *search, const char *path, const char *real, bool is_folder)
{
    if (search->found_count == OUTSIDE_MOST)
        return; /* more than anybody edits while watching */
    search->found =
        arena_grow(search->arena, search->found, search->found_count, search->found_count + 1,
                   sizeof(*search->found), &search->found_capacity);
    search->found[search->found_count++] = (struct outside_file){
        arena_string(search->arena, path), arena_string(search->arena, real), is_folder};
}

static void add_folder(struct search *search, const struct walked *parent, const char *path,
                       const char *real)
{
    int depth = parent ? parent->depth + 1 : 0;
    if (depth > PACKAGE_DEPTH_MAX || search->folder_count == WALKED_MOST)
        return;
    for (const struct walked *above = parent; above; above = above->parent) {
        if (strcmp(above->real, real) == 0)
            return; /* a link back */
    }
    struct walked *folder = arena_alloc(&search->scratch, sizeof(*folder));
    *folder = (struct walked){.path = path,
                              .real = real,
                              .parent = parent,
                              .depth = depth,
                              .is_outside = !is_below(real, search->own)};
    if (folder->is_outside)
        add_found(search, path, real, true);
    search->folders =
        arena_grow(&search->scratch, search->folders, search->folder_count,
                   search->folder_count + 1, sizeof(struct walked *), &search->folder_capacity);
    search->folders[search->folder_count++] = folder;
}

/* Where a link leads, even if nothing is there yet; NULL: cannot be told. */
static const char *follow(struct search *search, const char *folder, const char *link)
{
    char target[PATH_MAX];
    EV_FREE char *real = realpath(link, NULL);
    if (real)
        return arena_string(&search->scratch, real);
    ssize_t count = readlink(link, target, sizeof(target) - 1);
    if (count <= 0)
        return NULL;
    target[count] = '\0';
    const char *whole = target[0] == '/' ? target : fs_join(&search->scratch, folder, target);
    const char *name = fs_base_name(whole);
    EV_FREE char *parent =
        realpath(arena_string_n(&search->scratch, whole, (size_t)(name - whole)), NULL);
    return parent && *name ? fs_join(&search->scratch, parent, name) : NULL;
}

static void visit(struct search *search, const struct walked *folder, const char *name)
{
    struct stat status;
    const char *path = fs_join(&search->scratch, folder->path, name);
    const char *real = fs_join(&search->scratch, folder->real, name);
    if (lstat(real, &status) != 0)
        return;
    bool is_link = S_ISLNK(status.st_mode);
    if (is_link)
        real = follow(search, folder->real, real);
    if (!real || !is_shared(search, real))
        return;
    if (S_ISDIR(status.st_mode) || (is_link && fs_is_directory(AT_FDCWD, real)))
        add_folder(search, folder, path, real);
    else if (is_link && !is_below(real, search->own))
        add_found(search, path, real, false);
}

static void walk(struct search *search)
{
    add_folder(search, NULL, "", search->own);
    for (size_t i = 0; i < search->folder_count; i++) {
        const struct walked *folder = search->folders[i];
        const char **names = NULL;
        size_t count = 0;
        struct err ignored; /* a folder that has gone has no files */
        if (fs_list(AT_FDCWD, folder->real, PACKAGE_FILES_MAX, &search->scratch, &names, &count,
                    &ignored) != 0)
            continue;
        for (size_t k = 0; k < count; k++) {
            if (names[k][0] != '.')
                visit(search, folder, names[k]);
        }
    }
}

void problem_outside_files(const char *path, struct arena *arena, struct outside_file **files_out,
                           size_t *count_out)
{
    struct search search = {.arena = arena};
    struct repository repository = {.fd = -1};
    EV_FREE char *own = realpath(path, NULL);
    *files_out = NULL;
    *count_out = 0;
    if (own && fs_is_directory(AT_FDCWD, own) &&
        repository_find(own, &search.scratch, &repository)) {
        search.own = own;
        search.top = repository.path;
        walk(&search);
        *files_out = search.found;
        *count_out = search.found_count;
    }
    repository_close(&repository);
    arena_done(&search.scratch);
}
