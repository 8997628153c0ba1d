/* script: the texts of the transitions, and running them. */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "queue/internal.h"

/* The files of lua/, byte by byte. */
#define TEXT_OF(name)                                                                              \
    __asm__(".section .rodata\n"                                                                   \
            ".global queue_lua_" #name "\n"                                                        \
            "queue_lua_" #name ":\n"                                                               \
            ".incbin \"src/queue/lua/" #name ".lua\"\n"                                            \
            ".byte 0\n"                                                                            \
            ".previous\n");                                                                        \
    extern const char queue_lua_##name[]

TEXT_OF(common);
TEXT_OF(submit);
TEXT_OF(fetch);
TEXT_OF(beat);
TEXT_OF(finish);
TEXT_OF(giveup);
TEXT_OF(cancel);
TEXT_OF(settle);
TEXT_OF(missing);
TEXT_OF(out);
TEXT_OF(given);
TEXT_OF(overdue);
TEXT_OF(stranded);
TEXT_OF(audit);
TEXT_OF(claim);
TEXT_OF(control);
TEXT_OF(status);
TEXT_OF(workers);
TEXT_OF(tell);

static const struct {
    const char *name;
    const char *text;
    bool is_alone; /* without the common part */
} scripts[SCRIPT_COUNT] = {
    [SCRIPT_SUBMIT] = {"submit", queue_lua_submit, false},
    [SCRIPT_FETCH] = {"fetch", queue_lua_fetch, false},
    [SCRIPT_BEAT] = {"beat", queue_lua_beat, false},
    [SCRIPT_FINISH] = {"finish", queue_lua_finish, false},
    [SCRIPT_GIVEUP] = {"giveup", queue_lua_giveup, false},
    [SCRIPT_CANCEL] = {"cancel", queue_lua_cancel, false},
    [SCRIPT_SETTLE] = {"settle", queue_lua_settle, false},
    [SCRIPT_MISSING] = {"missing", queue_lua_missing, false},
    [SCRIPT_OUT] = {"out", queue_lua_out, false},
    [SCRIPT_GIVEN] = {"given", queue_lua_given, false},
    [SCRIPT_OVERDUE] = {"overdue", queue_lua_overdue, false},
    [SCRIPT_STRANDED] = {"stranded", queue_lua_stranded, false},
    [SCRIPT_AUDIT] = {"audit", queue_lua_audit, false},
    [SCRIPT_CLAIM] = {"claim", queue_lua_claim, true},
    [SCRIPT_CONTROL] = {"control", queue_lua_control, false},
    [SCRIPT_STATUS] = {"status", queue_lua_status, false},
    [SCRIPT_WORKERS] = {"workers", queue_lua_workers, false},
    [SCRIPT_TELL] = {"tell", queue_lua_tell, false},
};

static const struct {
    const char *word;
    enum queue_answer answer;
} words[] = {
    {"OK", QUEUE_OK},
    {"DUP", QUEUE_DUP},
    {"BUSY", QUEUE_BUSY},
    {"FULL", QUEUE_FULL},
    {"DRAINING", QUEUE_DRAINING},
    {"EMPTY", QUEUE_EMPTY},
    {"PAUSED", QUEUE_PAUSED},
    {"HOLD", QUEUE_HOLD},
    {"REFUSED", QUEUE_REFUSED},
    {"UPGRADE", QUEUE_UPGRADE},
    {"STALE", QUEUE_STALE},
    {"DEAD", QUEUE_DEAD},
    {"UNKNOWN", QUEUE_UNKNOWN},
    {"UNCLAIMED", QUEUE_UNCLAIMED},
    {"SCHEMA", QUEUE_SCHEMA},
    {"TAKEN", QUEUE_TAKEN},
};

const char *queue_answer_text(enum queue_answer answer)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(words); i++)
        if (words[i].answer == answer)
            return words[i].word;
    return "?";
}

const char *script_name(enum script script)
{
    return scripts[script].name;
}

bool queue_is_weakened(const char *defence)
{
#ifdef EVALX_MUTANTS
    const char *weaken = getenv("EVALX_WEAKEN_QUEUE");
    return weaken && !strcmp(weaken, defence);
#else
    (void)defence;
    return false;
#endif
}

