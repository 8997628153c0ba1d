/* news: see news.h. */
#include <string.h>

#include "base/parse.h"
#include "queue/internal.h"

int queue_tell(struct queue *queue, const char *worker, const struct queue_job *jobs,
               const char *const *texts, size_t count, struct err *err)
{
    struct args EV_ARGS args = {0};
    enum queue_answer answer;
    if (check_id(worker, err))
        return -1;
    args_add(&args, worker);
    for (size_t i = 0; i < count; i++) {
        args_add(&args, jobs[i].id);
        args_add_i64(&args, jobs[i].judging);
        args_add(&args, jobs[i].token);
        args_add(&args, texts[i]);
    }
    return script_one(queue, SCRIPT_TELL, &args, &answer, NULL, err);
}

int queue_mark(struct queue *queue, int64_t number, struct err *err)
{
    struct args EV_ARGS args = {0};
    redisReply *reply EV_REPLY = NULL;
    args_add(&args, "PUBLISH");
    args_add(&args, arena_printf(&args.arena, "%snews", queue->root));
    args_add(&args, arena_printf(&args.arena, QUEUE_MARK " %lld - ", (long long)number));
    return link_command(queue, &args, &reply, err);
}

static int listen(struct queue *queue, struct err *err)
{
    struct args EV_ARGS args = {0};
    redisReply *reply EV_REPLY = NULL;
    args_add(&args, "SUBSCRIBE");
    args_add(&args, arena_printf(&args.arena, "%snews", queue->root));
    if (link_command(queue, &args, &reply, err))
        return -1;
    queue->listening = queue->connections;
    return 0;
}

/* "ID JUDGING WORKER TEXT". */
static bool read_news(const char *text, struct arena *arena, struct queue_news *news_out)
{
    char *words[4] = {arena_string(arena, text)};
    struct queue_news news;
    for (size_t i = 1; i < EV_ARRAY_LENGTH(words); i++) {
        char *space = strchr(words[i - 1], ' ');
        if (!space)
            return false;
        *space = '\0';
        words[i] = space + 1;
    }
    news = (struct queue_news){.id = words[0], .worker = words[2], .text = words[3]};
    if (check_id(news.id, NULL) ||
        parse_i64("judging", words[1], 1, INT32_MAX, &news.judging, NULL))
        return false;
    *news_out = news;
    return true;
}

int queue_hear(struct queue *queue, int64_t wait_ms, struct arena *arena,
               struct queue_news *news_out, bool *has_out, struct err *err)
{
    redisReply *reply EV_REPLY = NULL;
    *has_out = false;
    bool is_listening = queue->context && queue->listening == queue->connections;
    if (!is_listening && listen(queue, err))
        return -1;
    if (link_receive(queue, wait_ms, &reply, err))
        return -1;
    *has_out = !strcmp(reply_text(reply, 0), "message") &&
               reply_bytes(reply, 2) <= QUEUE_NEWS_MAX + 2 * QUEUE_ID_MAX &&
               read_news(reply_text(reply, 2), arena, news_out);
    return 0;
}
