/* rate: see rate.h. The table has a fixed number of buckets; a new key takes the place of the
 * fullest of its row, so that nobody who was refused is forgotten before those who were not. */
#include "serve/rate.h"

#include <string.h>

#include "base/base.h"
#include "base/err.h"

enum { ROWS = 4096, WAYS = 4, KEY_BYTES = 48, MINUTE_MS = 60000 };

struct bucket {
    char key[KEY_BYTES]; /* "" free; a longer one is cut, and shares */
    double left;
    int64_t at_ms;
};

struct rate {
    int64_t a_minute;
    struct bucket buckets[ROWS][WAYS];
};

struct rate *rate_open(int64_t a_minute)
{
    struct rate *rate = calloc(1, sizeof(*rate));
    if (rate == NULL)
        err_out_of_memory();
    rate->a_minute = a_minute;
    return rate;
}

void rate_close(struct rate *rate)
{
    free(rate);
}

/* FNV-1a. */
static uint32_t hash_of(const char *key)
{
    uint32_t hash = 2166136261U;
    for (; *key != '\0'; key++)
        hash = (hash ^ (unsigned char)*key) * 16777619U;
    return hash;
}

static void refill(const struct rate *rate, struct bucket *bucket, int64_t now_ms)
{
    double full = (double)rate->a_minute;
    bucket->left += full * (double)(now_ms - bucket->at_ms) / MINUTE_MS;
    if (bucket->left > full)
        bucket->left = full;
    bucket->at_ms = now_ms;
}

static struct bucket *find(struct rate *rate, const char *key, int64_t now_ms)
{
    struct bucket *row = rate->buckets[hash_of(key) % ROWS];
    struct bucket *fullest = &row[0];
    for (size_t i = 0; i < WAYS; i++) {
        if (row[i].key[0] == '\0') {
            fullest = &row[i];
            break;
        }
        if (strncmp(row[i].key, key, KEY_BYTES - 1) == 0)
            return &row[i];
        refill(rate, &row[i], now_ms);
        if (row[i].left > fullest->left)
            fullest = &row[i];
    }
    *fullest = (struct bucket){.left = (double)rate->a_minute, .at_ms = now_ms};
    (void)snprintf(fullest->key, KEY_BYTES, "%s", key); /* a longer one is cut */
    return fullest;
}

bool rate_take(struct rate *rate, const char *key, size_t count, int64_t now_ms,
               int64_t *wait_s_out)
{
    if (rate->a_minute == 0 || count == 0)
        return true;
    struct bucket *bucket = find(rate, key, now_ms);
    refill(rate, bucket, now_ms);
    double full = (double)rate->a_minute;
    double wanted = (double)count < full ? (double)count : full;
    if (bucket->left >= wanted) {
        bucket->left -= wanted;
        return true;
    }
    *wait_s_out = 1 + (int64_t)((wanted - bucket->left) * 60 / full);
    return false;
}
