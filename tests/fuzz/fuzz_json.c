/* Fuzz target of the JSON reader and writer: what was read and written is read and written again as
 * the same text; the bytes as a string make valid JSON whatever they are. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

static void require(bool is_true)
{
    if (!is_true)
        abort();
}

/* Reads `text` and writes it to `out`; false where it is refused. */
static bool pass_through(const char *text, size_t count, struct str *out)
{
    struct json *value = NULL;
    struct err err = {0};
    if (json_parse("f", text, count, &value, &err)) {
        require(value == NULL && err.kind == ERR_INPUT && strncmp(err.msg, "f:", 2) == 0);
        return false;
    }
    json_write(value, false, out);
    json_close(value);
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    struct str first = {0}, second = {0}, string = {0}, again = {0};
    if (pass_through((const char *)bytes, count, &first)) {
        require(pass_through(str_text(&first), first.count, &second));
        require(strcmp(str_text(&first), str_text(&second)) == 0);
    }
    struct json *map = json_map();
    json_set_string_n(map, "k", (const char *)bytes, count);
    json_write(map, true, &string);
    json_close(map);
    /* \u0000 is written, so that nothing is lost, but never read. */
    if (!memchr(bytes, '\0', count))
        require(pass_through(str_text(&string), string.count, &again));
    str_done(&first);
    str_done(&second);
    str_done(&string);
    str_done(&again);
    return 0;
}
