/* pack: archives written byte by byte, so that tests can make those that no honest tool makes. */
#ifndef TESTS_UNIT_BASE_PACK_H
#define TESTS_UNIT_BASE_PACK_H

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"

enum { TAR_BLOCK = 512, TAR_NAME = 100 };

/* Text into a field that is zero so far; what is too long is cut. */
static inline void tar_field(char *field, size_t room, const char *text)
{
    size_t length = strlen(text);
    memcpy(field, text, length < room ? length : room);
}

/* Header of an entry, without its data; POSIX ustar: type '0' file, '1' hard link, '2' symbolic
 * link, '3' device, '5' folder, '6' FIFO. */
static inline void tar_header(struct str *out, char type, const char *name, const char *link,
                              unsigned mode, uint64_t size)
{
    char block[TAR_BLOCK + 1] = {0};
    unsigned sum = 0;
    tar_field(block, TAR_NAME, name);
    (void)snprintf(block + 100, 8, "%07o", mode & 07777);
    memcpy(block + 108, "0000000\0000000000", 16);
    (void)snprintf(block + 124, 12, "%011llo", (unsigned long long)(size & 077777777777));
    memcpy(block + 136, "00000000000", 12);
    memcpy(block + 148, "        ", 8);
    block[156] = type;
    tar_field(block + 157, TAR_NAME, link);
    memcpy(block + 257, "ustar\00000", 8);
    for (size_t i = 0; i < TAR_BLOCK; i++)
        sum += (unsigned char)block[i];
    (void)snprintf(block + 148, 8, "%06o", sum & 0777777);
    str_add_n(out, block, TAR_BLOCK);
}

static inline void tar_data(struct str *out, const char *bytes, size_t count)
{
    static const char zeros[TAR_BLOCK];
    str_add_n(out, bytes, count);
    str_add_n(out, zeros, (TAR_BLOCK - count % TAR_BLOCK) % TAR_BLOCK);
}

static inline void tar_file(struct str *out, const char *name, const char *text, unsigned mode)
{
    tar_header(out, '0', name, "", mode, strlen(text));
    tar_data(out, text, strlen(text));
}

/* GNU's way to a name of any length: it stands before the entry. */
static inline void tar_long_name(struct str *out, const char *name)
{
    tar_header(out, 'L', "././@LongLink", "", 0, strlen(name) + 1);
    tar_data(out, name, strlen(name) + 1);
}

static inline void tar_end(struct str *out)
{
    static const char zeros[2 * TAR_BLOCK];
    str_add_n(out, zeros, sizeof(zeros));
}

static inline void add_little(struct str *out, uint64_t value, int bytes)
{
    for (int i = 0; i < bytes; i++)
        str_add_char(out, (char)(value >> (8 * i)));
}

/* A Zstandard frame (RFC 8878) of `count` raw bytes and then `blocks` of 128 KiB of zeros each, of
 * which one takes four bytes: 32,768 to 1. */
static inline void zstd_bomb(struct str *out, const char *bytes, size_t count, size_t blocks)
{
    enum { RAW = 0, RLE = 1, RLE_BYTES = 128 << 10 };
    str_add_n(out, "\x28\xb5\x2f\xfd\x00\x38", 6); /* magic, no content size, window of 128 KiB */
    add_little(out, count << 3 | RAW << 1, 3);
    str_add_n(out, bytes, count);
    for (size_t i = 1; i <= blocks; i++) {
        add_little(out, (uint64_t)RLE_BYTES << 3 | RLE << 1 | (i == blocks), 3);
        str_add_char(out, '\0');
    }
}

/* Bits of a deflate stream (RFC 1951), the lowest first. */
struct bits {
    struct str *out;
    unsigned held;
    int held_count;
};

static inline void bits_add(struct bits *bits, unsigned value, int count)
{
    for (int i = 0; i < count; i++) {
        bits->held |= (value >> i & 1) << bits->held_count;
        if (++bits->held_count == 8) {
            str_add_char(bits->out, (char)bits->held);
            bits->held = 0;
            bits->held_count = 0;
        }
    }
}

/* Huffman codes stand with their highest bit first. */
static inline void bits_add_code(struct bits *bits, unsigned code, int count)
{
    while (count-- > 0)
        bits_add(bits, code >> count & 1, 1);
}

/* gzip (RFC 1952) of one 512-byte block and `times` copies of it, by references of the lengths 258
 * and 254 over the distance 512. The sum at the end is wrong: readers must stop long before. */
static inline void gzip_repeated(struct str *out, const char *block, size_t times)
{
    struct bits bits = {.out = out};
    str_add_n(out, "\x1f\x8b\x08\0\0\0\0\0\0\x03", 10);
    bits_add(&bits, 0, 3); /* a stored block, and more follow */
    bits_add(&bits, 0, 5);
    add_little(out, TAR_BLOCK, 2);
    add_little(out, 0xffff - TAR_BLOCK, 2);
    str_add_n(out, block, TAR_BLOCK);
    bits_add(&bits, 1 | 1 << 1, 3); /* the last block, fixed codes */
    for (size_t i = 0; i < times; i++) {
        bits_add_code(&bits, 0xc5, 8); /* symbol 285: length 258 */
        bits_add_code(&bits, 17, 5);   /* distances from 385 */
        bits_add(&bits, 512 - 385, 7);
        bits_add_code(&bits, 0xc4, 8); /* symbol 284: lengths from 227 */
        bits_add(&bits, 254 - 227, 5);
        bits_add_code(&bits, 17, 5);
        bits_add(&bits, 512 - 385, 7);
    }
    bits_add_code(&bits, 0, 7); /* symbol 256: the end */
    bits_add(&bits, 0, 7);
    add_little(out, 0, 8);
}

static inline uint32_t zip_sum(const char *bytes, size_t count)
{
    uint32_t sum = 0xffffffff;
    for (size_t i = 0; i < count; i++) {
        sum ^= (unsigned char)bytes[i];
        for (int k = 0; k < 8; k++)
            sum = sum >> 1 ^ (sum & 1 ? 0xedb88320 : 0);
    }
    return ~sum;
}

static inline void zip_common(struct str *out, const char *name, const char *text, uint32_t sum)
{
    add_little(out, 0x0800, 2);    /* names are UTF-8 */
    add_little(out, 0, 2 + 2 + 2); /* stored, no time */
    add_little(out, sum, 4);
    add_little(out, strlen(text), 4);
    add_little(out, strlen(text), 4);
    add_little(out, strlen(name), 2);
    add_little(out, 0, 2);
}

/* A zip file of one stored entry. `mode` is a whole st_mode: the text of a symbolic link is its
 * target. */
static inline void zip_single(struct str *out, const char *name, const char *text, unsigned mode,
                              uint32_t sum)
{
    str_add_n(out, "PK\3\4\x14\0", 6);
    zip_common(out, name, text, sum);
    str_add(out, name);
    str_add(out, text);
    size_t directory = out->count;
    str_add_n(out, "PK\1\2\x14\3\x14\0", 8);
    zip_common(out, name, text, sum);
    add_little(out, 0, 2 + 2 + 2);
    add_little(out, (uint64_t)mode << 16, 4);
    add_little(out, 0, 4);
    str_add(out, name);
    size_t end = out->count;
    str_add_n(out, "PK\5\6\0\0\0\0\1\0\1\0", 12);
    add_little(out, end - directory, 4);
    add_little(out, directory, 4);
    add_little(out, 0, 2);
}

#endif