#ifdef EVALX_MUTANTS
/* Lines that end in "-- check: NAME" are left out when NAME is to be weakened. */
static void add_text(struct str *out, const char *text)
{
    while (*text) {
        size_t count = strcspn(text, "\n");
        count += text[count] == '\n';
        struct str EV_STR line = {0};
        str_add_n(&line, text, count);
        const char *mark = strstr(str_text(&line), "-- check: ");
        struct str EV_STR name = {0};
        if (mark)
            str_add_n(&name, mark + 10, strcspn(mark + 10, "\n"));
        if (!mark || !queue_is_weakened(str_text(&name)))
            str_add(out, str_text(&line));
        text += count;
    }
}
#else
static void add_text(struct str *out, const char *text)
{
    str_add(out, text);
}
#endif

void script_text(enum script script, struct str *out)
{
    const char *text = scripts[script].text;
    size_t first_line = strcspn(text, "\n") + 1;
    str_add_n(out, text, first_line); /* "#!lua ..." must stay in front */
    if (!scripts[script].is_alone)
        add_text(out, queue_lua_common);
    add_text(out, text + first_line);
}

/* Redis forgets its scripts at a restart and at SCRIPT FLUSH. */
static int load(struct queue *queue, enum script script, struct err *err)
{
    struct str EV_STR text = {0};
    script_text(script, &text);
    struct args EV_ARGS args = {0};
    args_add(&args, "SCRIPT");
    args_add(&args, "LOAD");
    args_add_n(&args, str_text(&text), text.count);
    redisReply *reply EV_REPLY = NULL;
    if (link_command(queue, &args, &reply, err))
        return err_wrap(err, "script %s", scripts[script].name);
    if (reply->type != REDIS_REPLY_STRING || reply->len != SHA_BYTES - 1)
        return err_set(err, ERR_SERVICE, "redis: SCRIPT LOAD did not answer a digest");
    memcpy(queue->sha[script], reply->str, SHA_BYTES);
    return 0;
}

static void add_prologue(struct queue *queue, enum script script, struct args *out)
{
    args_add(out, "EVALSHA");
    args_add(out, queue->sha[script]);
    args_add(out, "1");
    args_add(out, queue->meta);
    if (!scripts[script].is_alone)
        args_add(out, QUEUE_SCHEMA_TEXT);
}

static bool is_error(const redisReply *reply, const char *word)
{
    return reply->type == REDIS_REPLY_ERROR && str_starts_with(reply->str, word);
}

/* What the word at this place of a reply stands for. */
static int read_word(const redisReply *reply, size_t index, enum script script,
                     enum queue_answer *answer_out, struct err *err)
{
    const char *word = reply_text(reply, index);
    for (size_t i = 0; i < EV_ARRAY_LENGTH(words); i++)
        if (!strcmp(words[i].word, word)) {
            *answer_out = words[i].answer;
            return 0;
        }
    return err_set(err, ERR_SERVICE, "redis: script %s answered something else than expected",
                   scripts[script].name);
}

static int read_answer(const redisReply *reply, enum script script, enum queue_answer *answer_out,
                       struct err *err)
{
    if (!is_error(reply, "OOM"))
        return read_word(reply, 0, script, answer_out, err);
    *answer_out = QUEUE_FULL;
    return 0;
}

/* One round: *needs_load_out and *is_unclaimed_out say why it must be repeated. */
static int run_once(struct queue *queue, enum script script, const struct args *calls, size_t count,
                    enum queue_answer *answers_out, redisReply **replies, struct err *err)
{
    struct args *EV_FREE commands = calloc(count, sizeof(*commands));
    if (!commands)
        err_out_of_memory();
    for (size_t i = 0; i < count; i++) {
        add_prologue(queue, script, &commands[i]);
        for (size_t k = 0; k < calls[i].count; k++)
            args_add_n(&commands[i], calls[i].text[k], calls[i].bytes[k]);
    }
    int failed = link_commands(queue, commands, count, replies, err);
    for (size_t i = 0; i < count; i++)
        args_done(&commands[i]);
    for (size_t i = 0; i < count && !failed; i++) {
        if (is_error(replies[i], "NOSCRIPT"))
            answers_out[i] = QUEUE_UNKNOWN;
        else if (link_check(queue, replies[i], err) && !is_error(replies[i], "OOM"))
            failed = err_wrap(err, "script %s", scripts[script].name);
        else
            failed = read_answer(replies[i], script, &answers_out[i], err);
    }
    return failed;
}

