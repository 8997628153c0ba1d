/* err: see err.h. */
#include "base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const int exit_codes[] = {
    [ERR_NONE] = 0,  [ERR_USAGE] = 2,   [ERR_INPUT] = 3,
    [ERR_JUDGE] = 4, [ERR_SERVICE] = 5, [ERR_INTERRUPTED] = 130,
};

/* A message is one line whatever a file name holds. */
static void make_one_line(char *text)
{
    for (; *text; text++) {
        if ((unsigned char)*text < 0x20 || *text == 0x7f)
            *text = '?';
    }
}

/* At most `most` bytes, which "..." ends where something is missing; never half a character. */
static void cut(char *text, size_t most)
{
    static const char mark[] = "...";
    if (strlen(text) <= most)
        return;
    size_t end = most - strlen(mark);
    while (end > 0 && ((unsigned char)text[end] & 0xc0) == 0x80)
        end--;
    memcpy(text + end, mark, sizeof(mark));
}

/* `text` is not err's own buffer, since an argument may be the message so far. */
struct text {
    char bytes[2 * ERR_MESSAGE_MAX];
};

static void format_into(struct text *text, const char *format, va_list args)
{
    (void)vsnprintf(text->bytes, sizeof(text->bytes), format, args); /* cut() sees what is over */
    make_one_line(text->bytes);
}

static void message_set(struct err *err, struct text *text, const char *cause)
{
    cut(text->bytes, ERR_MESSAGE_MAX - 1 - strlen(cause));
    size_t length = strlen(text->bytes);
    memcpy(err->msg, text->bytes, length);
    memcpy(err->msg + length, cause, strlen(cause) + 1);
}

int err_set(struct err *err, enum err_kind kind, const char *format, ...)
{
    if (!err)
        return -1;
    struct text text;
    va_list args;
    va_start(args, format);
    format_into(&text, format, args);
    va_end(args);
    message_set(err, &text, "");
    err->kind = kind;
    err->sys_errno = 0;
    return -1;
}

int err_sys(struct err *err, enum err_kind kind, const char *format, ...)
{
    int number = errno;
    if (!err)
        return -1;
    struct text text;
    va_list args;
    va_start(args, format);
    format_into(&text, format, args);
    va_end(args);
    char cause[ERR_MESSAGE_MAX / 4];
    (void)snprintf(cause, sizeof(cause), ": %s", strerror(number)); /* all are far shorter */
    message_set(err, &text, cause);
    err->kind = kind;
    err->sys_errno = number;
    return -1;
}

int err_wrap(struct err *err, const char *format, ...)
{
    enum { MOST = ERR_MESSAGE_MAX - 1, SEPARATOR = 2 };
    if (!err)
        return -1;
    struct text text;
    va_list args;
    va_start(args, format);
    format_into(&text, format, args);
    va_end(args);
    size_t old_length = strlen(err->msg);
    size_t left = old_length + SEPARATOR < MOST / 2 ? MOST - SEPARATOR - old_length : MOST / 2;
    cut(text.bytes, left);
    size_t length = strlen(text.bytes);
    cut(err->msg, MOST - SEPARATOR - length);
    memmove(err->msg + length + SEPARATOR, err->msg, strlen(err->msg) + 1);
    memcpy(err->msg, text.bytes, length);
    memcpy(err->msg + length, ": ", SEPARATOR);
    return -1;
}

_Noreturn void err_out_of_memory(void)
{
    static const char message[] = "evalx: out of memory\n";
    (void)fwrite(message, 1, sizeof(message) - 1, stderr); /* the program ends either way */
    abort();
}

int err_exit_code(enum err_kind kind)
{
    return exit_codes[kind];
}
