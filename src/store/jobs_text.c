/* jobs_text: names nobody can guess, and bytes made small. */
#include <string.h>
#include <sys/random.h>

#include "base/compress.h"
#include "store/jobs_internal.h"

enum { RANDOM_BYTES = 16, PACKED_LEAST_BYTES = 200 };

/* Up to 256 bytes do not fall short, and only a signal before the kernel has gathered its first
 * randomness makes it fail: getrandom(2). */
void random_fill(void *bytes, size_t count)
{
    while (getrandom(bytes, count, 0) != (ssize_t)count)
        continue;
}

static void write_hex(char *text, const unsigned char *bytes, size_t count)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < count; i++) {
        text[2 * i] = digits[bytes[i] >> 4];
        text[2 * i + 1] = digits[bytes[i] & 15];
    }
    text[2 * count] = '\0';
}

/* RFC 9562, 5.4. */
void random_uuid(char text_out[JOB_TOKEN_BYTES])
{
    unsigned char bytes[RANDOM_BYTES];
    char hex[2 * RANDOM_BYTES + 1];
    random_fill(bytes, sizeof(bytes));
    bytes[6] = (unsigned char)((bytes[6] & 0x0f) | 0x40);
    bytes[8] = (unsigned char)((bytes[8] & 0x3f) | 0x80);
    write_hex(hex, bytes, sizeof(bytes));
    (void)snprintf(text_out, JOB_TOKEN_BYTES, "%.8s-%.4s-%.4s-%.4s-%.12s", hex, hex + 8, hex + 12,
                   hex + 16, hex + 20); /* fits: 32 digits and 4 dashes */
}

void random_lease(char text_out[JOB_LEASE_BYTES])
{
    unsigned char bytes[RANDOM_BYTES];
    random_fill(bytes, sizeof(bytes));
    write_hex(text_out, bytes, sizeof(bytes));
}

double random_unit(void)
{
    uint32_t value;
    random_fill(&value, sizeof(value));
    return value / 4294967296.0;
}

int bytes_pack(struct arena *arena, const void *bytes, size_t count, const void **packed_out,
               size_t *packed_count_out, struct err *err)
{
    const void *packed = bytes;
    size_t packed_count = count;
    if (count >= PACKED_LEAST_BYTES &&
        compress_bytes(arena, bytes, count, &packed, &packed_count, err) != 0)
        return -1;
    bool is_packed = packed_count < count;
    *packed_out = is_packed ? packed : bytes;
    *packed_count_out = is_packed ? packed_count : count;
    return 0;
}

static void hash_cleanup(struct hash **hash)
{
    hash_close(*hash);
}

int text_digest(const void *bytes, size_t count, char hex_out[HASH_HEX_BYTES], struct err *err)
{
    EV_CLEANUP(hash_cleanup) struct hash *hash = NULL;
    if (hash_open(&hash, err) != 0)
        return -1;
    hash_add(hash, bytes, count);
    hash_finish(hash, hex_out);
    return 0;
}
