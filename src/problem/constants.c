/* constants: `constants` of problem.yaml stand for their values where a file says {{name}} or
 * {{name.variant}} (2025-09, "Constants").
 *
 * They are put into test_group.yaml. Validators, included files and submissions are compiled from
 * the package as it is: a program that asks for a constant is refused by name, a package that
 * merely lists some is not. */
#include <ctype.h>
#include <string.h>

#include "problem/kattis.h"

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

/* The first constant that a text asks for, NULL where it asks for none (scratch). */
static const char *asked_for(struct package *package, const char *text)
{
    for (const char *at = strstr(text, "{{"); at; at = strstr(at + 1, "{{")) {
        const char *end;
        if (value_of(package->constants, at + 2, &end))
            return arena_string_n(&package->scratch, at, (size_t)(end - at));
    }
    return NULL;
}

static int check_files(struct package *package, const char *const *files, size_t count,
                       struct err *err)
{
    for (size_t i = 0; i < count; i++) {
        EV_STR struct str text = {0};
        if (package_read_start(package, files[i], &text, err) != 0)
            return -1;
        const char *name = asked_for(package, str_text(&text));
        if (name)
            return package_error(package, files[i], err,
                                 "constants are not put into programs: write the value instead of "
                                 "%.64s",
                                 name);
    }
    return 0;
}

static int check_program(struct package *package, const struct package_program *program,
                         struct err *err)
{
    return check_files(package, program->sources, program->source_count, err);
}

static int check_programs(struct package *package, struct err *err)
{
    const struct problem *problem = &package->problem;
    if (check_program(package, &problem->output_validator, err) != 0 ||
        check_program(package, &problem->static_validator, err) != 0)
        return -1;
    for (size_t i = 0; i < problem->input_validator_count; i++) {
        if (check_program(package, &problem->input_validators[i].program, err) != 0)
            return -1;
    }
    for (size_t i = 0; i < problem->include_count; i++) {
        const struct include_set *set = &problem->includes[i];
        if (check_files(package, set->files, set->file_count, err) != 0)
            return -1;
    }
    return 0;
}

int constants_check(struct package *package, struct err *err)
{
    const struct problem *problem = &package->problem;
    if (!package->constants)
        return 0;
    if (check_programs(package, err) != 0)
        return -1;
    for (size_t i = 0; i < problem->jury_count; i++) {
        const char *const *files;
        size_t count;
        if (package_files(package, package->jury[i].path, &files, &count, err) != 0 ||
            check_files(package, files, count, err) != 0)
            return -1;
    }
    return 0;
}
