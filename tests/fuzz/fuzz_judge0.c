/* Fuzz target of submissions in Judge0's shapes, JSON or forms: whatever is taken can be asked of
 * an agent, makes a result of any output, and is told with all its fields. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "serve/judge0.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

static void require(bool is_true)
{
    if (!is_true)
        abort();
}

/* The input itself is also what the program has printed. */
static void go_on(const struct server *server, struct json *stored, const uint8_t *bytes,
                  size_t count)
{
    struct arena arena = {0};
    struct str text = {0}, result_text = {0};
    struct agent_request request;
    struct err err = {0};
    json_write(stored, false, &text);
    struct job job = {.request = str_text(&text), .request_count = text.count, .state = JOB_DONE};
    require(judge0_request(&job, &arena, &request, &err) == 0);
    require(request.run_count == 1 && request.repeats >= 1 && request.repeats <= JUDGE0_RUNS_MOST);
    require(request.limits.cpu_ns > 0 && request.limits.memory_bytes > 0);
    const struct run_report run = {.output = (const char *)bytes, .output_count = count};
    const struct ran_report ran = {.runs = &run, .run_count = 1, .compile = {.is_ok = true}};
    struct json *result = judge0_result(&job, &ran);
    json_write(result, false, &result_text);
    job.result = str_text(&result_text);
    job.result_count = result_text.count;
    for (int encoding = JUDGE0_AS_TEXT; encoding <= JUDGE0_ONE_LINE; encoding++) {
        struct json *view = judge0_view(server, &job, UINT64_MAX, (enum judge0_encoding)encoding);
        require(view != NULL || encoding == JUDGE0_AS_TEXT);
        json_close(view);
    }
    json_close(result);
    str_done(&text);
    str_done(&result_text);
    arena_done(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    static const struct json_bounds bounds = {1 << 20, 1 << 16};
    static const struct serve_options options = {0};
    const struct server server = {.options = &options};
    EV_CLEANUP(arena_done) struct arena arena = {0};
    struct json *value = NULL;
    struct err err = {0};
    if (json_parse_within("f", (const char *)bytes, count, &bounds, &value, &err) != 0)
        value = judge0_read_form(&arena, (const char *)bytes, count);
    if (value == NULL)
        return 0;
    for (int is_base64 = 0; is_base64 <= 1; is_base64++) {
        struct json *errors = NULL;
        struct json *stored = judge0_read(&server, value, is_base64 == 1, &errors);
        require((stored == NULL) == (errors != NULL));
        if (stored != NULL)
            go_on(&server, stored, bytes, count);
        json_close(stored);
        json_close(errors);
    }
    json_close(value);
    return 0;
}
