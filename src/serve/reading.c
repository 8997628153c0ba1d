/* reading: see reading.h. */
#include "serve/reading.h"

#include <string.h>

static bool is_known(const char *key, const char *const *keys)
{
    while (*keys != NULL && strcmp(*keys, key) != 0)
        keys++;
    return *keys != NULL;
}

int read_object(const struct json *value, const char *what, const char *const *keys,
                struct err *err)
{
    if (!json_is_map(value))
        return err_set(err, ERR_INPUT, "%s: an object is wanted", what);
    for (const char *key = json_next_key(value, NULL); key != NULL;
         key = json_next_key(value, key)) {
        if (!is_known(key, keys))
            return err_set(err, ERR_INPUT, "%s: '%.64s': unknown key", what, key);
    }
    return 0;
}

int read_text(const struct json *object, const char *key, size_t bytes_most, const char **text_out,
              struct err *err)
{
    const struct json *value = json_get(object, key);
    *text_out = NULL;
    if (json_is_null(value))
        return 0;
    const char *text = json_text(value);
    if (text == NULL)
        return err_set(err, ERR_INPUT, "%s: text is wanted", key);
    if (strlen(text) > bytes_most)
        return err_set(err, ERR_INPUT, "%s: longer than %zu bytes", key, bytes_most);
    *text_out = text;
    return 0;
}

int read_word(const struct json *object, const char *key, size_t bytes_most, const char **text_out,
              struct err *err)
{
    if (read_text(object, key, bytes_most, text_out, err) != 0)
        return -1;
    for (const char *at = *text_out; at != NULL && *at != '\0'; at++) {
        if ((unsigned char)*at < 0x20 || *at == 0x7f)
            return err_set(err, ERR_INPUT, "%s: a control character in it", key);
    }
    return 0;
}

int read_whole(const struct json *object, const char *key, int64_t least, int64_t most,
               int64_t *value_out, struct err *err)
{
    const struct json *value = json_get(object, key);
    int64_t number;
    if (json_is_null(value))
        return 0;
    if (!json_whole(value, &number) || number < least || number > most)
        return err_set(err, ERR_INPUT, "%s: a whole number from %lld to %lld is wanted", key,
                       (long long)least, (long long)most);
    *value_out = number;
    return 0;
}

int read_flag(const struct json *object, const char *key, bool *value_out, struct err *err)
{
    const struct json *value = json_get(object, key);
    if (json_is_null(value) || json_flag(value, value_out))
        return 0;
    return err_set(err, ERR_INPUT, "%s: true or false is wanted", key);
}

int read_list(const struct json *object, const char *key, size_t most, const struct json **list_out,
              struct err *err)
{
    const struct json *value = json_get(object, key);
    *list_out = NULL;
    if (json_is_null(value))
        return 0;
    if (!json_is_list(value))
        return err_set(err, ERR_INPUT, "%s: a list is wanted", key);
    if (json_count(value) > most)
        return err_set(err, ERR_INPUT, "%s: more than %zu of them", key, most);
    *list_out = value;
    return 0;
}
