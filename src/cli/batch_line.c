#include "cli/batch_line.h"

#include <math.h>
#include <string.h>

#include "base/json.h"

static const double WHOLE_MOST = 9007199254740992.0; /* 2^53: above, a double skips numbers */

static void close_json(struct json **value)
{
    json_close(*value);
}

/* *text_out is NULL where the key is absent or null. */
static int take_text(const struct json *object, const char *key, struct arena *arena,
                     const char **text_out, struct err *err)
{
    const struct json *value = json_get(object, key);
    const char *text = value != NULL ? json_text(value) : NULL;
    if (value != NULL && text == NULL)
        return err_set(err, ERR_INPUT, "\"%s\" is not a text", key);
    *text_out = text != NULL ? arena_string(arena, text) : NULL;
    return 0;
}

/* A text or a whole number. */
static int take_id(const struct json *object, struct arena *arena, const char **id_out,
                   struct err *err)
{
    double number;
    const struct json *value = json_get(object, "id");
    const char *text = value != NULL ? json_text(value) : NULL;
    if (text != NULL && text[0] != '\0') {
        *id_out = arena_string(arena, text);
        return 0;
    }
    if (value == NULL || !json_number(value, &number) || floor(number) != number ||
        fabs(number) > WHOLE_MOST)
        return err_set(err, ERR_INPUT, "\"id\" must be there, a text or a whole number");
    *id_out = arena_printf(arena, "%.0f", number);
    return 0;
}

static int take_all(const struct json *object, struct arena *arena, struct batch_line *line,
                    struct err *err)
{
    if (take_id(object, arena, &line->id, err) != 0 ||
        take_text(object, "source", arena, &line->source, err) != 0 ||
        take_text(object, "code", arena, &line->code, err) != 0 ||
        take_text(object, "language", arena, &line->language, err) != 0 ||
        take_text(object, "problem", arena, &line->problem, err) != 0 ||
        take_text(object, "user", arena, &line->user, err) != 0)
        return -1;
    if (line->source == NULL && line->code == NULL)
        return err_set(err, ERR_INPUT, "\"source\" (a path) or \"code\" (a text) must be there");
    if (line->source != NULL && strcmp(line->source, "-") == 0)
        return err_set(err, ERR_INPUT, "\"source\": standard input is no submission of a batch");
    return 0;
}

int batch_line_parse(const char *name, size_t number, const struct str *text, struct arena *arena,
                     struct batch_line *line_out, struct err *err)
{
    EV_CLEANUP(close_json) struct json *object = NULL;
    struct batch_line line = {0};
    const char *place = arena_printf(arena, "%s:%zu", name, number);
    if (text->is_cut)
        return err_set(err, ERR_INPUT, "%s: the line is longer than 16 MiB", place);
    if (json_parse(place, str_text(text), text->count, &object, err) != 0)
        return -1;
    if (take_all(object, arena, &line, err) != 0)
        return err_wrap(err, "%s", place);
    *line_out = line;
    return 0;
}
