/* webhook_sign: signatures that any receiver of Standard Webhooks verifies. */
#include <string.h>

#include <criterion/criterion.h>

#include "serve/webhook_sign.h"

/* The signature was made apart from this code: printf '%s' ID.TIME.BODY | openssl dgst -sha256
 * -mac HMAC -macopt hexkey:KEY -binary | base64. */
Test(webhook_sign, a_signature_is_what_openssl_says)
{
    struct webhook_secrets secrets;
    struct err err = {0};
    struct str out = {0};
    static const char body[] = "{\"test\": 2432232314}";
    cr_assert_eq(webhook_secrets_read("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n", &secrets, &err),
                 0, "%s", err.msg);
    cr_assert_eq(webhook_sign(&secrets, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body,
                              sizeof(body) - 1, &out, &err),
                 0, "%s", err.msg);
    cr_expect_str_eq(str_text(&out), "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    str_done(&out);
}

Test(webhook_sign, two_secrets_give_two_signatures)
{
    struct webhook_secrets secrets;
    struct err err = {0};
    struct str text = {0}, out = {0};
    webhook_secret_make(&text);
    str_add_char(&text, ' ');
    webhook_secret_make(&text);
    cr_assert_eq(webhook_secrets_read(str_text(&text), &secrets, &err), 0, "%s", err.msg);
    cr_assert_eq(webhook_sign(&secrets, "m", 1, "{}", 2, &out, &err), 0, "%s", err.msg);
    const char *second = strstr(str_text(&out), " v1,");
    cr_assert_not_null(second);
    cr_expect_neq(strncmp(str_text(&out) + 3, second + 4, 20), 0, "they are not alike");
    str_done(&text);
    str_done(&out);
}

static const char *const nonsense[] = {
    "", "  ", "secret", "whsec_", "whsec_AAAA", "whsec_!!!!", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"};

Test(webhook_sign, what_is_no_secret_is_refused)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(nonsense); i++) {
        struct webhook_secrets secrets;
        struct err err = {0};
        cr_expect_eq(webhook_secrets_read(nonsense[i], &secrets, &err), -1, "'%s'", nonsense[i]);
        cr_expect_eq(err.kind, ERR_INPUT);
    }
}
