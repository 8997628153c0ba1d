/* err: see err.h. */
#include "base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
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

static void format_into(char *at, size_t room, const char *format, va_list args)
{
    (void)vsnprintf(at, room, format, args); /* a cut message is still a message */
    make_one_line(at);
}

int err_set(struct err *err, enum err_kind kind, const char *format, ...)
{
    if (!err)
        return -1;
    va_list args;
    va_start(args, format);
    format_into(err->msg, sizeof(err->msg), format, args);
    va_end(args);
    err->kind = kind;
    err->sys_errno = 0;
    return -1;
}

int err_sys(struct err *err, enum err_kind kind, const char *format, ...)
{
    int number = errno;
    if (!err)
        return -1;
    va_list args;
    va_start(args, format);
    format_into(err->msg, sizeof(err->msg), format, args);
    va_end(args);
    size_t used = strlen(err->msg);
    (void)snprintf(err->msg + used, sizeof(err->msg) - used, ": %s", strerror(number));
    err->kind = kind;
    err->sys_errno = number;
    return -1;
}

int err_wrap(struct err *err, const char *format, ...)
{
    if (!err)
        return -1;
    char context[ERR_MESSAGE_MAX];
    va_list args;
    va_start(args, format);
    format_into(context, sizeof(context), format, args);
    va_end(args);
    char old[ERR_MESSAGE_MAX];
    memcpy(old, err->msg, sizeof(old));
    (void)snprintf(err->msg, sizeof(err->msg), "%.255s: %.255s", context, old);
    return -1;
}

int err_exit_code(enum err_kind kind)
{
    return exit_codes[kind];
}
