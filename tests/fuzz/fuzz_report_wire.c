/* Fuzz target of the reader of reports: what is taken is written and taken again as the same text;
 * what is refused leaves the report as it was. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "model/report_wire.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

static void require(bool is_true)
{
    if (!is_true)
        abort();
}

static bool pass_through(const char *text, size_t count, struct str *out)
{
    static const struct json_bounds bounds = {1 << 20, 1 << 16};
    struct arena arena = {0};
    struct json *value = NULL;
    struct err err = {0};
    struct submission_report report = {.index = 42};
    bool is_taken = false;
    if (json_parse_within("f", text, count, &bounds, &value, &err) == 0) {
        is_taken = report_from_wire(&arena, value, &report, &err) == 0;
        json_close(value);
    }
    if (is_taken) {
        struct json *again = report_to_wire(&report);
        json_write(again, false, out);
        json_close(again);
    } else {
        require(err.kind == ERR_INPUT && report.index == 42 && report.tests == NULL);
    }
    arena_done(&arena);
    return is_taken;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    struct str first = {0}, second = {0};
    if (pass_through((const char *)bytes, count, &first)) {
        require(pass_through(str_text(&first), first.count, &second));
        require(strcmp(str_text(&first), str_text(&second)) == 0);
    }
    str_done(&first);
    str_done(&second);
    return 0;
}
