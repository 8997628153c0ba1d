/* dmoj_names: cases that test_cases does not list: files of the archive are matched with patterns,
 * whose groups `batch` and `case` say where a file belongs. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/fs.h"
#include "problem/dmoj.h"
#include "problem/pattern.h"

/* Without patterns: the last number in a name is the case's, the one before it the batch's, and
 * "in" or "out" must come somewhere. */
static const char usual_input[] = "^(?=.*?\\.in|in).*?(?:(?:^|\\W)(?P<batch>\\d+)[^\\d\\s]+)?"
                                  "(?P<case>\\d+)[^\\d\\s]*$";
static const char usual_output[] = "^(?=.*?\\.out|out).*?(?:(?:^|\\W)(?P<batch>\\d+)[^\\d\\s]+)?"
                                   "(?P<case>\\d+)[^\\d\\s]*$";

/* A file that matched. */
struct found {
    const char *batch, *number, *path;
    bool is_input;
};

struct search {
    struct dmoj *dmoj;
    const struct yaml *place; /* for errors */
    struct pattern *input, *output;
    struct found *found;
    size_t count, capacity;
};

static int compile(struct search *search, const struct yaml *test_cases, const char *key,
                   const char *usual, struct pattern **pattern_out, struct err *err)
{
    const struct yaml *node = yaml_get(test_cases, key);
    const char *text = usual;
    struct err cause;
    if (!yaml_is_null(node) && yaml_string(node, &text, err) != 0)
        return -1;
    if (pattern_compile(&search->dmoj->package->scratch, text, true, pattern_out, &cause) == 0)
        return 0;
    return yaml_error(node ? node : search->place, err, "%s: %s", key, cause.msg);
}

static int try_match(struct search *search, const struct pattern *pattern, const char *name,
                     const char *path, struct err *err)
{
    struct arena *arena = &search->dmoj->package->problem.arena;
    struct pattern_match match;
    if (!pattern_match(pattern, name, &match))
        return 0;
    struct found found = {
        .batch = pattern_group(pattern, &match, name, "batch", arena),
        .number = pattern_group(pattern, &match, name, "case", arena),
        .path = path,
        .is_input = pattern == search->input,
    };
    if (!found.number)
        return yaml_error(search->place, err, "%.64s matches, but the group 'case' does not", name);
    search->found = arena_grow(&search->dmoj->package->scratch, search->found, search->count,
                               search->count + 1, sizeof(*search->found), &search->capacity);
    search->found[search->count++] = found;
    return 0;
}

static int match_all(struct search *search, struct err *err)
{
    struct dmoj *dmoj = search->dmoj;
    const char *const *files;
    size_t count;
    if (!dmoj->archive_folder)
        return yaml_error(search->place, err,
                          "test_cases: patterns need an archive: list the cases instead");
    if (package_files(dmoj->package, dmoj->archive_folder, &files, &count, err) != 0)
        return -1;
    size_t prefix = strlen(dmoj->archive_folder) + 1;
    for (size_t i = 0; i < count; i++) {
        const char *name = files[i] + prefix;
        if (try_match(search, search->input, name, files[i], err) != 0 ||
            try_match(search, search->output, name, files[i], err) != 0)
            return -1;
    }
    return 0;
}

static bool is_number(const char *text)
{
    return *text && strspn(text, "0123456789") == strlen(text);
}

static int compare_numbers(const char *left, const char *right)
{
    left += strspn(left, "0");
    right += strspn(right, "0");
    size_t left_digits = strlen(left), right_digits = strlen(right);
    if (left_digits != right_digits)
        return left_digits < right_digits ? -1 : 1;
    return strcmp(left, right);
}

/* Texts before numbers, as DMOJ sorts them; "01" and "1" are the same. */
static int compare_keys(const char *left, const char *right)
{
    if (is_number(left) != is_number(right))
        return is_number(left) ? 1 : -1;
    return is_number(left) ? compare_numbers(left, right) : strcmp(left, right);
}

/* A case of its own stands where a batch of its number would. */
static int compare_found(const void *a, const void *b)
{
    const struct found *left = a, *right = b;
    int order = compare_keys(left->batch ? left->batch : left->number,
                             right->batch ? right->batch : right->number);
    if (order != 0)
        return order;
    if (!left->batch != !right->batch)
        return left->batch ? 1 : -1;
    return compare_keys(left->number, right->number);
}

/* Input and output of a case are neighbours now. */
static int join_pairs(struct search *search, struct dmoj_name *names, size_t *count_out,
                      struct err *err)
{
    size_t count = 0;
    for (size_t i = 0; i < search->count; i++) {
        const struct found *found = &search->found[i];
        bool is_same = i > 0 && compare_found(found, found - 1) == 0;
        if (!is_same)
            names[count++] = (struct dmoj_name){.batch = found->batch, .number = found->number};
        struct dmoj_name *name = &names[count - 1];
        const char **path = found->is_input ? &name->input : &name->output;
        if (*path)
            return yaml_error(search->place, err, "%.96s and %.96s are the same case",
                              fs_base_name(*path), fs_base_name(found->path));
        *path = found->path;
        bool mixes =
            count > 1 && !names[count - 2].batch != !name->batch &&
            compare_keys(names[count - 2].batch ? names[count - 2].batch : names[count - 2].number,
                         name->batch ? name->batch : name->number) == 0;
        if (mixes)
            return yaml_error(search->place, err,
                              "%.96s is a case and part of a batch of its "
                              "number",
                              fs_base_name(found->path));
    }
    *count_out = count;
    return 0;
}

int dmoj_match_names(struct dmoj *dmoj, const struct yaml *test_cases,
                     const struct dmoj_name **names_out, size_t *count_out, struct err *err)
{
    struct search search = {.dmoj = dmoj, .place = test_cases ? test_cases : dmoj->root};
    if (compile(&search, test_cases, "input_format", usual_input, &search.input, err) != 0 ||
        compile(&search, test_cases, "output_format", usual_output, &search.output, err) != 0 ||
        match_all(&search, err) != 0)
        return -1;
    struct dmoj_name *names =
        arena_alloc(&dmoj->package->scratch, (search.count + 1) * sizeof(*names));
    if (search.count > 0)
        qsort(search.found, search.count, sizeof(*search.found), compare_found);
    if (join_pairs(&search, names, count_out, err) != 0)
        return -1;
    *names_out = names;
    return 0;
}
