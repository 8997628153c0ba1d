/* scope: what has to be checked again after an edit. Pure. */
#include <string.h>

#include "base/base.h"
#include "base/str.h"
#include "verify/verify.h"

static const struct {
    const char *prefix; /* of a path in the package */
    unsigned parts;
} places[] = {
    {"input_validators/", VERIFY_VALIDATORS},
    {"input_format_validators/", VERIFY_VALIDATORS},
    {"answer_validators/", VERIFY_VALIDATORS},
    {"data/invalid_input/", VERIFY_VALIDATORS},
    {"data/invalid_output/", VERIFY_VALIDATORS},
    {"data/valid_output/", VERIFY_VALIDATORS},
    {"statement/", 0},
    {"problem_statement/", 0},
    {"solution/", 0},
    {"attachments/", 0},
};

/* The submission that the path is, or is a file of: one of the last report, or a new one at
 * submissions/FOLDER/NAME. NULL: none. */
static const char *find_submission(struct arena *arena, const struct verify_report *report,
                                   const char *path)
{
    for (size_t i = 0; i < report->submission_count; i++) {
        const char *own = report->submissions[i].path;
        size_t length = strlen(own);
        if (strncmp(path, own, length) == 0 && (path[length] == '\0' || path[length] == '/'))
            return own;
    }
    const char *folder = str_starts_with(path, "submissions/") ? strchr(path, '/') + 1 : NULL;
    const char *name = folder ? strchr(folder, '/') : NULL;
    if (!name)
        return NULL;
    return arena_string_n(arena, path, (size_t)(name + 1 - path) + strcspn(name + 1, "/"));
}

static unsigned parts_of(const char *path)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(places); i++) {
        if (str_starts_with(path, places[i].prefix))
            return places[i].parts;
    }
    return VERIFY_ALL;
}

static bool has(const struct verify_scope *scope, const char *submission)
{
    for (size_t i = 0; i < scope->submission_count; i++) {
        if (strcmp(scope->submissions[i], submission) == 0)
            return true;
    }
    return false;
}

struct verify_scope verify_scope_of(struct arena *arena, const struct verify_report *report,
                                    const char *const *paths, size_t count)
{
    const char **submissions = arena_alloc(arena, (count + 1) * sizeof(*submissions));
    struct verify_scope scope = {.submissions = submissions};
    for (size_t i = 0; i < count; i++) {
        const char *submission = find_submission(arena, report, paths[i]);
        if (!submission)
            scope.parts |= parts_of(paths[i]);
        else if (!has(&scope, submission))
            submissions[scope.submission_count++] = arena_string(arena, submission);
    }
    bool is_of_all = (scope.parts & VERIFY_SUBMISSIONS) || scope.submission_count == 0;
    if (is_of_all)
        scope.submissions = NULL;
    else
        scope.parts |= VERIFY_SUBMISSIONS;
    if (is_of_all)
        scope.submission_count = 0;
    else if (report->limit.is_known)
        scope.known_limit_ns = report->limit.limit_ns;
    return scope;
}
