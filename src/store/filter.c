/* filter: see filter.h. */
#include "store/filter.h"

const char *const filter_kinds[STORE_KINDS + 1] = {
    [STORE_JUDGED] = "judge", [STORE_VERIFIED] = "verify"};

static void set_i64_or_null(struct statement *statement, const char *name, int64_t value)
{
    if (value == 0)
        statement_set_null(statement, name);
    else
        statement_set(statement, name, value);
}

void filter_set(struct statement *statement, const struct store_filter *filter)
{
    set_i64_or_null(statement, ":since", filter->since_us);
    set_i64_or_null(statement, ":until", filter->until_us);
    statement_set_text(statement, ":problem", filter->problem);
    statement_set_text(statement, ":language", filter->language);
    statement_set_text(statement, ":verdict", filter->verdict);
    statement_set_text(statement, ":user", filter->user);
    statement_set_text(statement, ":kind", filter_kinds[filter->kind]);
    set_i64_or_null(statement, ":submission", filter->submission);
    set_i64_or_null(statement, ":judging", filter->judging);
}
