/* walk: going down the folders of a package without recursion, and lists of words. */
#include <stdlib.h>
#include <string.h>

#include "problem/package.h"

int package_enter(const struct package *package, const char *path, const struct entry *entry,
                  const struct folder *parent, struct folder *folder_out, struct err *err)
{
    int depth = parent ? parent->depth + 1 : 1;
    if (depth > PACKAGE_DEPTH_MAX)
        return package_error(package, path, err, "folders more than %d deep: flatten them",
                             (int)PACKAGE_DEPTH_MAX);
    for (const struct folder *above = parent; above; above = above->parent) {
        if (above->device == entry->device && above->inode == entry->inode)
            return package_error(package, path, err,
                                 "a link back to the folder %s, which holds it: remove it",
                                 above->path);
    }
    *folder_out = (struct folder){.path = path,
                                  .parent = parent,
                                  .depth = depth,
                                  .device = entry->device,
                                  .inode = entry->inode};
    return 0;
}

/* A walk in progress: files found, and folders still to be listed, newest last. */
struct walk {
    struct package *package;
    const char **files;
    size_t file_count, file_capacity;
    const struct folder **folders;
    size_t folder_count, folder_capacity;
};

static int visit(struct walk *walk, const char *path, const struct folder *parent, struct err *err)
{
    struct package *package = walk->package;
    struct entry entry;
    if (package_look(package, path, &entry, err) != 0)
        return -1;
    if (entry.kind == ENTRY_FILE) {
        walk->files = arena_grow(&package->problem.arena, walk->files, walk->file_count,
                                 walk->file_count + 1, sizeof(*walk->files), &walk->file_capacity);
        walk->files[walk->file_count++] = path;
    }
    if (entry.kind != ENTRY_FOLDER)
        return 0;
    struct folder *folder = arena_alloc(&package->scratch, sizeof(*folder));
    if (package_enter(package, path, &entry, parent, folder, err) != 0)
        return -1;
    walk->folders =
        arena_grow(&package->scratch, walk->folders, walk->folder_count, walk->folder_count + 1,
                   sizeof(const struct folder *), &walk->folder_capacity);
    walk->folders[walk->folder_count++] = folder;
    return 0;
}

static int visit_children(struct walk *walk, const struct folder *folder, struct err *err)
{
    const char **names;
    size_t count;
    if (package_list(walk->package, folder->path, &names, &count, err) != 0)
        return -1;
    for (size_t i = 0; i < count; i++) {
        if (names[i][0] == '.')
            continue;
        const char *path;
        if (package_join(walk->package, folder->path, names[i], &path, err) != 0 ||
            visit(walk, path, folder, err) != 0)
            return -1;
    }
    return 0;
}

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

int package_files(struct package *package, const char *path, const char *const **files_out,
                  size_t *count_out, struct err *err)
{
    struct walk walk = {.package = package};
    if (visit(&walk, path, NULL, err) != 0)
        return -1;
    while (walk.folder_count) {
        if (visit_children(&walk, walk.folders[--walk.folder_count], err) != 0)
            return -1;
    }
    if (walk.file_count)
        qsort(walk.files, walk.file_count, sizeof(*walk.files), compare_texts);
    *files_out = walk.files;
    *count_out = walk.file_count;
    return 0;
}

static const char space[] = " \t\r\n\v\f";

struct words words_split(struct package *package, const char *text)
{
    struct arena *arena = &package->problem.arena;
    const char **items = NULL;
    size_t count = 0;
    size_t capacity = 0;
    for (const char *at = text + strspn(text, space); *at; at += strspn(at, space)) {
        size_t length = strcspn(at, space);
        items = arena_grow(arena, items, count, count + 1, sizeof(*items), &capacity);
        items[count++] = arena_string_n(arena, at, length);
        at += length;
    }
    return (struct words){.items = items, .count = count};
}

/* One word as a shell reads it; *at moves behind it. False: a quote is not closed. */
static bool read_word(const char **at, struct str *word)
{
    char quote = '\0';
    str_clear(word);
    for (; **at && (quote || !strchr(space, **at)); (*at)++) {
        char byte = **at;
        bool is_escape = byte == '\\' && quote != '\'' && (*at)[1] != '\0';
        if (is_escape && quote && !strchr("\"\\", (*at)[1]))
            is_escape = false;
        if (is_escape)
            str_add_char(word, *++*at);
        else if (byte == quote)
            quote = '\0';
        else if (!quote && (byte == '\'' || byte == '"'))
            quote = byte;
        else
            str_add_char(word, byte);
    }
    return quote == '\0';
}

bool words_split_quoted(struct package *package, const char *text, struct words *words_out)
{
    struct arena *arena = &package->problem.arena;
    EV_STR struct str word = {0};
    const char **items = arena_alloc(arena, sizeof(*items)); /* words, even where there is none */
    size_t count = 0;
    size_t capacity = 1;
    for (const char *at = text + strspn(text, space); *at; at += strspn(at, space)) {
        if (!read_word(&at, &word))
            return false;
        items = arena_grow(arena, items, count, count + 1, sizeof(*items), &capacity);
        items[count++] = arena_string(arena, str_text(&word));
    }
    *words_out = (struct words){.items = items, .count = count};
    return true;
}

struct words words_joined(struct package *package, struct words first, struct words second)
{
    if (first.count == 0)
        return second;
    if (second.count == 0)
        return first;
    size_t count = first.count + second.count;
    const char **items = arena_alloc(&package->problem.arena, count * sizeof(*items));
    memcpy(items, first.items, first.count * sizeof(*items));
    memcpy(items + first.count, second.items, second.count * sizeof(*items));
    return (struct words){.items = items, .count = count};
}
