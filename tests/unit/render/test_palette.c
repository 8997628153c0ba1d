/* The palette of pages: text can be read on it, and verdicts' colours can be told apart, light and
 * dark, also by who does not see red or green. The style sheet is read as a browser reads it. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>

#include "base/arena.h"
#include "render/html.h"
#include "render/render.h"
#include "render/verify.h"

struct colour {
    double red, green, blue; /* linear, 0 to 1 */
};

/* What eyes make of colours: all there is, no cones for long waves, none for middle ones (Machado,
 * Oliveira and Fernandes, "A Physiologically-based Model for Simulation of Color Vision
 * Deficiency", 2009, table 1, severity 1.0; for linear colours). */
static const struct eyes {
    const char *label;
    double by[3][3];
} all_eyes[] = {
    {"all colours", {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}},
    {"protanopia",
     {{0.152286, 1.052583, -0.204868},
      {0.114503, 0.786281, 0.099216},
      {-0.003882, -0.048116, 1.051998}}},
    {"deuteranopia",
     {{0.367322, 0.860646, -0.227968},
      {0.280085, 0.672501, 0.047413},
      {-0.011820, 0.042940, 0.968881}}},
};

static double linear(unsigned long byte)
{
    double value = (double)byte / 255;
    return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4);
}

/* "#rgb" or "#rrggbb". */
static struct colour colour_at(const char *text)
{
    size_t digits = strspn(text + 1, "0123456789abcdef");
    cr_assert(text[0] == '#' && (digits == 3 || digits == 6), "no colour: %.20s", text);
    unsigned long number = strtoul(text + 1, NULL, 16);
    if (digits == 3)
        number =
            ((number >> 8) * 0x11 << 16) | ((number >> 4 & 15) * 0x11 << 8) | (number & 15) * 0x11;
    return (struct colour){linear(number >> 16), linear(number >> 8 & 255), linear(number & 255)};
}

/* The rule whose selector has `selector` as a whole; NULL: none. */
static const char *rule_of(const char *style, const char *selector)
{
    size_t length = strlen(selector);
    for (const char *at = style; (at = strstr(at, selector)) != NULL; at += length) {
        if (at[length] == '{' || at[length] == ',')
            return strchr(at, '{') + 1;
    }
    return NULL;
}

/* The colour of a property within the rule; false: it has none. */
static bool find_colour(const char *rule, const char *property, struct colour *colour_out)
{
    const char *end = rule != NULL ? strchr(rule, '}') : NULL;
    size_t length = strlen(property);
    for (const char *at = rule; at != NULL && at < end; at = strpbrk(at, ";}") + 1) {
        at += strspn(at, " \n");
        if (strncmp(at, property, length) != 0 || at[length] != ':')
            continue;
        *colour_out = colour_at(at + length + 1);
        return true;
    }
    return false;
}

static struct colour colour_of(const char *rule, const char *property)
{
    struct colour colour = {0};
    cr_assert(find_colour(rule, property, &colour), "%s", property);
    return colour;
}

/* ---- contrast, as WCAG 2.1 defines it ---- */

static double luminance(struct colour colour)
{
    return 0.2126 * colour.red + 0.7152 * colour.green + 0.0722 * colour.blue;
}

static double contrast(struct colour a, struct colour b)
{
    double more = fmax(luminance(a), luminance(b)), less = fmin(luminance(a), luminance(b));
    return (more + 0.05) / (less + 0.05);
}

/* ---- differences, in CIE L*a*b* ---- */

static double seen_part(const double by[3], struct colour colour)
{
    return fmin(1, fmax(0, by[0] * colour.red + by[1] * colour.green + by[2] * colour.blue));
}

static struct colour seen(const struct eyes *eyes, struct colour colour)
{
    return (struct colour){seen_part(eyes->by[0], colour), seen_part(eyes->by[1], colour),
                           seen_part(eyes->by[2], colour)};
}

static double lab_part(double value)
{
    return value > 0.008856 ? cbrt(value) : 7.787 * value + 16.0 / 116;
}

static double difference_of(struct colour a, struct colour b)
{
    struct colour both[2] = {a, b};
    double lab[2][3];
    for (int i = 0; i < 2; i++) {
        const struct colour *c = &both[i];
        double x = lab_part((0.4124 * c->red + 0.3576 * c->green + 0.1805 * c->blue) / 0.95047);
        double y = lab_part(luminance(*c));
        double z = lab_part((0.0193 * c->red + 0.1192 * c->green + 0.9505 * c->blue) / 1.08883);
        lab[i][0] = 116 * y - 16;
        lab[i][1] = 500 * (x - y);
        lab[i][2] = 200 * (y - z);
    }
    return sqrt(pow(lab[0][0] - lab[1][0], 2) + pow(lab[0][1] - lab[1][1], 2) +
                pow(lab[0][2] - lab[1][2], 2));
}

/* ---- verdicts ---- */

