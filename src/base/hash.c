/* hash: see hash.h. */
#include "base/hash.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "base/library.h"

enum { DIGEST_BYTES = 32, CHUNK_BYTES = 1 << 16 };

struct crypto {
    typeof(&OPENSSL_init_crypto) init;
    typeof(&EVP_MD_CTX_new) context_new;
    typeof(&EVP_MD_CTX_free) context_free;
    typeof(&EVP_sha256) sha256;
    typeof(&EVP_DigestInit_ex) digest_init;
    typeof(&EVP_DigestUpdate) digest_update;
    typeof(&EVP_DigestFinal_ex) digest_final;
};

static const char *const file_names[] = {"libcrypto.so.3", "libcrypto.so.1.1", NULL};

static const struct library_symbol symbols[] = {
    {"OPENSSL_init_crypto", offsetof(struct crypto, init)},
    {"EVP_MD_CTX_new", offsetof(struct crypto, context_new)},
    {"EVP_MD_CTX_free", offsetof(struct crypto, context_free)},
    {"EVP_sha256", offsetof(struct crypto, sha256)},
    {"EVP_DigestInit_ex", offsetof(struct crypto, digest_init)},
    {"EVP_DigestUpdate", offsetof(struct crypto, digest_update)},
    {"EVP_DigestFinal_ex", offsetof(struct crypto, digest_final)},
};

struct hash {
    struct crypto crypto;
    EVP_MD_CTX *context;
};

static int start(struct hash *hash, struct err *err)
{
    /* SHA-256 needs no configuration file, and a child of ours must not run its exit handlers. */
    static const uint64_t options = OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_ATEXIT;
    if (library_open(file_names, symbols, EV_ARRAY_LENGTH(symbols), &hash->crypto,
                     "install libssl3", err))
        return -1;
    (void)hash->crypto.init(options, NULL); /* a failure shows just below */
    hash->context = hash->crypto.context_new();
    if (!hash->context || hash->crypto.digest_init(hash->context, hash->crypto.sha256(), NULL) != 1)
        return err_set(err, ERR_JUDGE, "cannot compute a SHA-256: libcrypto refuses it");
    return 0;
}

int hash_open(struct hash **hash_out, struct err *err)
{
    EV_CLEANUP(mem_free) struct hash *hash = calloc(1, sizeof(*hash));
    if (!hash)
        return err_sys(err, ERR_JUDGE, "cannot compute a SHA-256");
    if (start(hash, err)) {
        if (hash->context)
            hash->crypto.context_free(hash->context);
        return -1;
    }
    *hash_out = hash;
    hash = NULL;
    return 0;
}

void hash_add(struct hash *hash, const void *bytes, size_t count)
{
    /* SHA-256 in memory has no way to fail once it has begun. */
    (void)hash->crypto.digest_update(hash->context, bytes, count);
}

void hash_add_field(struct hash *hash, const char *text)
{
    size_t length = strlen(text);
    unsigned char prefix[8];
    for (size_t i = 0; i < sizeof(prefix); i++)
        prefix[i] = (unsigned char)((uint64_t)length >> (8 * i));
    hash_add(hash, prefix, sizeof(prefix));
    hash_add(hash, text, length);
}

int hash_add_fd(struct hash *hash, int fd, struct err *err)
{
    char chunk[CHUNK_BYTES];
    off_t at = 0;
    for (;;) {
        ssize_t got = pread(fd, chunk, sizeof(chunk), at);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return err_sys(err, ERR_INPUT, "cannot read: a file to hash");
        if (got == 0)
            return 0;
        hash_add(hash, chunk, (size_t)got);
        at += got;
    }
}

void hash_finish(struct hash *hash, char hex_out[HASH_HEX_BYTES])
{
    static const char digits[] = "0123456789abcdef";
    unsigned char digest[EVP_MAX_MD_SIZE] = {0};
    (void)hash->crypto.digest_final(hash->context, digest, NULL); /* as hash_add */
    for (size_t i = 0; i < DIGEST_BYTES; i++) {
        hex_out[2 * i] = digits[digest[i] >> 4];
        hex_out[2 * i + 1] = digits[digest[i] & 15];
    }
    hex_out[HASH_HEX_BYTES - 1] = '\0';
}

void hash_close(struct hash *hash)
{
    if (!hash)
        return;
    hash->crypto.context_free(hash->context);
    free(hash);
}
