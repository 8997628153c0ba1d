/* constants: `constants` of problem.yaml stand for their values where a file says {{name}} or
 * {{name.variant}} (2025-09, "Constants").
 *
 * They are put into test_group.yaml while it is read. Validators, included files and submissions
 * are compiled from files: where one of them asks for a constant, the package becomes a private
 * copy, in which these files have the values. */
#include <ctype.h>
#include <fcntl.h>
#include <string.h>

#include "base/fs.h"
#include "problem/kattis.h"
#include "problem/private_copy.h"

static bool is_name(const char *text)
{
    if (!isalpha((unsigned char)*text) && *text != '_')
        return false;
    while (isalnum((unsigned char)*text) || *text == '_')
        text++;
    return *text == '\0';
}

static int check_variants(const struct yaml *value, struct err *err)
{
    if (!yaml_get(value, "value"))
        return yaml_error(value, err, "constants: the key 'value' is missing");
    for (size_t i = 0; i < value->count; i++) {
        if (value->items[i]->kind != YAML_SCALAR)
            return yaml_error(value->items[i], err, "constants: expected a number or a text");
    }
    return 0;
}

int kattis_read_constants(void *context, const struct yaml *value, struct err *err)
{
    struct package *package = context;
    if (yaml_is_null(value))
        return 0;
    if (value->kind != YAML_MAP)
        return yaml_error(value, err, "constants: expected a map of names to values");
    for (size_t i = 0; i < value->count; i++) {
        const struct yaml *item = value->items[i];
        if (!is_name(value->keys[i]->text))
            return yaml_error(value->keys[i], err,
                              "constants: '%.64s': a name has letters, digits and _ only",
                              value->keys[i]->text);
        if (item->kind == YAML_LIST)
            return yaml_error(item, err, "constants: expected a number or a text");
        if (item->kind == YAML_MAP && check_variants(item, err) != 0)
            return -1;
    }
    package->constants = value;
    return 0;
}

static bool is_value(const char *variant, size_t length)
{
    static const char word[] = "value";
    return length == sizeof(word) - 1 && strncmp(variant, word, length) == 0;
}

/* What "name}}" or "name.variant}}" stands for, NULL where it is no constant. *end_out is behind
 * the braces. */
static const char *value_of(const struct yaml *constants, const char *word, const char **end_out)
{
    size_t name_length = strcspn(word, ".}{ \n");
    const char *variant = word[name_length] == '.' ? word + name_length + 1 : "value";
    const char *end = word + strcspn(word, "} \n");
    size_t variant_length = word[name_length] == '.' ? (size_t)(end - variant) : strlen(variant);
    if (strncmp(end, "}}", 2) != 0)
        return NULL;
    for (size_t i = 0; i < constants->count; i++) {
        const char *name = constants->keys[i]->text;
        const struct yaml *value = constants->items[i];
        if (strlen(name) != name_length || strncmp(name, word, name_length) != 0)
            continue;
        *end_out = end + 2;
        if (value->kind == YAML_SCALAR)
            return is_value(variant, variant_length) ? value->text : NULL;
        for (size_t k = 0; k < value->count; k++) {
            if (strlen(value->keys[k]->text) == variant_length &&
                strncmp(value->keys[k]->text, variant, variant_length) == 0)
                return value->items[k]->text;
        }
    }
    return NULL;
}

void constants_put(const struct package *package, const char *text, struct str *out)
{
    str_clear(out);
    for (const char *at = text; *at;) {
        const char *end;
        const char *value = package->constants && strncmp(at, "{{", 2) == 0
                                ? value_of(package->constants, at + 2, &end)
                                : NULL;
        if (value) {
            str_add(out, value);
            at = end;
        } else {
            str_add_char(out, *at++);
        }
    }
}

static bool asks_for_one(const struct package *package, const char *text)
{
    for (const char *at = strstr(text, "{{"); at; at = strstr(at + 1, "{{")) {
        const char *end;
        if (value_of(package->constants, at + 2, &end))
            return true;
    }
    return false;
}

/* A file that is no text is left alone. */
static int fill_file(struct package *package, const char *path, struct err *err)
{
    EV_STR struct str text = {0};
    EV_STR struct str filled = {0};
    if (package_read_start(package, path, &text, err) != 0)
        return -1;
    if (strlen(str_text(&text)) != text.count || !asks_for_one(package, str_text(&text)))
        return 0;
    if (package_read(package, path, &text, err) != 0 || package_make_private(package, err) != 0)
        return -1;
    constants_put(package, str_text(&text), &filled);
    EV_FD int fd = fs_open_beneath(package->problem.dir_fd, path, O_WRONLY | O_TRUNC | O_CLOEXEC);
    if (fd < 0 || fs_write_all(fd, str_text(&filled), filled.count) != 0)
        return err_sys(err, ERR_JUDGE, "%s: put constants in", path);
    return 0;
}

static int fill_files(struct package *package, const char *const *files, size_t count,
                      struct err *err)
{
    for (size_t i = 0; i < count; i++) {
        if (fill_file(package, files[i], err) != 0)
            return -1;
    }
    return 0;
}

static int fill_program(struct package *package, const struct package_program *program,
                        struct err *err)
{
    if (fill_files(package, program->companions, program->companion_count, err) != 0)
        return -1;
    return fill_files(package, program->sources, program->source_count, err);
}

static int fill_validators(struct package *package, const struct input_validator *validators,
                           size_t count, struct err *err)
{
    for (size_t i = 0; i < count; i++) {
        if (fill_program(package, &validators[i].program, err) != 0)
            return -1;
    }
    return 0;
}

static int fill_programs(struct package *package, struct err *err)
{
    const struct problem *problem = &package->problem;
    if (fill_program(package, &problem->output_validator, err) != 0 ||
        fill_program(package, &problem->static_validator, err) != 0 ||
        fill_validators(package, problem->input_validators, problem->input_validator_count, err) !=
            0 ||
        fill_validators(package, problem->answer_validators, problem->answer_validator_count,
                        err) != 0)
        return -1;
    for (size_t i = 0; i < problem->include_count; i++) {
        const struct include_set *set = &problem->includes[i];
        if (fill_files(package, set->files, set->file_count, err) != 0)
            return -1;
    }
    return 0;
}

int constants_fill(struct package *package, struct err *err)
{
    const struct problem *problem = &package->problem;
    if (!package->constants)
        return 0;
    if (fill_programs(package, err) != 0)
        return -1;
    for (size_t i = 0; i < problem->jury_count; i++) {
        const char *const *files;
        size_t count;
        if (package_files(package, package->jury[i].path, &files, &count, err) != 0 ||
            fill_files(package, files, count, err) != 0)
            return -1;
    }
    return 0;
}
