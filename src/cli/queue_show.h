/* queue_show: what a judging service answers, as tables or as it came. */
#ifndef EVALX_CLI_QUEUE_SHOW_H
#define EVALX_CLI_QUEUE_SHOW_H

#include "cli/services.h"
#include "model/table.h"
#include "serve/serve.h"

/* One call of evalx queue. */
struct queueing {
    const struct queue_values *values;
    struct arena arena;
    struct client *client;
    const char *const *operands; /* behind the verb's words */
    size_t count;
    int stop_fd; /* readable: the user wants no more */
};

bool queue_is_format(const struct queueing *queueing, const char *format);
/* A server that answers with nothing, or with something else than an object, is none of ours. */
int queue_check_answer(const struct json *answer, struct err *err) EV_MUST_CHECK;

/* Each closes the answer and returns an exit status. */
int queue_say_answer(struct json *answer); /* as JSON */
/* The list `key` of an answer. columns: ended by one without a name. */
int queue_show_list(struct queueing *queueing, struct json *answer, const char *key,
                    const struct table_column *columns);
/* One object downwards. */
int queue_show_object(struct queueing *queueing, struct json *answer,
                      const struct table_column *columns);

/* evalx queue rehearse: service_run_rehearse.c. The exit status, or -1 with err. */
int queue_rehearse(struct queueing *queueing, struct err *err) EV_MUST_CHECK;

extern const struct table_column queue_submission_columns[], queue_detail_columns[],
    queue_test_columns[], queue_status_columns[], queue_worker_columns[], queue_token_columns[],
    queue_webhook_columns[];

#endif
