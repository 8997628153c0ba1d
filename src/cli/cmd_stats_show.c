/* cmd_stats_show: evalx stats show: everything of one submission. */
#include <string.h>

#include "cli/stats.h"
#include "render/render.h"

struct whole {
    struct store_filter filter;
    struct table submission, judgings, groups, tests;
    struct store_source *sources;
    size_t source_count;
};

static int read_whole(struct stats *stats, const char *id, struct whole *whole, struct err *err)
{
    struct arena *arena = &stats->arena;
    if (stats_read_submission(stats, id, &whole->filter, &whole->submission, err) != 0)
        return -1;
    const struct {
        const char *view;
        struct table *table;
    } parts[] = {
        {"judgings", &whole->judgings}, {"groups", &whole->groups}, {"tests", &whole->tests}};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(parts); i++) {
        if (store_view(stats->store, parts[i].view, &whole->filter, arena, parts[i].table, err) !=
            0)
            return -1;
    }
    return store_sources(stats->store, whole->filter.submission, arena, &whole->sources,
                         &whole->source_count, err);
}

static struct json *sources_json(const struct whole *whole)
{
    struct json *list = json_list();
    for (size_t i = 0; i < whole->source_count; i++) {
        struct json *file = json_map();
        json_set_string(file, "name", whole->sources[i].name);
        json_set_i64(file, "bytes", (int64_t)whole->sources[i].count);
        json_set_string_n(file, "text", whole->sources[i].bytes, whole->sources[i].count);
        json_append(list, file);
    }
    return list;
}

static int print_json(const struct whole *whole)
{
    struct json *document = render_row_json(&whole->submission, 0);
    json_set_i64(document, "version", 1);
    json_set(document, "judgings", render_grid_json(&whole->judgings));
    json_set(document, "groups", render_grid_json(&whole->groups));
    json_set(document, "tests", render_grid_json(&whole->tests));
    json_set(document, "files", sources_json(whole));
    return say_json(document);
}

static int print_table(const struct whole *whole)
{
    EV_STR struct str out = {0};
    const struct table *parts[] = {&whole->judgings, &whole->groups, &whole->tests};
    render_record(&whole->submission, 0, &out);
    for (size_t i = 0; i < EV_ARRAY_LENGTH(parts); i++) {
        bool is_told = parts[i]->row_count > (parts[i] == &whole->judgings);
        if (!is_told)
            continue;
        str_add_char(&out, '\n');
        render_grid(parts[i], &out);
    }
    for (size_t i = 0; i < whole->source_count; i++) {
        str_add(&out, "\n--- ");
        render_lines(whole->sources[i].name, "", &out);
        render_lines(whole->sources[i].bytes, "  ", &out);
    }
    return say_result(&out);
}

int stats_show(struct stats *stats, const char *const *operands, size_t count)
{
    (void)count; /* one */
    struct whole whole = {0};
    struct err err = {0};
    if (read_whole(stats, operands[0], &whole, &err) != 0)
        return say_error(&err);
    if (stats_is_json(stats))
        return print_json(&whole);
    if (strcmp(stats->values->shared.format, "csv") == 0)
        return stats_print(&whole.tests, "csv");
    return print_table(&whole);
}
