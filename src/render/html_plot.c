/* html_plot: bars as SVG. Words stand in the caption, so that they are as large on a telephone. */
#include "render/html.h"

enum { BARS_MOST = 200, WIDTH = 1000, HEIGHT = 100, BINS = 10, NUMBER_BYTES = 32 };

static void add_bar(struct str *out, size_t at, size_t of, int64_t value, int64_t top,
                    const char *css_class)
{
    double step = (double)WIDTH / (double)of;
    double height = top > 0 ? (double)value * HEIGHT / (double)top : 0;
    if (height < 1)
        height = 1; /* seen at all */
    str_printf(out, "<rect class=\"%s\" x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\"/>",
               css_class, (double)at * step + step * 0.1, HEIGHT - height, step * 0.8, height);
}

/* The largest value of bars that share a place. */
static struct html_bar largest(const struct html_bar *bars, size_t from, size_t to)
{
    struct html_bar most = {-1, VERDICT_SKIPPED};
    for (size_t i = from; i < to; i++) {
        if (bars[i].value > most.value)
            most = bars[i];
    }
    return most;
}

static void begin(struct str *out, const char *label)
{
    str_printf(out,
               "<figure><svg viewBox=\"0 0 %d %d\" preserveAspectRatio=\"none\" role=\"img\" "
               "aria-label=\"%s\">",
               WIDTH, HEIGHT, label);
}

void html_plot(struct str *out, const char *what, const struct html_bar *bars, size_t count,
               int64_t limit, char *(*format)(int64_t, char *, size_t))
{
    char most_text[NUMBER_BYTES], limit_text[NUMBER_BYTES];
    struct html_bar most = largest(bars, 0, count);
    if (count == 0 || most.value < 0)
        return;
    int64_t top = limit > most.value ? limit : most.value;
    top += top / 20 + 1;
    size_t places = count < BARS_MOST ? count : BARS_MOST;
    begin(out, what);
    for (size_t i = 0; i < places; i++) {
        EV_STR struct str css_class = {0};
        struct html_bar bar = largest(bars, i * count / places, (i + 1) * count / places);
        html_class(&css_class, bar.verdict);
        if (bar.value >= 0)
            add_bar(out, i, places, bar.value, top, str_text(&css_class));
    }
    if (limit >= 0)
        str_printf(out,
                   "<line x1=\"0\" x2=\"%d\" y1=\"%.2f\" y2=\"%.2f\" stroke=\"currentColor\" "
                   "stroke-width=\"2\" stroke-dasharray=\"6 4\" "
                   "vector-effect=\"non-scaling-stroke\"/>",
                   WIDTH, HEIGHT - (double)limit * HEIGHT / (double)top,
                   HEIGHT - (double)limit * HEIGHT / (double)top);
    str_printf(out, "</svg><figcaption>%s; at most %s", what,
               format(most.value, most_text, sizeof(most_text)));
    if (limit >= 0)
        str_printf(out, ", the line is the limit, %s",
                   format(limit, limit_text, sizeof(limit_text)));
    str_add(out, "</figcaption></figure>\n");
}

void html_distribution(struct str *out, const char *what, const int64_t *values, size_t count,
                       char *(*format)(int64_t, char *, size_t))
{
    size_t bins[BINS] = {0}, tallest = 0, known = 0;
    int64_t most = 0;
    char text[NUMBER_BYTES];
    for (size_t i = 0; i < count; i++)
        most = values[i] > most ? values[i] : most;
    for (size_t i = 0; i < count; i++) {
        if (values[i] < 0)
            continue;
        size_t bin = most > 0 ? (size_t)((double)values[i] * BINS / (double)most) : 0;
        bin = bin < BINS ? bin : BINS - 1;
        known++;
        bins[bin]++;
        tallest = bins[bin] > tallest ? bins[bin] : tallest;
    }
    if (known < 2)
        return;
    begin(out, what);
    for (size_t i = 0; i < BINS; i++) {
        if (bins[i] > 0)
            add_bar(out, i, BINS, (int64_t)bins[i], (int64_t)tallest, "b");
    }
    str_printf(out,
               "</svg><figcaption>%s: from 0 at the left to %s at the right; the highest bar is "
               "%zu of %zu</figcaption></figure>\n",
               what, format(most, text, sizeof(text)), tallest, known);
}
