/* messages: what a compiler says, in the user's names and safe for a terminal. See lang.h. */
#include <string.h>

#include "base/str.h"
#include "lang/internal.h"

struct text {
    const char *start, *at, *end;
};

static bool starts_with(const struct text *text, const char *what, size_t count)
{
    return count > 0 && (size_t)(text->end - text->at) >= count &&
           memcmp(text->at, what, count) == 0;
}

static bool is_name_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c && strchr("_-.$", c)) || (unsigned char)c >= 0x80;
}

/* The user's name where a name of ours stands as a whole; NULL elsewhere. */
static const char *user_name_at(const struct build_plan *plan, const struct text *text,
                                size_t *length_out)
{
    if (text->at > text->start && is_name_byte(text->at[-1]))
        return NULL;
    for (size_t i = 0; i < plan->file_count; i++) {
        const char *ours = plan->files[i].name;
        size_t length = strlen(ours);
        bool is_renamed = strcmp(ours, plan->renamed_from[i]) != 0;
        if (!is_renamed || !starts_with(text, ours, length))
            continue;
        bool goes_on = text->at + length < text->end && is_name_byte(text->at[length]);
        if (goes_on)
            continue;
        *length_out = length;
        return plan->renamed_from[i];
    }
    return NULL;
}

static void add_byte(struct str *out, char byte)
{
    unsigned char value = (unsigned char)byte;
    bool is_control = (value < 0x20 && byte != '\n' && byte != '\t') || value == 0x7f;
    if (is_control)
        str_printf(out, "\\x%02x", value);
    else
        str_add_char(out, byte);
}

static bool skip_folder(struct text *text, const char *folder)
{
    size_t length = strlen(folder);
    bool is_path = starts_with(text, folder, length) && text->at + length < text->end &&
                   text->at[length] == '/';
    if (is_path)
        text->at += length + 1;
    return is_path;
}

const char *build_messages(struct arena *arena, const struct build_plan *plan,
                           const char *work_path, const char *text, size_t count,
                           size_t maximum_bytes)
{
    if (maximum_bytes == 0)
        return "";
    EV_STR struct str out = {.maximum = maximum_bytes};
    struct text rest = {text, text, text + count};
    while (rest.at < rest.end && !out.is_cut) {
        size_t length = 0;
        if (skip_folder(&rest, work_path))
            continue;
        const char *name = user_name_at(plan, &rest, &length);
        if (name) {
            str_add(&out, name);
            rest.at += length;
            continue;
        }
        add_byte(&out, *rest.at++);
    }
    return arena_string(arena, str_text(&out));
}
