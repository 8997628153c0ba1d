/* webhook_sign: see webhook_sign.h. */
#include "serve/webhook_sign.h"

#include <string.h>
#include <sys/random.h>

#include "base/base64.h"
#include "base/hmac.h"

enum { SECRET_LEAST_BYTES = 24, SECRET_BYTES = 32 };

static const char prefix[] = "whsec_";

static int read_one(struct arena *arena, const char *text, size_t length,
                    struct webhook_secrets *secrets, struct err *err)
{
    const char *bytes = NULL, *word = arena_string_n(arena, text, length);
    size_t count = 0, skipped = sizeof(prefix) - 1;
    struct err ignored = {0};
    bool is_good =
        str_starts_with(word, prefix) && secrets->count < WEBHOOK_SECRETS_MOST &&
        base64_read(arena, word + skipped, length - skipped, &bytes, &count, &ignored) == 0 &&
        count >= SECRET_LEAST_BYTES && count <= WEBHOOK_SECRET_MAX;
    if (!is_good)
        return err_set(err, ERR_INPUT,
                       "webhook secret: whsec_ and 24 to 64 bytes in base64 are wanted, of at most "
                       "%d secrets",
                       WEBHOOK_SECRETS_MOST);
    memcpy(secrets->bytes[secrets->count], bytes, count);
    secrets->counts[secrets->count++] = count;
    return 0;
}

int webhook_secrets_read(const char *text, struct webhook_secrets *secrets_out, struct err *err)
{
    EV_CLEANUP(arena_done) struct arena arena = {0};
    static const char gaps[] = " \t\r\n";
    struct webhook_secrets secrets = {0};
    for (const char *at = text + strspn(text, gaps); *at != '\0'; at += strspn(at, gaps)) {
        size_t length = strcspn(at, gaps);
        if (read_one(&arena, at, length, &secrets, err) != 0)
            return -1;
        at += length;
    }
    if (secrets.count == 0)
        return err_set(err, ERR_INPUT, "webhook secret: it is empty");
    *secrets_out = secrets;
    return 0;
}

void webhook_secret_make(struct str *out)
{
    unsigned char bytes[SECRET_BYTES];
    while (getrandom(bytes, sizeof(bytes), 0) != (ssize_t)sizeof(bytes))
        continue; /* a signal came before the kernel had any randomness: getrandom(2) */
    str_add(out, prefix);
    base64_add(out, bytes, sizeof(bytes), 0);
}

int webhook_sign(const struct webhook_secrets *secrets, const char *id, int64_t timestamp_s,
                 const void *body, size_t count, struct str *out, struct err *err)
{
    EV_STR struct str text = {0};
    str_printf(&text, "%s.%lld.", id, (long long)timestamp_s);
    str_add_n(&text, body, count);
    if (text.is_cut)
        return err_set(err, ERR_JUDGE, "webhook: the message is too large");
    for (size_t i = 0; i < secrets->count; i++) {
        unsigned char digest[HMAC_BYTES];
        if (hmac_sha256(secrets->bytes[i], secrets->counts[i], str_text(&text), text.count, digest,
                        err) != 0)
            return -1;
        str_add(out, i == 0 ? "v1," : " v1,");
        base64_add(out, digest, sizeof(digest), 0);
    }
    return 0;
}
