/* say: what goes to the person: results on standard output, everything else on standard error. */
#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "cli/shared.h"

int say_error(const struct err *err)
{
    say("%s", err->msg);
    return err_exit_code(err->kind);
}

void say(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    (void)fputs("evalx: ", stderr); /* nowhere is left to tell of a failure here */
    (void)vfprintf(stderr, format, arguments);
    (void)fputc('\n', stderr);
    va_end(arguments);
}

int say_result(const struct str *text)
{
    if (fwrite(str_text(text), 1, text->count, stdout) == text->count && fflush(stdout) == 0)
        return 0;
    struct err err = {0};
    (void)err_sys(&err, ERR_JUDGE, "write to standard output"); /* always -1 */
    return say_error(&err);
}

int say_json(struct json *value)
{
    struct str text EV_STR = {0};
    json_write(value, true, &text);
    json_close(value);
    str_add_char(&text, '\n');
    return say_result(&text);
}

static bool is_variable(const char *name, const char *value)
{
    const char *text = getenv(name);
    return text != NULL && (value == NULL ? text[0] != '\0' : strcmp(text, value) == 0);
}

bool terminal_has_colour(int fd)
{
    return isatty(fd) && !is_variable("NO_COLOR", NULL) && !is_variable("CLICOLOR", "0") &&
           !is_variable("TERM", "dumb");
}
