/* dmoj_arguments: args_format_string, the command line of a checker or interactor of the package's
 * own: words as a shell has them, and in them {input_file}, {output_file}, {answer_file}. */
#include <string.h>

#include "problem/dmoj.h"

enum { TEXT_MAX = 4096 };

static const char *const places[] = {"{input_file}", "{output_file}", "{answer_file}"};

static size_t place_length(const char *at)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(places); i++) {
        if (str_starts_with(at, places[i]))
            return strlen(places[i]);
    }
    return 0;
}

/* Braces are doubled, or stand around one of the names. */
static const char *wrong_brace(const char *text)
{
    for (const char *at = text; *at;) {
        bool is_brace = *at == '{' || *at == '}';
        size_t length = is_brace && at[1] == at[0] ? 2 : place_length(at);
        if (is_brace && length == 0)
            return at;
        at += length ? length : 1;
    }
    return NULL;
}

int dmoj_read_arguments(struct dmoj *dmoj, const struct yaml *map, struct package_program *program,
                        struct err *err)
{
    const struct yaml *node = yaml_get(map, "args_format_string");
    struct words words;
    const char *text;
    if (!node || yaml_is_null(node))
        return 0;
    if (yaml_string(node, &text, err) != 0)
        return -1;
    const char *wrong = wrong_brace(text);
    if (wrong)
        return yaml_error(node, err,
                          "args_format_string: '%.32s': only {input_file}, {output_file} and "
                          "{answer_file} are known",
                          wrong);
    if (strlen(text) > TEXT_MAX || !words_split_quoted(dmoj->package, text, &words))
        return yaml_error(node, err,
                          "args_format_string: a quote is not closed, or more than %d bytes",
                          (int)TEXT_MAX);
    program->arguments = words.items;
    program->argument_count = words.count;
    return 0;
}
