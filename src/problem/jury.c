/* jury: submissions/FOLDER/ENTRY, each entry a file or a folder of files, and the verdicts they
 * must get. */
#include "problem/jury.h"

#include <string.h>

#include "base/fs.h"
#include "problem/expectations.h"
#include "problem/kattis.h"

enum { JURY_MAX = 5000 };

enum { MARK_RESULTS, MARK_SCORE, MARK_GRADES, MARK_COUNT };

static const char *const mark_names[MARK_COUNT] = {
    [MARK_RESULTS] = "@EXPECTED_RESULTS@:",
    [MARK_SCORE] = "@EXPECTED_SCORE@:",
    [MARK_GRADES] = "@EXPECTED_GRADES@",
};

/* What stands behind each mark, NULL where there is none. */
struct marks {
    const char *texts[MARK_COUNT];
};

/* Each mark may be found once in all files of a submission. */
static void find_marks(struct package *package, const char *path, const struct str *text,
                       struct marks *marks)
{
    for (size_t i = 0; i < MARK_COUNT; i++) {
        bool has_several;
        const char *found =
            jury_find_named(package, mark_names[i], str_text(text), text->count, &has_several);
        const char *known = marks->texts[i];
        if (has_several || (found && known && strcmp(found, known) != 0))
            package_warn(package, path, "more than one %.*s in a submission: the first counts",
                         (int)strcspn(mark_names[i], ":"), mark_names[i]);
        if (!known)
            marks->texts[i] = found;
    }
}

static int read_marks(struct package *package, const char *path, struct marks *marks_out,
                      struct err *err)
{
    const char *const *files;
    size_t count;
    if (package_files(package, path, &files, &count, err) != 0)
        return -1;
    for (size_t i = 0; i < count; i++) {
        EV_STR struct str text = {0};
        if (package_read_start(package, files[i], &text, err) != 0)
            return -1;
        find_marks(package, files[i], &text, marks_out);
    }
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

/* A score that the whole submission must get. */
static void take_score(struct package *package, const char *text,
                       struct jury_submission *submission)
{
    double score;
    if (!(package->problem.kinds & PROBLEM_SCORING)) {
        package_warn(package, submission->path,
                     "@EXPECTED_SCORE@ passed over: the problem is pass-fail");
        return;
    }
    if (!jury_parse_score(package, text, &score)) {
        package_warn(package, submission->path, "@EXPECTED_SCORE@: '%.64s' is no number", text);
        return;
    }
    struct jury_rule *rule = arena_alloc(&package->problem.arena, sizeof(*rule));
    *rule =
        (struct jury_rule){.least_score = score, .most_score = score, .origin = submission->path};
    submission->rules = rule;
    submission->rule_count = 1;
}

static void take_grades(struct package *package, const char *text,
                        struct jury_submission *submission)
{
    struct words grades = jury_parse_grades(package, text);
    if (grades.count == 0)
        package_warn(package, submission->path, "@EXPECTED_GRADES@: no verdict such as AC follows");
    submission->grades = grades.items;
    submission->grade_count = grades.count;
}

static struct jury_submission *new_submission(struct package *package)
{
    struct problem *problem = &package->problem;
    package->jury =
        arena_grow(&problem->arena, package->jury, problem->jury_count, problem->jury_count + 1,
                   sizeof(*package->jury), &package->jury_capacity);
    return &package->jury[problem->jury_count++];
}

static bool is_partial_folder(const char *folder)
{
    return strcmp(folder, "partially_accepted") == 0 || strcmp(folder, "partial") == 0;
}

static int add_submission(struct package *package, const char *folder, const char *path,
                          const struct words *of_folder, struct err *err)
{
    struct marks marks = {{0}};
    struct words codes = *of_folder;
    if (package->problem.jury_count == JURY_MAX)
        return package_error(package, "submissions", err, "more than %d submissions",
                             (int)JURY_MAX);
    if (read_marks(package, path, &marks, err) != 0)
        return -1;
    const char *results = marks.texts[MARK_RESULTS];
    if (results) {
        codes = (struct words){0};
        jury_add_codes(package, path, results, &codes);
        warn_contradiction(package, path, folder, of_folder, &codes);
    }
    bool is_slow = codes.count == 1 && strcmp(codes.items[0], "TLE") == 0;
    struct jury_submission *submission = new_submission(package);
    *submission = (struct jury_submission){
        .path = path,
        .folder = folder,
        .expected = codes.items,
        .expected_count = codes.count,
        .is_marked = results != NULL,
        .is_partial = is_partial_folder(folder) && (package->problem.kinds & PROBLEM_SCORING),
        .is_for_time_limit = strcmp(folder, "accepted") == 0 && is_accepted_alone(&codes),
        .is_too_slow = strcmp(folder, "time_limit_exceeded") == 0 && is_slow,
    };
    if (marks.texts[MARK_SCORE])
        take_score(package, marks.texts[MARK_SCORE], submission);
    if (marks.texts[MARK_GRADES])
        take_grades(package, marks.texts[MARK_GRADES], submission);
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
    bool is_known = jury_folder_codes(folder, &codes);
    if (!is_known && package->dialect == DIALECT_LEGACY)
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

/* 2025-09 and its drafts have rules for each test instead of a final verdict. */
static int read_expectations(struct package *package, struct err *err)
{
    struct expectations expectations;
    static const char file[] = "submissions/submissions.yaml";
    if (package->dialect == DIALECT_LEGACY) {
        if (package_has(package, file))
            package_warn(package, file, "not read: it belongs to 2025-09, the package is legacy");
        return 0;
    }
    if (expectations_read(package, &expectations, err) != 0)
        return -1;
    return expectations_apply(package, &expectations, err);
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
    return jury_read_json(package, err) != 0 ? -1 : read_expectations(package, err);
}
