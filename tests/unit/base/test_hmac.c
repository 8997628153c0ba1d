/* hmac: the test cases of RFC 4231. */
#include <string.h>

#include <criterion/criterion.h>

#include "base/hmac.h"

static const struct {
    const char *label, *key, *text, *digest;
    size_t key_repeats; /* 0: the key is as it stands; else its first byte so often */
} cases[] = {
    {"case 1", "\x0b", "Hi There",
     "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7", 20},
    {"case 2", "Jefe", "what do ya want for nothing?",
     "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843", 0},
    {"case 6, a long key", "\xaa", "Test Using Larger Than Block-Size Key - Hash Key First",
     "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54", 131},
};

Test(hmac, it_is_what_the_rfc_says)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(cases); i++) {
        struct err err = {0};
        unsigned char key[200], out[HMAC_BYTES];
        char hex[2 * HMAC_BYTES + 1];
        size_t count = cases[i].key_repeats > 0 ? cases[i].key_repeats : strlen(cases[i].key);
        memset(key, cases[i].key[0], sizeof(key));
        if (cases[i].key_repeats == 0)
            memcpy(key, cases[i].key, count);
        cr_assert_eq(hmac_sha256(key, count, cases[i].text, strlen(cases[i].text), out, &err), 0);
        for (size_t k = 0; k < HMAC_BYTES; k++)
            (void)snprintf(hex + 2 * k, 3, "%02x", out[k]);
        cr_expect_str_eq(hex, cases[i].digest, "%s", cases[i].label);
    }
}
