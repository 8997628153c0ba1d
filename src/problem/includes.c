/* includes: include/LANGUAGE and include/default, the files that are compiled together with
 * submissions. */
#include <string.h>
#include <strings.h>

#include "base/fs.h"
#include "problem/kattis.h"

static const char top[] = "include";
enum { SETS_MAX = 100 };

/* A driver has the name of its language's main file: main.py, Main.java (the languages table). */
static const char *entry_of(const struct include_set *set)
{
    static const char stem[] = "main.";
    for (size_t i = 0; i < set->file_count; i++) {
        const char *name = fs_base_name(set->files[i]);
        if (strncasecmp(name, stem, sizeof(stem) - 1) == 0 && !str_ends_with(name, ".h"))
            return name;
    }
    return NULL;
}

static int read_set(struct package *package, const char *name, const char *path,
                    struct include_set *set_out, struct err *err)
{
    bool is_default = strcmp(name, "default") == 0;
    struct include_set set = {.folder = path, .language = is_default ? NULL : name};
    if (package_files(package, path, &set.files, &set.file_count, err) != 0)
        return -1;
    if (set.file_count == 0 && package->dialect == DIALECT_2025)
        return package_error(package, path, err, "an empty folder: add files or remove it");
    set.entry = is_default ? NULL : entry_of(&set);
    *set_out = set;
    return 0;
}

static int read_entry(struct package *package, const char *name, struct include_set *sets,
                      size_t *count, struct err *err)
{
    struct entry entry;
    const char *path;
    if (package_join(package, top, name, &path, err) != 0 ||
        package_look(package, path, &entry, err) != 0)
        return -1;
    if (entry.kind != ENTRY_FOLDER) {
        package_warn(package, path,
                     "passed over: files to be included stand in include/LANGUAGE "
                     "or include/default");
        return 0;
    }
    if (*count == SETS_MAX)
        return package_error(package, top, err, "more than %d languages: remove some",
                             (int)SETS_MAX);
    if (read_set(package, fs_base_name(path), path, &sets[*count], err) != 0)
        return -1;
    *count += sets[*count].file_count > 0 ? 1 : 0;
    return 0;
}

int includes_find(struct package *package, struct err *err)
{
    struct problem *problem = &package->problem;
    struct entry entry;
    const char **names;
    size_t count;
    size_t set_count = 0;
    if (package_look(package, top, &entry, err) != 0)
        return -1;
    if (entry.kind != ENTRY_FOLDER)
        return 0;
    if (package_list(package, top, &names, &count, err) != 0)
        return -1;
    if (package->is_icpc) {
        package_warn(package, top, "not used: legacy-icpc adds nothing to submissions");
        return 0;
    }
    struct include_set *sets = arena_alloc(&problem->arena, (count + 1) * sizeof(*sets));
    for (size_t i = 0; i < count; i++) {
        if (names[i][0] != '.' && read_entry(package, names[i], sets, &set_count, err) != 0)
            return -1;
    }
    problem->includes = sets;
    problem->include_count = set_count;
    return 0;
}
