/* report: see report.h. One line is one write. */
#include "serve/report.h"

#include <stddef.h>
#include <string.h>
#include <time.h>

#include "base/base.h"
#include "base/json.h"
#include "base/str.h"

enum { LINE_MAX_BYTES = 16 << 10 };

static const char *const levels[] = {
    [LOG_ERROR] = "error",
    [LOG_WARN] = "warn",
    [LOG_INFO] = "info",
    [LOG_DEBUG] = "debug",
};

/* Set once at the start, as the log's level is. */
static bool is_json_wanted;
static enum log_level least_told = LOG_INFO; /* EVALX_LOG=debug is log_line's */

void report_only(enum log_level least)
{
    least_told = least;
}

void report_init(bool is_json)
{
    is_json_wanted = is_json;
}

static void add_time(struct str *out)
{
    struct timespec now;
    struct tm parts;
    char text[32];
    (void)clock_gettime(CLOCK_REALTIME, &now); /* cannot fail */
    if (gmtime_r(&now.tv_sec, &parts) == NULL ||
        strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &parts) == 0)
        return;
    str_printf(out, "%s.%03ldZ", text, now.tv_nsec / 1000000);
}

static bool is_word(const char *text)
{
    for (const char *at = text; *at != '\0'; at++) {
        unsigned char c = (unsigned char)*at;
        if (c <= ' ' || c == '"' || c == '=' || c == 0x7f)
            return false;
    }
    return *text != '\0';
}

/* A word as it is, anything else as a string of JSON, which no line break leaves. */
static void add_value(struct str *out, const char *text)
{
    if (is_word(text)) {
        str_add(out, text);
        return;
    }
    struct json *list = json_list();
    json_append_string(list, text);
    struct str quoted EV_STR = {0};
    json_write(list, false, &quoted);
    json_close(list);
    if (quoted.count > 2)
        str_add_n(out, str_text(&quoted) + 1, quoted.count - 2);
}

static void add_text_line(struct str *out, enum log_level level, const char *message,
                          const struct field *fields)
{
    add_time(out);
    str_printf(out, " %s %s", levels[level], message);
    for (; fields != NULL && fields->name != NULL; fields++) {
        if (fields->text == NULL)
            continue;
        str_printf(out, " %s=", fields->name);
        add_value(out, fields->text);
    }
}

static void add_json_line(struct str *out, enum log_level level, const char *message,
                          const struct field *fields)
{
    struct json *object = json_map();
    struct str moment EV_STR = {0};
    add_time(&moment);
    json_set_string(object, "time", str_text(&moment));
    json_set_string(object, "level", levels[level]);
    json_set_string(object, "message", message);
    for (; fields != NULL && fields->name != NULL; fields++) {
        if (fields->text != NULL)
            json_set_string(object, fields->name, fields->text);
    }
    json_write(object, false, out);
    json_close(object);
}

void report_line(enum log_level level, const char *message, const struct field *fields)
{
    struct str line EV_STR = {.maximum = LINE_MAX_BYTES};
    if (level > least_told)
        return;
    if (is_json_wanted)
        add_json_line(&line, level, message, fields);
    else
        add_text_line(&line, level, message, fields);
    for (size_t i = 0; i < line.count; i++) {
        if ((unsigned char)line.text[i] < 0x20 || line.text[i] == 0x7f)
            line.text[i] = '?';
    }
    line.maximum = LINE_MAX_BYTES + 1; /* also behind a line that was cut */
    str_add_char(&line, '\n');
    if (write(STDERR_FILENO, str_text(&line), line.count) < 0)
        return; /* nowhere is left to tell of it */
}
