/* log: see log.h. One line is one write, so that lines of several processes never mix. */
#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/base.h"

enum { LOG_OFF = -1, LINE_BYTES = 1024 };

static const char *const level_names[] = {
    [LOG_ERROR] = "error",
    [LOG_WARN] = "warn",
    [LOG_INFO] = "info",
    [LOG_DEBUG] = "debug",
};

static int chosen_level = LOG_OFF;

void log_init(void)
{
    const char *wanted = getenv("EVALX_LOG");
    chosen_level = LOG_OFF;
    for (size_t i = 0; wanted && i < EV_ARRAY_LENGTH(level_names); i++) {
        if (strcmp(level_names[i], wanted) == 0)
            chosen_level = (int)i;
    }
}

void log_line(enum log_level level, const char *format, ...)
{
    if ((int)level > chosen_level)
        return;
    char line[LINE_BYTES];
    int prefix = snprintf(line, sizeof(line), "evalx: %s: ", level_names[level]);
    va_list args;
    va_start(args, format);
    int length = vsnprintf(line + prefix, sizeof(line) - (size_t)prefix - 1, format, args);
    va_end(args);
    if (length < 0)
        return;
    size_t count = strlen(line);
    for (size_t i = 0; i < count; i++) {
        if ((unsigned char)line[i] < 0x20 || line[i] == 0x7f)
            line[i] = '?'; /* names and messages come from outside */
    }
    line[count++] = '\n';
    if (write(STDERR_FILENO, line, count) < 0)
        return; /* there is nowhere left to tell of it */
}
