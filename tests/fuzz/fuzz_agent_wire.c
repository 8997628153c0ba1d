/* Fuzz target of what the service and its agents read of one another: requests and results of runs.
 * What is taken is written and taken again as the same text. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "model/agent_wire.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

static void require(bool is_true)
{
    if (!is_true)
        abort();
}

static void write_closed(struct json *value, struct str *out)
{
    json_write(value, false, out);
    json_close(value);
}

static bool pass_request(const struct json *value, struct str *out)
{
    struct arena arena = {0};
    struct agent_request request = {.seq = -9};
    struct err err = {0};
    bool is_taken = agent_request_read(&arena, value, &request, &err) == 0;
    if (is_taken)
        write_closed(agent_request_write(&request), out);
    else
        require(err.kind == ERR_INPUT && request.seq == -9);
    arena_done(&arena);
    return is_taken;
}

static bool pass_result(const struct json *value, struct str *out)
{
    struct arena arena = {0};
    struct ran_report report = {.run_count = 9};
    struct err err = {0};
    bool is_taken = ran_report_read(&arena, value, &report, &err) == 0;
    if (is_taken)
        write_closed(ran_report_write(&report), out);
    else
        require(err.kind == ERR_INPUT && report.run_count == 9);
    arena_done(&arena);
    return is_taken;
}

static bool pass(const char *text, size_t count,
                 bool (*through)(const struct json *value, struct str *out), struct str *out)
{
    static const struct json_bounds bounds = {1 << 20, 1 << 16};
    struct json *value = NULL;
    struct err err = {0};
    if (json_parse_within("f", text, count, &bounds, &value, &err) != 0)
        return false;
    bool is_taken = through(value, out);
    json_close(value);
    return is_taken;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    bool (*const ways[])(const struct json *value, struct str *out) = {pass_request, pass_result};
    for (size_t i = 0; i < 2; i++) {
        struct str first = {0}, second = {0};
        if (pass((const char *)bytes, count, ways[i], &first)) {
            require(pass(str_text(&first), first.count, ways[i], &second));
            require(strcmp(str_text(&first), str_text(&second)) == 0);
        }
        str_done(&first);
        str_done(&second);
    }
    return 0;
}
