/* polygon_jury: solutions and their tags. A tag speaks of the verdicts of single tests: "wrong
 * answer" means that at least one test gets it and that no test gets anything but it or OK. */
#include <math.h>
#include <string.h>

#include "problem/polygon.h"

#define AC VERDICT_BIT(VERDICT_ACCEPTED)
#define SLOW VERDICT_BITS_SLOW
#define MLE VERDICT_BIT(VERDICT_MEMORY_LIMIT)
#define WRONG (VERDICT_BIT(VERDICT_WRONG_ANSWER) | VERDICT_BIT(VERDICT_NO_OUTPUT))
#define PARTIAL VERDICT_BIT(VERDICT_PARTIAL)
#define JE VERDICT_BIT(VERDICT_JUDGE_ERROR)

/* Standard checkers that the default validator stands for know no presentation error. */
#define PE (VERDICT_BIT(VERDICT_PRESENTATION_ERROR) | WRONG)

enum tag_mark { IS_ACCEPTED = 1, IS_MAIN = 2, IS_TOO_SLOW = 4, IS_NOT_RUN = 8 };

static const struct tag {
    const char *name;
    unsigned permitted, required;
    unsigned marks;
} tags[] = {
    {"main", AC, 0, IS_ACCEPTED | IS_MAIN},
    {"accepted", AC, 0, IS_ACCEPTED},
    {"wrong-answer", AC | PARTIAL | WRONG, PARTIAL | WRONG, 0},
    {"presentation-error", AC | PE, PE, 0},
    {"time-limit-exceeded", AC | SLOW, SLOW, IS_TOO_SLOW},
    {"time-limit-exceeded-or-accepted", AC | SLOW, 0, 0},
    {"memory-limit-exceeded", AC | MLE, MLE, 0},
    {"time-limit-exceeded-or-memory-limit-exceeded", AC | SLOW | MLE, SLOW | MLE, 0},
    {"rejected", VERDICT_BITS_ANY, VERDICT_BITS_REJECTED, 0},
    {"failed", VERDICT_BITS_ANY | JE, JE, 0},
    {"runtime-error", AC | VERDICT_BITS_CRASH, VERDICT_BITS_CRASH, 0},
    {"do-not-run", 0, 0, IS_NOT_RUN},
};

static const struct tag *find_tag(const char *name)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(tags); i++) {
        if (strcmp(tags[i].name, name) == 0)
            return &tags[i];
    }
    return NULL;
}

static struct jury_rule rule_of(struct package *package, const struct xml *node,
                                const struct tag *tag, const char *group)
{
    return (struct jury_rule){
        .tests = group,
        .permitted = tag->permitted,
        .required = tag->required,
        .least_score = NAN,
        .most_score = NAN,
        .origin =
            arena_printf(&package->problem.arena, "problem.xml:%d: %s", node->line, tag->name),
    };
}

static int tag_of(const struct xml *node, const struct tag **tag_out, struct err *err)
{
    const char *name = xml_attribute(node, "tag");
    *tag_out = find_tag(name ? name : "");
    return *tag_out ? 0 : xml_error(node, err, "the tag '%.64s' is not known", name ? name : "");
}

/* The tag of the solution and those that it has for single groups. */
static int read_rules(struct package *package, const struct xml *node, const struct tag *tag,
                      struct jury_submission *submission, struct err *err)
{
    const struct xml *extra = xml_child(node, "extra-tags");
    size_t most = 1 + (extra ? extra->child_count : 0);
    struct jury_rule *rules = arena_alloc(&package->problem.arena, most * sizeof(*rules));
    size_t count = 0;
    if (tag->permitted)
        rules[count++] = rule_of(package, node, tag, NULL);
    for (size_t i = 0; extra && i < extra->child_count; i++) {
        const char *group = xml_attribute(extra->children[i], "group");
        const char *testset = xml_attribute(extra->children[i], "testset");
        const struct tag *own;
        if (tag_of(extra->children[i], &own, err) != 0)
            return -1;
        bool is_ours = !testset || strcmp(testset, "tests") == 0;
        if (group && *group && is_ours && own->permitted)
            rules[count++] = rule_of(package, extra->children[i], own, group);
    }
    submission->rules = rules;
    submission->rule_count = count;
    return 0;
}

static int add(struct package *package, const struct xml *node, const char *path,
               const struct tag *tag, struct err *err)
{
    struct jury_submission submission = {
        .path = path,
        .folder = "",
        .language = xml_attribute(xml_child(node, "source"), "type"),
        .is_for_time_limit = tag->marks & IS_ACCEPTED,
        .is_main = tag->marks & IS_MAIN,
        .is_too_slow = tag->marks & IS_TOO_SLOW,
        .is_not_run = tag->marks & IS_NOT_RUN,
    };
    struct words accepted = collect_accepted();
    if (tag->marks & IS_ACCEPTED) {
        submission.expected = accepted.items;
        submission.expected_count = accepted.count;
    }
    if (read_rules(package, node, tag, &submission, err) != 0)
        return -1;
    collect_jury(package, &submission);
    return 0;
}

static int read_solution(struct package *package, const struct xml *node, struct err *err)
{
    const char *path = xml_attribute(xml_child(node, "source"), "path");
    const struct tag *tag;
    struct entry entry;
    if (!path)
        return xml_error(node, err, "a solution without <source path=...>");
    if (tag_of(node, &tag, err) != 0 || package_look(package, path, &entry, err) != 0)
        return -1;
    if (entry.kind == ENTRY_NONE) {
        package_warn(package, path, "a solution of problem.xml that is not in the package");
        return 0;
    }
    return add(package, node, path, tag, err);
}

int polygon_read_jury(struct package *package, const struct xml *root, struct err *err)
{
    const struct xml *solutions = xml_child(xml_child(root, "assets"), "solutions");
    for (size_t i = 0; solutions && i < solutions->child_count; i++) {
        const struct xml *node = solutions->children[i];
        if (strcmp(node->name, "solution") == 0 && read_solution(package, node, err) != 0)
            return -1;
    }
    return 0;
}
