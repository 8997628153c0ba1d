/* parse: see parse.h. Everything is exact integer arithmetic but parse_double. */
#include "base/parse.h"

#include <ctype.h>
#include <errno.h>
#include <locale.h>
#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

#define SIZE_FORMS "expected a size such as 64K, 256M, 1.5G or 1000 (bytes), at most 1024T"
#define DURATION_FORMS                                                                             \
    "expected a duration such as 500ms, 2s, 1.5 (seconds), 1m or 100us, at most 24 hours"

enum { FRACTION_DIGITS = 6, FRACTION_SCALE = 1000000 };

static const int64_t most_bytes = INT64_C(1) << 50;
static const int64_t least_duration_ns = 1000;
static const int64_t most_duration_ns = INT64_C(24) * 3600 * 1000000000;

struct unit {
    const char *suffix;
    int64_t scale;
};

/* An amount without a unit is bytes, and may then not be a fraction. */
static const struct unit byte_units[] = {
    {"", 1},
    {"b", 1},
    {"k", INT64_C(1) << 10},
    {"kb", INT64_C(1) << 10},
    {"kib", INT64_C(1) << 10},
    {"m", INT64_C(1) << 20},
    {"mb", INT64_C(1) << 20},
    {"mib", INT64_C(1) << 20},
    {"g", INT64_C(1) << 30},
    {"gb", INT64_C(1) << 30},
    {"gib", INT64_C(1) << 30},
    {"t", INT64_C(1) << 40},
    {"tb", INT64_C(1) << 40},
    {"tib", INT64_C(1) << 40},
};

static const struct unit duration_units[] = {
    {"", INT64_C(1000000000)},   {"us", 1000}, {"ms", 1000000}, {"s", INT64_C(1000000000)},
    {"m", INT64_C(60000000000)},
};

static int refuse(struct err *err, const char *what, const char *text, const char *forms)
{
    return err_set(err, ERR_USAGE, "%s: '%.64s': %s", what, text, forms);
}

/* "12" or "12.5": the whole part, and the fraction in millionths (further digits are dropped). */
static bool read_decimal(const char *text, int64_t *whole_out, int64_t *millionths_out,
                         const char **end_out)
{
    int64_t whole = 0;
    const char *at = text;
    for (; isdigit((unsigned char)*at); at++) {
        if (__builtin_mul_overflow(whole, 10, &whole) ||
            __builtin_add_overflow(whole, *at - '0', &whole))
            return false;
    }
    if (at == text)
        return false;
    int64_t millionths = 0;
    if (*at == '.') {
        const char *first = ++at;
        int64_t weight = FRACTION_SCALE / 10;
        for (; isdigit((unsigned char)*at); at++, weight /= 10)
            millionths += (*at - '0') * weight;
        if (at == first)
            return false;
    }
    *whole_out = whole;
    *millionths_out = millionths;
    *end_out = at;
    return true;
}

static const struct unit *find_unit(const struct unit *units, size_t count, const char *suffix)
{
    for (size_t i = 0; i < count; i++) {
        if (strcasecmp(units[i].suffix, suffix) == 0)
            return &units[i];
    }
    return NULL;
}

/* whole * scale + millionths * scale / 10^6; false where that is no int64_t. The second product
 * cannot overflow: 10^6 * 2^40 < 2^63. */
static bool scale_amount(const struct unit *unit, int64_t whole, int64_t millionths,
                         int64_t *amount_out)
{
    int64_t amount;
    if (__builtin_mul_overflow(whole, unit->scale, &amount))
        return false;
    return !__builtin_add_overflow(amount, millionths * unit->scale / FRACTION_SCALE, amount_out);
}

static bool read_amount(const struct unit *units, size_t count, const char *text,
                        int64_t *amount_out)
{
    int64_t whole, millionths;
    const char *suffix;
    if (!read_decimal(text, &whole, &millionths, &suffix))
        return false;
    const struct unit *unit = find_unit(units, count, suffix);
    if (!unit || (unit->scale == 1 && strchr(text, '.')))
        return false;
    return scale_amount(unit, whole, millionths, amount_out);
}

int parse_i64(const char *what, const char *text, int64_t least, int64_t most, int64_t *value_out,
              struct err *err)
{
    const char *digits = text + (*text == '-' || *text == '+');
    size_t length = strspn(digits, "0123456789");
    errno = 0;
    long long value = strtoll(text, NULL, 10);
    if (length == 0 || digits[length] || errno == ERANGE || value < least || value > most)
        return err_set(err, ERR_USAGE, "%s: '%.64s': expected a whole number from %lld to %lld",
                       what, text, (long long)least, (long long)most);
    *value_out = value;
    return 0;
}

