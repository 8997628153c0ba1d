/* whole: rules that look at an output as a whole, once it is complete. Private to check. */
#ifndef EVALX_CHECK_WHOLE_H
#define EVALX_CHECK_WHOLE_H

#include "check/check.h"

/* `answer` and `output` may hold any bytes. */
void whole_compare(enum whole_rule rule, const char *answer, size_t answer_bytes,
                   const char *output, size_t output_bytes, struct check_result *result_out);

/* By its word among validator arguments ("evalx:easy"); false where there is none such. */
bool whole_rule_find(const char *word, enum whole_rule *rule_out);

#endif
