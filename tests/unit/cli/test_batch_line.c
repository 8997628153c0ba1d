#include <string.h>

#include <criterion/criterion.h>

#include "cli/batch_line.h"

static const struct {
    const char *label, *text, *id, *message; /* one of the two */
} rows[] = {
    {"path", "{\"id\":\"a\",\"source\":\"x.c\"}", "a", NULL},
    {"number", "{\"id\":12,\"source\":\"x.c\"}", "12", NULL},
    {"negative number", "{\"id\":-1,\"source\":\"x.c\"}", "-1", NULL},
    {"code", "{\"id\":\"a\",\"code\":\"\"}", "a", NULL},
    {"other keys", "{\"id\":\"a\",\"source\":\"x.c\",\"team\":{\"name\":1}}", "a", NULL},
    {"no JSON", "{\"id\":", NULL, "f:7:1:"},
    {"no object", "[1]", NULL, "f:7: \"id\" must be there"},
    {"no id", "{\"source\":\"x.c\"}", NULL, "f:7: \"id\" must be there"},
    {"empty id", "{\"id\":\"\",\"source\":\"x.c\"}", NULL, "f:7: \"id\" must be there"},
    {"fraction", "{\"id\":1.5,\"source\":\"x.c\"}", NULL, "f:7: \"id\" must be there"},
    {"huge id", "{\"id\":1e300,\"source\":\"x.c\"}", NULL, "f:7: \"id\" must be there"},
    {"nothing to judge", "{\"id\":1}", NULL, "f:7: \"source\" (a path)"},
    {"source is a list", "{\"id\":1,\"source\":[]}", NULL, "f:7: \"source\" is not a text"},
    {"standard input", "{\"id\":1,\"source\":\"-\"}", NULL, "f:7: \"source\": standard input"},
};

Test(batch_line, lines_are_taken_or_told)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct arena arena = {0};
        struct str text = {0};
        struct batch_line line = {0};
        struct err err = {0};
        str_add(&text, rows[i].text);
        int status = batch_line_parse("f", 7, &text, &arena, &line, &err);
        if (rows[i].id != NULL) {
            cr_expect_eq(status, 0, "%s: %s", rows[i].label, err.msg);
            cr_expect(line.id != NULL && strcmp(line.id, rows[i].id) == 0, "%s", rows[i].label);
        } else {
            cr_expect_eq(status, -1, "%s", rows[i].label);
            cr_expect_eq(err.kind, ERR_INPUT, "%s", rows[i].label);
            cr_expect(str_starts_with(err.msg, rows[i].message), "%s: %s", rows[i].label, err.msg);
        }
        str_done(&text);
        arena_done(&arena);
    }
}
