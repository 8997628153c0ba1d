/* judge0_statistics: how many submissions, by language, status and day. */
#include <microhttpd.h>
#include <string.h>
#include <time.h>

#include "base/parse.h"
#include "serve/judge0.h"
#include "serve/view.h"

enum {
    LANGUAGES_MOST = 256,
    QUICK_MS = 10,
    REST =
        100, /* what took long is not asked again for so many times as long: it holds up the loop */
    DAYS = 31, /* today first */
};

static const int64_t SECOND_US = 1000000;
static const int64_t DAY_S = 24 * 60 * 60;

struct sums {
    const struct server *server;
    int64_t total, status[JUDGE0_STATUSES + 1], day[DAYS], today;
    struct {
        int64_t number, count;
    } languages[LANGUAGES_MOST];
    size_t language_count;
};

/* Of several numbers of one language, the first: the others are the same programs. */
static int64_t number_of(const struct sums *sums, const char *id)
{
    const struct language *language =
        id != NULL ? language_find(&sums->server->languages, id) : NULL;
    return language != NULL && language->judge0_count > 0 ? language->judge0[0] : JUDGE0_MULTI_FILE;
}

static void add_language(struct sums *sums, int64_t number, int64_t count)
{
    size_t i = 0;
    while (i < sums->language_count && sums->languages[i].number != number)
        i++;
    if (i == LANGUAGES_MOST)
        return;
    sums->languages[i].number = number;
    sums->languages[i].count += count;
    if (i == sums->language_count)
        sums->language_count++;
}

static int64_t status_of(const struct jobs_tally *job)
{
    enum verdict verdict;
    if (job->state == JOB_QUEUED)
        return JUDGE0_IN_QUEUE;
    if (job->state == JOB_JUDGING)
        return JUDGE0_PROCESSING;
    if (job->verdict != NULL && verdict_parse(job->verdict, &verdict))
        return verdict_info(verdict)->judge0_status;
    return JUDGE0_INTERNAL_ERROR;
}

static void add_tally(struct sums *sums, const struct jobs_tally *tally)
{
    int64_t day = sums->today - tally->day;
    sums->total += tally->count;
    sums->status[status_of(tally)] += tally->count;
    add_language(sums, number_of(sums, tally->language), tally->count);
    if (day >= 0 && day < DAYS)
        sums->day[day] += tally->count;
}

static int sum_up(struct sums *sums, struct err *err)
{
    EV_CLEANUP(arena_done) struct arena arena = {0};
    const struct jobs_tally *tallies;
    size_t count;
    if (jobs_tally(sums->server->jobs, judge0_api, sums->today - DAYS, &arena, &tallies, &count,
                   err) != 0)
        return -1;
    for (size_t i = 0; i < count; i++)
        add_tally(sums, &tallies[i]);
    return 0;
}

static struct json *days_json(const struct sums *sums)
{
    struct json *object = json_map();
    for (int64_t i = 1; i < DAYS; i++) { /* without today */
        char text[16];
        struct tm parts;
        time_t when = (sums->today - i) * DAY_S;
        if (gmtime_r(&when, &parts) != NULL && strftime(text, sizeof(text), "%Y-%m-%d", &parts) > 0)
            json_set_i64(object, text, sums->day[i]);
    }
    return object;
}

static struct json *languages_json(const struct sums *sums)
{
    struct json *list = json_list();
    for (size_t i = 0; i < sums->language_count; i++) {
        struct json *row = json_map(), *language = json_map();
        judge0_set_language(sums->server, language, sums->languages[i].number);
        json_set(row, "language", language);
        json_set_i64(row, "count", sums->languages[i].count);
        json_append(list, row);
    }
    return list;
}

static struct json *statuses_json(const struct sums *sums)
{
    struct json *list = json_list();
    for (int64_t i = 1; i <= JUDGE0_STATUSES; i++) {
        if (sums->status[i] == 0)
            continue;
        struct json *row = json_map(), *status = json_map();
        json_set_i64(status, "id", i);
        json_set_string(status, "name", judge0_status_name(i));
        json_set(row, "status", status);
        json_set_i64(row, "count", sums->status[i]);
        json_append(list, row);
    }
    return list;
}

static struct json *database_json(const struct server *server)
{
    enum { SIZE_BYTES = 32 };
    struct jobs_counts counts = {0};
    struct err ignored; /* then its size is not known */
    char text[SIZE_BYTES];
    struct json *object = json_map();
    (void)!jobs_count(server->jobs, &counts, &ignored);
    json_set_string(object, "size_pretty", format_bytes(counts.file_bytes, text, sizeof(text)));
    json_set_i64(object, "size_in_bytes", counts.file_bytes);
    return object;
}

/* NULL: err says why. */
static struct json *statistics_json(const struct server *server, struct err *err)
{
    int64_t now = now_us();
    struct sums sums = {.server = server, .today = now / SECOND_US / DAY_S};
    if (sum_up(&sums, err) != 0)
        return NULL;
    struct json *object = json_map(), *submissions = json_map();
    view_set_time(object, "created_at", now);
    json_set_i64(submissions, "total", sums.total);
    json_set_i64(submissions, "today", sums.day[0]);
    json_set(submissions, "last_30_days", days_json(&sums));
    json_set(object, "submissions", submissions);
    json_set(object, "languages", languages_json(&sums));
    json_set(object, "statuses", statuses_json(&sums));
    json_set(object, "database", database_json(server));
    return object;
}

void judge0_statistics(struct request *request)
{
    struct server *server = request->server;
    struct err err = {0};
    int64_t begun_ms = clock_ms();
    if (server->statistics == NULL || begun_ms >= server->statistics_until_ms) {
        struct json *fresh = statistics_json(server, &err);
        if (fresh == NULL) {
            answer_judge0_error(request, MHD_HTTP_INTERNAL_SERVER_ERROR, "Internal Server Error");
            return;
        }
        int64_t took_ms = clock_ms() - begun_ms;
        int64_t rest_ms = took_ms > QUICK_MS ? REST * took_ms : 0;
        view_set_time(fresh, "cached_until", now_us() + rest_ms * 1000);
        json_close(server->statistics);
        server->statistics = fresh;
        server->statistics_until_ms = begun_ms + took_ms + rest_ms;
    }
    answer_json(request, MHD_HTTP_OK, json_share(server->statistics));
}
