/* worker_fetch: see worker_fetch.h. */
#include "serve/worker_fetch.h"

#include <curl/curl.h>
#include <string.h>

#include "base/arena.h"
#include "base/fs.h"
#include "base/hash.h"

enum { TRIES = 3, CONNECT_MS = 10000, SLOW_BYTES = 1024, SLOW_S = 30 };

struct fetcher {
    CURL *curl;
    struct curl_slist *headers;
    struct arena arena;
    int64_t most_ms;
};

static void hash_drop(struct hash **hash)
{
    hash_close(*hash);
}

void fetcher_limit(struct fetcher *fetcher, int64_t most_ms)
{
    fetcher->most_ms = most_ms;
}

/* Where the bytes of one transfer go. */
struct sink {
    int fd;
    int64_t bytes, most_bytes;
    bool is_too_large;
};

static size_t take_bytes(char *bytes, size_t size, size_t count, void *context)
{
    struct sink *sink = context;
    int64_t more = (int64_t)(size * count);
    sink->is_too_large = sink->bytes + more > sink->most_bytes;
    if (sink->is_too_large || fs_write_all(sink->fd, bytes, size * count))
        return 0;
    sink->bytes += more;
    return size * count;
}

int fetcher_open(const char *token, struct fetcher **fetcher_out, struct err *err)
{
    struct fetcher *fetcher = calloc(1, sizeof(*fetcher));
    if (!fetcher)
        err_out_of_memory();
    fetcher->curl = curl_easy_init();
    if (!fetcher->curl) {
        fetcher_close(fetcher);
        return err_set(err, ERR_JUDGE, "worker: libcurl cannot be started");
    }
    if (token)
        fetcher->headers = curl_slist_append(
            NULL, arena_printf(&fetcher->arena, "Authorization: Bearer %s", token));
    *fetcher_out = fetcher;
    return 0;
}

void fetcher_close(struct fetcher *fetcher)
{
    if (!fetcher)
        return;
    curl_slist_free_all(fetcher->headers);
    if (fetcher->curl)
        curl_easy_cleanup(fetcher->curl);
    arena_done(&fetcher->arena);
    free(fetcher);
}

static void set_options(struct fetcher *fetcher, const char *url, struct sink *sink)
{
    CURL *curl = fetcher->curl;
    curl_easy_reset(curl);
    /* options of fixed kinds: what libcurl knows, it takes */
    (void)curl_easy_setopt(curl, CURLOPT_URL, url);
    (void)curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    (void)curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    (void)curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
    (void)curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, (long)SLOW_BYTES);
    (void)curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, (long)SLOW_S);
    (void)curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)fetcher->most_ms);
    (void)curl_easy_setopt(curl, CURLOPT_HTTPHEADER, fetcher->headers);
    (void)curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_bytes);
    (void)curl_easy_setopt(curl, CURLOPT_WRITEDATA, sink);
    (void)curl_easy_setopt(curl, CURLOPT_FAILONERROR, 1L);
    (void)curl_easy_setopt(curl, CURLOPT_RESUME_FROM_LARGE, (curl_off_t)sink->bytes);
}

int fetcher_compare(int fd, const char *sha256, const char *what, struct err *err)
{
    struct hash *hash EV_CLEANUP(hash_drop) = NULL;
    char hex[HASH_HEX_BYTES];
    if (hash_open(&hash, err) || hash_add_fd(hash, fd, err))
        return -1;
    hash_finish(hash, hex);
    if (strcmp(hex, sha256) != 0)
        return err_set(err, ERR_INPUT, "%s: what came is not what was asked for (SHA-256 %s)", what,
                       hex);
    return 0;
}

static int explain(struct fetcher *fetcher, const char *url, const struct sink *sink,
                   CURLcode result, struct err *err)
{
    long status = 0;
    (void)curl_easy_getinfo(fetcher->curl, CURLINFO_RESPONSE_CODE, &status);
    if (sink->is_too_large)
        return err_set(err, ERR_INPUT, "%s: larger than the manifest says", url);
    if (result == CURLE_WRITE_ERROR)
        return err_sys(err, ERR_JUDGE, "%s: cannot be kept", url);
    if (status == 401 || status == 403)
        return err_set(err, ERR_SERVICE,
                       "%s: refused (%ld): a worker's token is needed: "
                       "EVALX_TOKEN, made by evalx queue token add",
                       url, status);
    if (result == CURLE_OPERATION_TIMEDOUT && fetcher->most_ms > 0)
        return err_set(err, ERR_SERVICE, "%s: not there in %lld s", url,
                       (long long)fetcher->most_ms / 1000);
    if (status >= 400)
        return err_set(err, ERR_SERVICE, "%s: the server answers %ld", url, status);
    return err_set(err, ERR_SERVICE, "%s: %s", url, curl_easy_strerror(result));
}

int fetcher_get(struct fetcher *fetcher, const char *server, const char *sha256, int64_t most_bytes,
                int fd, struct err *err)
{
    struct arena EV_CLEANUP(arena_done) arena = {0};
    struct sink sink = {.fd = fd, .most_bytes = most_bytes};
    const char *url = arena_printf(&arena, "%s/blob/sha256/%s", server, sha256);
    CURLcode result = CURLE_OK;
    for (int i = 0; i < TRIES; i++) {
        int64_t before = sink.bytes;
        set_options(fetcher, url, &sink);
        result = curl_easy_perform(fetcher->curl);
        bool is_broken = result == CURLE_PARTIAL_FILE || result == CURLE_RECV_ERROR ||
                         result == CURLE_OPERATION_TIMEDOUT;
        if (!is_broken || sink.bytes == before || fetcher->most_ms > 0)
            break;
    }
    if (result != CURLE_OK)
        return explain(fetcher, url, &sink, result, err);
    if (fsync(fd))
        return err_sys(err, ERR_JUDGE, "%s: cannot be kept", url);
    return fetcher_compare(fd, sha256, url, err);
}
