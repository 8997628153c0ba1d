/* dmoj_signature: signature graders, where a submission is functions without a main:
 *
 *      signature_grader: {entry: FILE, header: FILE, allow_main: false}
 *
 * DMOJ compiles the entry as a source of the submission's language, the header beside it and the
 * submission, with the header included and `main` renamed in front. C and C++ only. */
#include <string.h>

#include "base/fs.h"
#include "problem/dmoj.h"
#include "problem/private_copy.h"

static const char folder[] = "evalx-signature";

/* Of the C family; all but those of C take the entry as a file of C++. */
static const char *const languages[] = {"cpp",     "cpp11", "cpp14", "cpp17", "cpp23",
                                        "clang++", "c",     "c11",   "c99",   "clang"};
static const char *const c_languages[] = {"c", "c11", "c99", "clang"};
static const char *const options[] = {"-DSIGNATURE_GRADER"};

struct signature {
    struct dmoj *dmoj;
    const char *header; /* base name */
    const char *prefix;
    struct str entry_text, header_text;
};

static void signature_done(struct signature *signature)
{
    str_done(&signature->entry_text);
    str_done(&signature->header_text);
}

static int read_part(struct signature *signature, const struct yaml *node, const char *key,
                     struct str *out, const char **name_out, struct err *err)
{
    const struct yaml *value = yaml_get(node, key);
    const char *path;
    if (!value)
        return yaml_error(node, err, "signature_grader: %s is missing", key);
    if (dmoj_find_file(signature->dmoj, value, &path, err) != 0 ||
        package_read(signature->dmoj->package, path, out, err) != 0)
        return -1;
    *name_out = fs_base_name(path);
    return 0;
}

static int write_part(struct signature *signature, const char *name, const struct str *text,
                      const char **path_out, struct err *err)
{
    struct problem *problem = &signature->dmoj->package->problem;
    *path_out = arena_printf(&problem->arena, "%s/%s", folder, name);
    return fs_write_atomic(problem->dir_fd, *path_out, str_text(text), text->count, 0644, err);
}

/* The entry and the header in a folder of a private package. */
static int write_set(struct signature *signature, const char *entry, struct include_set *set_out,
                     struct err *err)
{
    struct problem *problem = &signature->dmoj->package->problem;
    const char **files = arena_alloc(&problem->arena, 2 * sizeof(*files));
    if (write_part(signature, signature->header, &signature->header_text, &files[0], err) != 0 ||
        write_part(signature, entry, &signature->entry_text, &files[1], err) != 0)
        return -1;
    *set_out = (struct include_set){
        .folder = folder,
        .files = files,
        .file_count = 2,
        .entry = entry,
        .is_short_named = true,
        .prefix = signature->prefix,
        .options = options,
        .option_count = EV_ARRAY_LENGTH(options),
    };
    return 0;
}

static int write_sets(struct signature *signature, struct err *err)
{
    struct problem *problem = &signature->dmoj->package->problem;
    size_t c_count = EV_ARRAY_LENGTH(c_languages);
    struct include_set *sets = arena_alloc(&problem->arena, (c_count + 1) * sizeof(*sets));
    struct include_set of_c;
    if (fs_make_dirs(problem->dir_fd, folder, 0755, err) != 0 ||
        write_set(signature, "signature-entry.c", &of_c, err) != 0 ||
        write_set(signature, "signature-entry.cpp", &sets[c_count], err) != 0)
        return -1;
    for (size_t i = 0; i < c_count; i++) {
        sets[i] = of_c;
        sets[i].language = c_languages[i];
    }
    problem->includes = sets;
    problem->include_count = c_count + 1;
    problem->languages = languages;
    problem->language_count = EV_ARRAY_LENGTH(languages);
    return 0;
}

int dmoj_read_signature(struct dmoj *dmoj, struct err *err)
{
    const struct yaml *node = yaml_get(dmoj->root, "signature_grader");
    const struct yaml *main_node = yaml_get(node, "allow_main");
    EV_CLEANUP(signature_done) struct signature signature = {.dmoj = dmoj};
    const char *entry;
    bool is_main_allowed = false;
    if (yaml_is_null(node))
        return 0;
    if (node->kind != YAML_MAP)
        return yaml_error(node, err, "signature_grader: expected a map: entry, header");
    if ((main_node && yaml_bool(main_node, &is_main_allowed, err) != 0) ||
        read_part(&signature, node, "entry", &signature.entry_text, &entry, err) != 0 ||
        read_part(&signature, node, "header", &signature.header_text, &signature.header, err) != 0)
        return -1;
    signature.prefix =
        arena_printf(&dmoj->package->problem.arena, "#include \"%s\"\n%s#line 1\n",
                     signature.header, is_main_allowed ? "" : "#define main main_of_submission\n");
    return package_make_private(dmoj->package, err) == 0 ? write_sets(&signature, err) : -1;
}
