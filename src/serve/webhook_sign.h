/* webhook_sign: signatures of Standard Webhooks 1.0 (standardwebhooks.com): who gets a message can
 * tell that it is from this server, and not replayed. */
#ifndef EVALX_SERVE_WEBHOOK_SIGN_H
#define EVALX_SERVE_WEBHOOK_SIGN_H

#include <stddef.h>
#include <stdint.h>

#include "base/base.h"
#include "base/err.h"
#include "base/str.h"

enum { WEBHOOK_SECRETS_MOST = 4, WEBHOOK_SECRET_MAX = 64 };

/* The first signs; those behind it too, so that receivers can be moved to a new one. */
struct webhook_secrets {
    unsigned char bytes[WEBHOOK_SECRETS_MOST][WEBHOOK_SECRET_MAX];
    size_t counts[WEBHOOK_SECRETS_MOST];
    size_t count;
};

/* "whsec_BASE64", of 24 to 64 bytes; several with spaces or newlines between. */
int webhook_secrets_read(const char *text, struct webhook_secrets *secrets_out,
                         struct err *err) EV_MUST_CHECK;
/* A new one as such a text. */
void webhook_secret_make(struct str *out);
/* "v1,BASE64", one for each secret, with spaces between. */
int webhook_sign(const struct webhook_secrets *secrets, const char *id, int64_t timestamp_s,
                 const void *body, size_t count, struct str *out, struct err *err) EV_MUST_CHECK;

#endif