/* digits [. digits] [e [sign] digits]: what strtod takes beyond that (hex, inf, nan, blanks, a
 * decimal comma) is not a number here. */
static bool is_decimal_float(const char *text)
{
    const char *at = text + (*text == '-' || *text == '+');
    size_t whole = strspn(at, "0123456789");
    at += whole;
    size_t fraction = 0;
    if (*at == '.') {
        fraction = strspn(++at, "0123456789");
        at += fraction;
    }
    if (whole + fraction == 0)
        return false;
    if (*at == 'e' || *at == 'E') {
        at++;
        at += *at == '-' || *at == '+';
        size_t exponent = strspn(at, "0123456789");
        if (exponent == 0)
            return false;
        at += exponent;
    }
    return *at == '\0';
}

int parse_double(const char *what, const char *text, double least, double most, double *value_out,
                 struct err *err)
{
    double value = NAN;
    if (is_decimal_float(text)) {
        locale_t c_locale = newlocale(LC_ALL_MASK, "C", NULL); /* glibc's is static: never fails */
        value = strtod_l(text, NULL, c_locale);
        freelocale(c_locale);
    }
    if (!isfinite(value) || value < least || value > most)
        return err_set(err, ERR_USAGE, "%s: '%.64s': expected a number from %g to %g", what, text,
                       least, most);
    *value_out = value;
    return 0;
}

int parse_bytes(const char *what, const char *text, int64_t *bytes_out, struct err *err)
{
    int64_t bytes;
    if (!read_amount(byte_units, EV_ARRAY_LENGTH(byte_units), text, &bytes) || bytes > most_bytes)
        return refuse(err, what, text, SIZE_FORMS);
    *bytes_out = bytes;
    return 0;
}

int parse_duration(const char *what, const char *text, int64_t *ns_out, struct err *err)
{
    int64_t ns;
    if (!read_amount(duration_units, EV_ARRAY_LENGTH(duration_units), text, &ns) ||
        ns < least_duration_ns || ns > most_duration_ns)
        return refuse(err, what, text, DURATION_FORMS);
    *ns_out = ns;
    return 0;
}

int parse_bool(const char *what, const char *text, _Bool *value_out, struct err *err)
{
    static const struct {
        const char *word;
        bool value;
    } words[] = {
        {"true", true}, {"false", false}, {"yes", true}, {"no", false},
        {"on", true},   {"off", false},   {"1", true},   {"0", false},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(words); i++) {
        if (strcasecmp(words[i].word, text) == 0) {
            *value_out = words[i].value;
            return 0;
        }
    }
    return refuse(err, what, text, "expected true, false, yes, no, on, off, 1 or 0");
}

int parse_hex_digit(char c)
{
    static const char digits[] = "0123456789abcdef0123456789ABCDEF";
    const char *at = c ? strchr(digits, c) : NULL;
    return at ? (int)((at - digits) % 16) : -1;
}

char *format_bytes(int64_t bytes, char *buffer, size_t buffer_bytes)
{
    static const char *const names[] = {"KiB", "MiB", "GiB", "TiB", "PiB"};
    if (bytes < 1024) {
        (void)snprintf(buffer, buffer_bytes, bytes < 0 ? "-" : "%lld B", (long long)bytes);
        return buffer;
    }
    size_t name = 0;
    double amount = (double)bytes / 1024;
    while (amount >= 1023.95 && name + 1 < EV_ARRAY_LENGTH(names)) { /* it would print as 1024 */
        amount /= 1024;
        name++;
    }
    bool is_whole = amount >= 100 || fabs(amount - round(amount)) < 0.05;
    (void)snprintf(buffer, buffer_bytes, "%.*f %s", is_whole ? 0 : 1, amount, names[name]);
    return buffer;
}

char *format_duration(int64_t ns, char *buffer, size_t buffer_bytes)
{
    const int64_t us = ns / 1000 + (ns % 1000 >= 500);
    const int64_t ms = ns / 1000000 + (ns % 1000000 >= 500000);
    const int64_t seconds = (ms + 500) / 1000;
    if (ns < 0)
        (void)snprintf(buffer, buffer_bytes, "-");
    else if (us < 1000)
        (void)snprintf(buffer, buffer_bytes, "%lld us", (long long)us);
    else if (ms < 1000)
        (void)snprintf(buffer, buffer_bytes, "%lld ms", (long long)ms);
    else if (ms < 59995)
        (void)snprintf(buffer, buffer_bytes, "%lld.%02lld s", (long long)((ms + 5) / 1000),
                       (long long)((ms + 5) / 10 % 100));
    else
        (void)snprintf(buffer, buffer_bytes, "%lld min %02lld s", (long long)(seconds / 60),
                       (long long)(seconds % 60));
    return buffer;
}
