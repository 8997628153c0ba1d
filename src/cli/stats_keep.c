/* stats_keep: evalx stats prune and backup: a history in the long run. */
#include "base/parse.h"
#include "cli/stats.h"
#include "cli/when.h"

/* --older, or what the workspace says. */
static int read_age(const struct stats *stats, struct store_filter *filter, struct err *err)
{
    int64_t span_us = stats->workspace.history_keep_us;
    const char *older = stats->values->older;
    if (older != NULL && span_parse("--older", older, &span_us, err) != 0)
        return -1;
    if (older == NULL && span_us < 0)
        return err_set(err, ERR_USAGE,
                       "stats: prune what? --older 90d, or history_keep: 90d in evalx.yaml");
    int64_t before_us = when_now_us() - span_us;
    if (filter->until_us == 0 || filter->until_us > before_us)
        filter->until_us = before_us;
    return 0;
}

int stats_prune(struct stats *stats, const char *const *operands, size_t count)
{
    (void)operands, (void)count; /* takes none */
    struct err err = {0};
    struct store_pruned pruned;
    if (stats->values->kind == NULL)
        stats->filter.kind = STORE_KINDS; /* what is old goes, whoever has asked for it */
    if (read_age(stats, &stats->filter, &err) != 0 ||
        store_prune(stats->store, &stats->filter, &pruned, &err) != 0)
        return say_error(&err);
    if (stats_is_json(stats)) {
        struct json *document = json_map();
        json_set_i64(document, "version", 1);
        json_set_i64(document, "submissions", pruned.submissions);
        json_set_i64(document, "sources", pruned.sources);
        json_set_i64(document, "left", pruned.left);
        json_set_i64(document, "bytes_before", pruned.bytes_before);
        json_set_i64(document, "bytes_after", pruned.bytes_after);
        return say_json(document);
    }
    char before[32], after[32];
    EV_STR struct str out = {0};
    str_printf(&out, "removed %lld submissions, %lld sources; left %lld; %s became %s\n",
               (long long)pruned.submissions, (long long)pruned.sources, (long long)pruned.left,
               format_bytes(pruned.bytes_before, before, sizeof(before)),
               format_bytes(pruned.bytes_after, after, sizeof(after)));
    return stats->values->shared.is_quiet ? 0 : say_result(&out);
}

int stats_backup(struct stats *stats, const char *const *operands, size_t count)
{
    (void)count; /* one */
    struct err err = {0};
    return store_backup(stats->store, operands[0], &err) == 0 ? 0 : say_error(&err);
}