static bool any_error(redisReply **replies, size_t count, const char *word)
{
    for (size_t i = 0; i < count; i++)
        if (is_error(replies[i], word))
            return true;
    return false;
}

static bool any_answer(const enum queue_answer *answers, size_t count, enum queue_answer answer)
{
    for (size_t i = 0; i < count; i++)
        if (answers[i] == answer)
            return true;
    return false;
}

static void drop_replies(redisReply **replies, size_t count)
{
    for (size_t i = 0; i < count; i++)
        reply_done(&replies[i]);
}

/* What has to be mended before all calls are made once more: every script may run twice. */
static int mend(struct queue *queue, enum script script, redisReply **replies, size_t count,
                const enum queue_answer *answers, bool *is_mended_out, struct err *err)
{
    *is_mended_out = true;
    if (any_error(replies, count, "NOSCRIPT"))
        return load(queue, script, err);
    bool is_lost = queue->is_server && !queue->is_claiming && script != SCRIPT_CLAIM &&
                   any_answer(answers, count, QUEUE_UNCLAIMED);
    if (is_lost)
        return claim_again(queue, err);
    *is_mended_out = false;
    return 0;
}

int script_run(struct queue *queue, enum script script, const struct args *calls, size_t count,
               enum queue_answer *answers_out, redisReply **replies_out, struct err *err)
{
    enum { TRIES = 4 };
    redisReply **EV_FREE replies = calloc(count ? count : 1, sizeof(*replies));
    if (!replies)
        err_out_of_memory();
    if (!queue->sha[script][0] && load(queue, script, err))
        return -1;
    bool is_mended = true;
    int failed = 0;
    for (int i = 0; i < TRIES && is_mended && !failed; i++) {
        drop_replies(replies, count);
        failed = run_once(queue, script, calls, count, answers_out, replies, err) ||
                 mend(queue, script, replies, count, answers_out, &is_mended, err);
    }
    if (!failed && is_mended)
        failed = err_set(err, ERR_SERVICE, "redis: %s: script %s is forgotten again and again",
                         queue->place.text, scripts[script].name);
    for (size_t i = 0; i < count; i++) {
        if (replies_out && !failed)
            replies_out[i] = replies[i];
        else
            reply_done(&replies[i]);
    }
    return failed ? -1 : 0;
}

int script_one(struct queue *queue, enum script script, const struct args *args,
               enum queue_answer *answer_out, redisReply **reply_out, struct err *err)
{
    return script_run(queue, script, args, 1, answer_out, reply_out, err);
}

int script_must(struct queue *queue, enum script script, const struct args *args,
                redisReply **reply_out, struct err *err)
{
    enum queue_answer answer;
    redisReply *reply EV_REPLY = NULL;
    if (script_one(queue, script, args, &answer, &reply, err))
        return -1;
    if (answer != QUEUE_OK)
        return err_set(err, ERR_SERVICE, "redis: %s: %s: %s", queue->place.text,
                       scripts[script].name, queue_answer_text(answer));
    if (reply_out) {
        *reply_out = reply;
        reply = NULL;
    }
    return 0;
}

int script_many(struct queue *queue, enum script script, const struct args *args, size_t count,
                enum queue_answer *answers_out, struct err *err)
{
    redisReply *reply EV_REPLY = NULL;
    enum queue_answer answer;
    if (script_one(queue, script, args, &answer, &reply, err))
        return -1;
    for (size_t i = 0; i < count; i++) {
        answers_out[i] = answer; /* of the whole call, where it is not OK */
        if (answer == QUEUE_OK && read_word(reply, i + 1, script, &answers_out[i], err))
            return -1;
    }
    return 0;
}
