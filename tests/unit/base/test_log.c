#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <criterion/criterion.h>

#include "base/log.h"
#include "unit/base/room.h"

/* What a function of ours writes to standard error. */
static void catch_stderr(const char *level, struct str *out)
{
    struct err err;
    EV_FD int saved = dup(STDERR_FILENO);
    EV_FD int caught = fs_memory_file("stderr", "", 0, false, &err);
    cr_assert(saved >= 0 && caught >= 0);
    if (level)
        setenv("EVALX_LOG", level, 1);
    else
        unsetenv("EVALX_LOG");
    dup2(caught, STDERR_FILENO);
    log_init();
    log_line(LOG_ERROR, "first %d", 1);
    log_line(LOG_WARN, "two\nlines");
    log_line(LOG_DEBUG, "%02000d", 3);
    dup2(saved, STDERR_FILENO);
    cr_assert_eq(fs_read_fd(caught, "stderr", 100000, out, &err), 0);
}

Test(log, is_silent_unless_asked)
{
    static const char *const levels[] = {NULL, "", "loud", "ERROR"};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(levels); i++) {
        EV_STR struct str out = {0};
        catch_stderr(levels[i], &out);
        cr_expect_str_eq(str_text(&out), "", "%s", levels[i] ? levels[i] : "unset");
    }
}

Test(log, shows_its_level_and_what_is_graver_on_one_line_each)
{
    EV_STR struct str out = {0};
    catch_stderr("warn", &out);
    cr_expect_str_eq(str_text(&out), "evalx: error: first 1\nevalx: warn: two?lines\n");
}

Test(log, cuts_a_long_line_and_still_ends_it)
{
    EV_STR struct str out = {0};
    catch_stderr("debug", &out);
    const char *third = strstr(str_text(&out), "evalx: debug: 000");
    cr_assert_not_null(third);
    cr_expect_lt(strlen(third), 1100);
    cr_expect(str_ends_with(third, "0\n"));
}