static const char *class_of(enum verdict verdict, struct str *out)
{
    str_clear(out);
    str_add(out, ".");
    html_class(out, verdict);
    return str_text(out);
}

static struct colour verdict_colour(enum verdict verdict, const char *property)
{
    EV_STR struct str selector = {0};
    struct colour colour;
    const char *style = render_html_style();
    if (find_colour(rule_of(style, class_of(verdict, &selector)), property, &colour))
        return colour;
    return colour_of(rule_of(style, ".v,.l"), property);
}

Test(palette, the_measure_is_right)
{
    cr_expect_float_eq(contrast(colour_at("#fff"), colour_at("#000000")), 21, 0.001);
    cr_expect_float_eq(contrast(colour_at("#777777"), colour_at("#fff")), 4.48, 0.01);
    cr_expect_float_eq(difference_of(colour_at("#fff"), colour_at("#000")), 100, 0.1);
    struct colour red = colour_at("#a00000"), green = colour_at("#4d4d00");
    cr_expect_gt(difference_of(red, green), 40);
    cr_expect_lt(difference_of(seen(&all_eyes[1], red), seen(&all_eyes[1], green)), 15);
}

Test(palette, verdicts_can_be_read)
{
    for (unsigned i = 0; i < VERDICT_COUNT; i++) {
        struct colour ground = verdict_colour((enum verdict)i, "background");
        double found = contrast(ground, verdict_colour((enum verdict)i, "color"));
        cr_expect_geq(found, 4.5, "%s: %.2f", verdict_code((enum verdict)i), found);
    }
}

Test(palette, verdicts_can_be_told_apart)
{
    enum { LEAST = 15 }; /* 2 is seen side by side */
    for (unsigned pair = 0; pair < VERDICT_COUNT * VERDICT_COUNT; pair++) {
        enum verdict a = pair / VERDICT_COUNT, b = pair % VERDICT_COUNT;
        struct colour left = verdict_colour(a, "background");
        struct colour right = verdict_colour(b, "background");
        if (a >= b || difference_of(left, right) < 0.001)
            continue; /* one kind, as time and idleness are */
        for (size_t i = 0; i < EV_ARRAY_LENGTH(all_eyes); i++) {
            double found = difference_of(seen(&all_eyes[i], left), seen(&all_eyes[i], right));
            cr_expect_geq(found, LEAST, "%s: %s and %s: %.1f", all_eyes[i].label, verdict_code(a),
                          verdict_code(b), found);
        }
    }
    cr_expect_gt(difference_of(verdict_colour(VERDICT_ACCEPTED, "background"),
                               verdict_colour(VERDICT_WRONG_ANSWER, "background")),
                 LEAST);
}

Test(palette, letters_tell_what_colours_do_not)
{
    for (unsigned a = 0; a < VERDICT_COUNT; a++) {
        for (unsigned b = 0; b < a; b++)
            cr_expect_neq(verify_letter((enum verdict)a), verify_letter((enum verdict)b));
    }
}

/* ---- the page around them ---- */

static const struct pair {
    const char *label, *text, *ground;
    double least; /* 4.5 for text, 3 for what is drawn */
} pairs[] = {
    {"text", "--fg", "--bg", 4.5},
    {"text in boxes", "--fg", "--soft", 4.5},
    {"small print", "--dim", "--bg", 4.5},
    {"small print in boxes", "--dim", "--soft", 4.5},
    {"links", "--link", "--bg", 4.5},
    {"links in boxes", "--link", "--soft", 4.5},
    {"what is marked", "--markfg", "--mark", 4.5},
    {"the compiler's words", "--bad", "--soft", 4.5},
};

static void expect_readable(const char *theme, const char *rule)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(pairs); i++) {
        double found = contrast(colour_of(rule, pairs[i].text), colour_of(rule, pairs[i].ground));
        cr_expect_geq(found, pairs[i].least, "%s: %s: %.2f", theme, pairs[i].label, found);
    }
}

static void expect_drawn(const char *theme, const char *rule)
{
    static const char *const drawn[] = {"svg .v-ac", "svg .v-tle", "svg .b", "svg rect",
                                        "svg .v-sk"};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(drawn); i++) {
        struct colour fill = colour_of(rule_of(render_html_style(), drawn[i]), "fill");
        double found = contrast(fill, colour_of(rule, "--soft"));
        cr_expect_geq(found, 3, "%s: %s: %.2f", theme, drawn[i], found);
    }
}

Test(palette, pages_can_be_read_light_and_dark)
{
    const char *style = render_html_style();
    const char *light = rule_of(style, ":root");
    const char *dark = rule_of(strstr(style, "prefers-color-scheme:dark"), ":root");
    cr_assert(light != NULL && dark != NULL && light != dark);
    expect_readable("light", light);
    expect_readable("dark", dark);
    expect_drawn("light", light);
    expect_drawn("dark", dark);
}
