/* jury: submissions/FOLDER/ENTRY, each entry a file or a folder of files, and the verdicts they
 * must get. */
#include "problem/jury.h"

#include <string.h>

#include "base/fs.h"
#include "problem/kattis.h"

/* The marks of one submission: at most one list may be found in all of its files. */
static int read_marks(struct package *package, const char *path, const char **list_out,
                      struct err *err)
{
    const char *const *files;
    size_t count;
    const char *list = NULL;
    if (package_files(package, path, &files, &count, err) != 0)
        return -1;
    for (size_t i = 0; i < count; i++) {
        EV_STR struct str text = {0};
        if (package_read_start(package, files[i], &text, err) != 0)
            return -1;
        bool has_several;
        const char *found = jury_find_mark(package, str_text(&text), text.count, &has_several);
        if (has_several || (found && list && strcmp(found, list) != 0))
            package_warn(package, files[i],
                         "more than one @EXPECTED_RESULTS@ in a submission: the first counts");
        if (found && !list)
            list = found;
    }
    *list_out = list;
    return 0;
}

static bool is_accepted_alone(const struct words *codes)
{
    return codes->count == 1 && strcmp(codes->items[0], "AC") == 0;
}

/* A mark and a folder that exclude each other are told; the mark counts. */
static void warn_contradiction(struct package *package, const char *path, const char *folder,
                               const struct words *of_folder, const struct words *marked)
{
    for (size_t i = 0; i < marked->count; i++) {
        for (size_t k = 0; k < of_folder->count; k++) {
            if (strcmp(marked->items[i], of_folder->items[k]) == 0)
                return;
        }
    }
    if (marked->count > 0 && of_folder->count > 0)
        package_warn(package, path, "@EXPECTED_RESULTS@ contradicts the folder %s: the mark counts",
                     folder);
}

static int add_submission(struct package *package, const char *folder, const char *path,
                          const struct words *of_folder, struct err *err)
{
    const char *list;
    struct words codes = *of_folder;
    if (read_marks(package, path, &list, err) != 0)
        return -1;
    if (list) {
        codes = (struct words){0};
        jury_add_codes(package, path, list, &codes);
        warn_contradiction(package, path, folder, of_folder, &codes);
    }
    struct problem *problem = &package->problem;
    package->jury =
        arena_grow(&problem->arena, package->jury, problem->jury_count, problem->jury_count + 1,
                   sizeof(*package->jury), &package->jury_capacity);
    package->jury[problem->jury_count++] = (struct jury_submission){
        .path = path,
        .folder = folder,
        .expected = codes.items,
        .expected_count = codes.count,
        .is_for_time_limit = strcmp(folder, "accepted") == 0 && is_accepted_alone(&codes),
    };
    return 0;
}

static bool is_submission(const char *name)
{
    return name[0] != '.' && strcmp(name, "__pycache__") != 0 && !str_starts_with(name, "README");
}

static int read_folder(struct package *package, const char *folder, const char *path,
                       struct err *err)
{
    const char **names;
    size_t count;
    struct words codes = {0};
    if (package_list(package, path, &names, &count, err) != 0)
        return -1;
    if (!jury_folder_codes(folder, &codes))
        package_warn(package, path,
                     "the folder's name says no known verdict: only @EXPECTED_RESULTS@ counts");
    for (size_t i = 0; i < count; i++) {
        const char *below;
        if (!is_submission(names[i]))
            continue;
        if (package_join(package, path, names[i], &below, err) != 0 ||
            add_submission(package, folder, below, &codes, err) != 0)
            return -1;
    }
    return 0;
}

static void warn_unread(struct package *package)
{
    static const char *const files[] = {"submissions/submissions.yaml", "submissions.json"};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(files); i++) {
        if (package_has(package, files[i]))
            package_warn(package, files[i],
                         "not read: folders and @EXPECTED_RESULTS@ say what is expected");
    }
}

int jury_read(struct package *package, struct err *err)
{
    struct entry entry;
    const char **names;
    size_t count;
    if (package_look(package, "submissions", &entry, err) != 0)
        return -1;
    if (entry.kind != ENTRY_FOLDER)
        return 0;
    warn_unread(package);
    if (package_list(package, "submissions", &names, &count, err) != 0)
        return -1;
    for (size_t i = 0; i < count; i++) {
        const char *path;
        if (names[i][0] == '.')
            continue;
        if (package_join(package, "submissions", names[i], &path, err) != 0 ||
            package_look(package, path, &entry, err) != 0)
            return -1;
        if (entry.kind == ENTRY_FOLDER && read_folder(package, fs_base_name(path), path, err) != 0)
            return -1;
    }
    package->problem.jury = package->jury;
    return 0;
}
