/* Fuzz target of what a request line and its headers say: paths by their patterns, ranges. The
 * first byte says which. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "serve/api.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

static void require(bool is_true)
{
    if (!is_true)
        abort();
}

/* What {..} stood for is there, without a slash, and part of the path. */
static void check_path(const char *path)
{
    static const char *const patterns[] = {"/v1/submissions/{id}/hints", "/v1/{a}/{b}/{c}",
                                           "/{rest*}", "/health", "/v1/queue/dead"};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(patterns); i++) {
        struct arena arena = {0};
        const char *parameters[HTTP_PARAMETERS_MAX] = {0};
        bool is_rest = strchr(patterns[i], '*') != NULL;
        if (route_fits(patterns[i], path, &arena, parameters)) {
            for (size_t k = 0; k < HTTP_PARAMETERS_MAX && parameters[k] != NULL; k++) {
                require(parameters[k][0] != '\0' && strstr(path, parameters[k]) != NULL);
                require(is_rest || strchr(parameters[k], '/') == NULL);
            }
        }
        arena_done(&arena);
    }
}

/* A range is inside the file, and not empty. */
static void check_range(const char *text)
{
    static const uint64_t sizes[] = {0, 1, 100, UINT64_MAX / 2};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(sizes); i++) {
        uint64_t first = 7, length = 7;
        bool is_beyond = false;
        if (blob_read_range(text, sizes[i], &first, &length, &is_beyond))
            require(!is_beyond && length > 0 && first < sizes[i] && length <= sizes[i] - first);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    if (count == 0)
        return 0;
    char *text = calloc(1, count);
    require(text != NULL);
    memcpy(text, bytes + 1, count - 1); /* calloc's last byte ends it */
    if (bytes[0] & 1)
        check_path(text);
    else
        check_range(text);
    free(text);
    return 0;
}
