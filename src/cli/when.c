/* when: see when.h. */
#include "cli/when.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <time.h>

#include "base/parse.h"

static const int64_t SECOND_US = 1000000;

enum { NUMBER_BYTES = 24, LONGEST_YEARS = 100 };

int64_t when_now_us(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_REALTIME, &now); /* cannot fail */
    return (int64_t)now.tv_sec * SECOND_US + now.tv_nsec / 1000;
}

static const struct {
    char letter;
    int64_t seconds;
} units[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}, {'w', 604800}};

/* A whole number and one letter. */
static bool read_span(const char *text, int64_t *us_out)
{
    char digits[NUMBER_BYTES];
    struct err err;
    size_t length = strlen(text);
    int64_t count;
    if (length < 2 || length >= sizeof(digits))
        return false;
    memcpy(digits, text, length - 1);
    digits[length - 1] = '\0';
    for (size_t i = 0; i < EV_ARRAY_LENGTH(units); i++) {
        if (units[i].letter != text[length - 1])
            continue;
        int64_t most = INT64_C(86400) * 366 * LONGEST_YEARS / units[i].seconds;
        if (parse_i64("", digits, 0, most, &count, &err) != 0)
            return false;
        *us_out = count * units[i].seconds * SECOND_US;
        return true;
    }
    return false;
}

/* "H:MM", "H:MM:SS"; fractions of a second, of which a contest.yaml may have some, are dropped. */
static bool read_clock(const char *text, int64_t *us_out)
{
    int64_t parts[3] = {0};
    size_t count = 0;
    while (count < EV_ARRAY_LENGTH(parts)) {
        size_t digits = strspn(text, "0123456789");
        char number[NUMBER_BYTES];
        struct err err;
        if (digits == 0 || digits > 6)
            return false;
        memcpy(number, text, digits);
        number[digits] = '\0';
        if (parse_i64("", number, 0, count == 0 ? 999999 : 59, &parts[count], &err) != 0)
            return false;
        count++;
        text += digits;
        if (*text != ':')
            break;
        text++;
    }
    size_t fraction = count == 3 && *text == '.' ? strspn(text + 1, "0123456789") : 0;
    text += fraction > 0 ? 1 + fraction : 0;
    if (*text != '\0' || count < 2)
        return false;
    *us_out = (parts[0] * 3600 + parts[1] * 60 + parts[2]) * SECOND_US;
    return true;
}

int span_parse(const char *what, const char *text, int64_t *us_out, struct err *err)
{
    if (read_span(text, us_out) || read_clock(text, us_out))
        return 0;
    return err_set(err, ERR_USAGE, "%s: '%s': a time span is expected: 5:00:00, 300m, 5h, 1d", what,
                   text);
}

/* "Z", "+01:00", "+0100", "-05", or nothing: local time. */
static bool read_zone(const char *text, bool *is_local_out, int64_t *east_s_out)
{
    char digits[5] = "0000";
    size_t count = 0;
    int64_t hours, minutes;
    struct err err;
    *is_local_out = *text == '\0';
    *east_s_out = 0;
    if (*text == '\0' || strcmp(text, "Z") == 0)
        return true;
    if (*text != '+' && *text != '-')
        return false;
    for (const char *at = text + 1; *at != '\0'; at++) {
        if (*at == ':' && count == 2)
            continue;
        if (!isdigit((unsigned char)*at) || count == 4)
            return false;
        digits[count++] = *at;
    }
    char hour_digits[3] = {digits[0], digits[1], '\0'};
    if ((count != 2 && count != 4) || parse_i64("", hour_digits, 0, 14, &hours, &err) != 0 ||
        parse_i64("", digits + 2, 0, 59, &minutes, &err) != 0)
        return false;
    *east_s_out = (hours * 3600 + minutes * 60) * (*text == '-' ? -1 : 1);
    return true;
}

static bool read_date(const char *text, int64_t *us_out)
{
    static const char *const forms[] = {"%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M",
                                        "%Y-%m-%d %H:%M", "%Y-%m-%d"};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(forms); i++) {
        struct tm parts = {.tm_isdst = -1};
        bool is_local;
        int64_t east_s;
        const char *end = strptime(text, forms[i], &parts);
        if (end == NULL)
            continue;
        if (*end == '.') /* fractions of a second, of which a contest.yaml may have some */
            end += 1 + strspn(end + 1, "0123456789");
        if (!read_zone(end, &is_local, &east_s))
            continue;
        const int day = parts.tm_mday;
        time_t seconds = is_local ? mktime(&parts) : timegm(&parts);
        if (parts.tm_mday != day) /* no month has it */
            return false;
        *us_out = ((int64_t)seconds - east_s) * SECOND_US;
        return true;
    }
    return false;
}

int when_parse(const char *what, const char *text, int64_t now_us, int64_t *us_out, struct err *err)
{
    int64_t span;
    if (read_date(text, us_out))
        return 0;
    if (read_span(text, &span)) {
        *us_out = now_us - span;
        return 0;
    }
    return err_set(err, ERR_USAGE,
                   "%s: '%s': a time is expected: 2026-11-21, '2026-11-21 14:30', "
                   "2026-11-21T14:30:05Z, or how long ago: 90m, 36h, 7d, 2w",
                   what, text);
}
