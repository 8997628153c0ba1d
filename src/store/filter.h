/* filter: the part of a question that says which submissions. */
#ifndef EVALX_STORE_FILTER_H
#define EVALX_STORE_FILTER_H

#include "store/internal.h"

/* Rows of `judged` that the filter lets through, whatever their verdict. */
#define FILTER_BUT_VERDICT_SQL                                                                     \
    " (:since IS NULL OR finished_us >= :since) AND (:until IS NULL OR finished_us < :until)"      \
    " AND (:problem IS NULL OR problem = :problem)"                                                \
    " AND (:language IS NULL OR language = :language)"                                             \
    " AND (:user IS NULL OR user = :user) AND (:kind IS NULL OR kind = :kind) "

/* And with that of this column. */
#define FILTER_BY_SQL(verdict_column)                                                              \
    FILTER_BUT_VERDICT_SQL "AND (:verdict IS NULL OR " verdict_column " = :verdict) "
#define FILTER_SQL FILTER_BY_SQL("verdict")

/* As the tables call them; NULL behind the last. */
extern const char *const filter_kinds[];

/* Its parameters, :submission and :judging too. */
void filter_set(struct statement *statement, const struct store_filter *filter);

#endif
