/* target: see target.h. */
#include "serve/target.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <string.h>

#include "base/parse.h"
#include "base/str.h"

enum { IPV4_BITS_BEFORE = 96, ADDRESS_TEXT_MAX = 64 };

/* IANA's registries of special-purpose addresses (RFC 6890 and its updates), and multicast. */
static const char *const special[] = {
    "0.0.0.0/8",     "10.0.0.0/8",      "100.64.0.0/10",  "127.0.0.0/8",    "169.254.0.0/16",
    "172.16.0.0/12", "192.0.0.0/24",    "192.0.2.0/24",   "192.88.99.0/24", "192.168.0.0/16",
    "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4",    "240.0.0.0/4",
    "2001::/23",     "2001:db8::/32",   "2002::/16",      "3fff::/20",
};
/* Of IPv6, global unicast is this (RFC 4291, 2.4, and IANA's allocations); of IPv4 the rest. */
static const char *const global[] = {"2000::/3", "0.0.0.0/0"};

/* ---- networks ---- */

static bool read_address(const char *text, unsigned char bytes[16], bool *is_ipv4)
{
    static const unsigned char mapped[12] = {[10] = 0xff, [11] = 0xff};
    memcpy(bytes, mapped, sizeof(mapped));
    *is_ipv4 = inet_pton(AF_INET, text, bytes + sizeof(mapped)) == 1;
    return *is_ipv4 || inet_pton(AF_INET6, text, bytes) == 1;
}

static int parse_network(const char *text, struct target_network *network, struct err *err)
{
    char address[ADDRESS_TEXT_MAX];
    const char *slash = strchr(text, '/');
    size_t length = slash != NULL ? (size_t)(slash - text) : strlen(text);
    bool is_ipv4 = false;
    int64_t bits = 0;
    struct err ignored = {0};
    bool is_good = length < sizeof(address);
    if (is_good) {
        memcpy(address, text, length);
        address[length] = '\0';
        is_good = read_address(address, network->bytes, &is_ipv4);
    }
    bits = is_ipv4 ? 32 : 128;
    if (is_good && slash != NULL)
        is_good = parse_i64("bits", slash + 1, 0, bits, &bits, &ignored) == 0;
    if (!is_good)
        return err_set(err, ERR_USAGE,
                       "--webhook-allow-cidr: '%s': a network is wanted, like 10.1.0.0/16", text);
    network->bits = (unsigned)bits + (is_ipv4 ? IPV4_BITS_BEFORE : 0);
    return 0;
}

static bool is_in(const struct target_network *network, const unsigned char bytes[16])
{
    unsigned whole = network->bits / 8, rest = network->bits % 8;
    if (memcmp(network->bytes, bytes, whole) != 0)
        return false;
    unsigned mask = 0xff00u >> rest & 0xff;
    return rest == 0 || ((network->bytes[whole] ^ bytes[whole]) & mask) == 0;
}

static bool is_in_any(const char *const *texts, size_t count, const unsigned char bytes[16])
{
    for (size_t i = 0; i < count; i++) {
        struct target_network network;
        struct err ignored = {0};
        if (parse_network(texts[i], &network, &ignored) == 0 && is_in(&network, bytes))
            return true;
    }
    return false;
}

int target_allow(struct target_rules *rules, const char *text, struct err *err)
{
    if (rules->count == TARGET_NETWORKS_MOST)
        return err_set(err, ERR_USAGE, "--webhook-allow-cidr: more than %d", TARGET_NETWORKS_MOST);
    if (parse_network(text, &rules->networks[rules->count], err) != 0)
        return -1;
    rules->count++;
    return 0;
}

/* ---- addresses ---- */

static bool read_socket_address(const struct sockaddr *address, unsigned char bytes[16])
{
    static const unsigned char mapped[12] = {[10] = 0xff, [11] = 0xff};
    if (address->sa_family == AF_INET) {
        struct sockaddr_in ipv4;
        memcpy(&ipv4, address, sizeof(ipv4));
        memcpy(bytes, mapped, sizeof(mapped));
        memcpy(bytes + sizeof(mapped), &ipv4.sin_addr, 4);
        return true;
    }
    if (address->sa_family == AF_INET6) {
        struct sockaddr_in6 ipv6;
        memcpy(&ipv6, address, sizeof(ipv6));
        memcpy(bytes, &ipv6.sin6_addr, 16);
        return true;
    }
    return false;
}

bool target_is_allowed(const struct target_rules *rules, const struct sockaddr *address)
{
    unsigned char bytes[16];
    if (!read_socket_address(address, bytes))
        return false;
    for (size_t i = 0; i < rules->count; i++) {
        if (is_in(&rules->networks[i], bytes))
            return true;
    }
    return is_in_any(global, EV_ARRAY_LENGTH(global), bytes) &&
           !is_in_any(special, EV_ARRAY_LENGTH(special), bytes);
}

static int add_address(const struct target_rules *rules, const struct addrinfo *info,
                       const char *host, struct str *out, struct err *err)
{
    char text[ADDRESS_TEXT_MAX];
    if (getnameinfo(info->ai_addr, info->ai_addrlen, text, sizeof(text), NULL, 0, NI_NUMERICHOST) !=
        0)
        return err_set(err, ERR_SERVICE, "%s: has an address of an unknown kind", host);
    if (!target_is_allowed(rules, info->ai_addr))
        return err_set(err, ERR_INPUT,
                       "%s: its address %s is not a public one; --webhook-allow-cidr allows it",
                       host, text);
    bool is_ipv6 = info->ai_family == AF_INET6;
    str_printf(out, is_ipv6 ? "[%s]," : "%s,", text);
    return 0;
}

int target_resolve(const struct target_rules *rules, const char *host, const char *port,
                   struct arena *arena, const char **resolved_out, struct err *err)
{
    struct addrinfo wanted = {.ai_socktype = SOCK_STREAM}, *all = NULL;
    EV_STR struct str out = {0};
    size_t length = strlen(host);
    bool is_bracketed = host[0] == '[' && host[length - 1] == ']';
    const char *name = is_bracketed ? arena_string_n(arena, host + 1, length - 2) : host;
    int code = getaddrinfo(name, port, &wanted, &all);
    if (code != 0)
        return err_set(err, ERR_SERVICE, "%s: %s", host, gai_strerror(code));
    str_printf(&out, "%s:%s:", name, port);
    int result = 0;
    for (const struct addrinfo *info = all; result == 0 && info != NULL; info = info->ai_next)
        result = add_address(rules, info, name, &out, err);
    freeaddrinfo(all);
    if (result != 0)
        return -1;
    *resolved_out = arena_string_n(arena, str_text(&out), out.count - 1); /* the last comma */
    return 0;
}
