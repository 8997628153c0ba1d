/* hmac: see hmac.h. H(K xor opad, H(K xor ipad, text)). */
#include "base/hmac.h"

#include <string.h>

#include "base/hash.h"

enum { BLOCK_BYTES = 64, INNER_PAD = 0x36, OUTER_PAD = 0x5c };

static void hash_cleanup(struct hash **hash)
{
    hash_close(*hash);
}

static unsigned char digit_of(char c)
{
    return (unsigned char)(c <= '9' ? c - '0' : c - 'a' + 10);
}

/* H(first, second), as bytes. */
static int digest_two(const void *first, size_t first_count, const void *second,
                      size_t second_count, unsigned char out[HMAC_BYTES], struct err *err)
{
    EV_CLEANUP(hash_cleanup) struct hash *hash = NULL;
    char hex[HASH_HEX_BYTES];
    if (hash_open(&hash, err) != 0)
        return -1;
    hash_add(hash, first, first_count);
    hash_add(hash, second, second_count);
    hash_finish(hash, hex);
    for (size_t i = 0; i < HMAC_BYTES; i++)
        out[i] = (unsigned char)(digit_of(hex[2 * i]) << 4 | digit_of(hex[2 * i + 1]));
    return 0;
}

int hmac_sha256(const void *key, size_t key_count, const void *bytes, size_t count,
                unsigned char out[HMAC_BYTES], struct err *err)
{
    unsigned char inner[BLOCK_BYTES] = {0}, outer[BLOCK_BYTES], digest[HMAC_BYTES];
    if (key_count > BLOCK_BYTES) {
        if (digest_two(key, key_count, "", 0, inner, err) != 0)
            return -1;
    } else {
        memcpy(inner, key, key_count);
    }
    for (size_t i = 0; i < BLOCK_BYTES; i++) {
        outer[i] = inner[i] ^ OUTER_PAD;
        inner[i] ^= INNER_PAD;
    }
    if (digest_two(inner, sizeof(inner), bytes, count, digest, err) != 0)
        return -1;
    return digest_two(outer, sizeof(outer), digest, sizeof(digest), out, err);
}
