/* target: where a webhook may go. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#include <criterion/criterion.h>

#include "serve/target.h"

static bool is_allowed(const struct target_rules *rules, const char *text)
{
    struct sockaddr_in ipv4 = {.sin_family = AF_INET};
    struct sockaddr_in6 ipv6 = {.sin6_family = AF_INET6};
    if (inet_pton(AF_INET, text, &ipv4.sin_addr) == 1)
        return target_is_allowed(rules, (struct sockaddr *)&ipv4);
    cr_assert_eq(inet_pton(AF_INET6, text, &ipv6.sin6_addr), 1, "%s", text);
    return target_is_allowed(rules, (struct sockaddr *)&ipv6);
}

static const struct {
    const char *address;
    bool is_allowed;
} addresses[] = {
    {"1.1.1.1", true},
    {"93.184.216.34", true},
    {"2606:4700::1111", true},
    {"127.0.0.1", false},
    {"127.255.255.254", false},
    {"0.0.0.0", false},
    {"10.1.2.3", false},
    {"172.16.0.1", false},
    {"172.31.255.255", false},
    {"172.32.0.1", true},
    {"192.168.1.1", false},
    {"169.254.169.254", false}, /* a cloud's metadata */
    {"100.64.0.1", false},
    {"100.128.0.1", true},
    {"198.18.0.1", false},
    {"224.0.0.1", false},
    {"255.255.255.255", false},
    {"::1", false},
    {"::", false},
    {"fe80::1", false},
    {"fd00::1", false},
    {"ff02::1", false},
    {"::ffff:127.0.0.1", false}, /* the same by another name */
    {"::ffff:10.0.0.1", false},
    {"::ffff:1.1.1.1", true},
    {"64:ff9b::7f00:1", false}, /* NAT64 */
    {"2002:7f00:1::", false},   /* 6to4 */
    {"2001::1", false},         /* Teredo */
    {"2001:db8::1", false},
    {"4000::1", false},
};

Test(target, only_public_addresses_are_allowed)
{
    struct target_rules rules = {0};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(addresses); i++)
        cr_expect_eq(is_allowed(&rules, addresses[i].address), addresses[i].is_allowed, "%s",
                     addresses[i].address);
}

Test(target, the_operator_allows_a_network_and_no_more)
{
    struct target_rules rules = {0};
    struct err err = {0};
    cr_assert_eq(target_allow(&rules, "10.1.0.0/16", &err), 0, "%s", err.msg);
    cr_assert_eq(target_allow(&rules, "127.0.0.1", &err), 0, "%s", err.msg);
    cr_assert_eq(target_allow(&rules, "fd00:1::/33", &err), 0, "%s", err.msg);
    cr_expect(is_allowed(&rules, "10.1.255.1"));
    cr_expect_not(is_allowed(&rules, "10.2.0.1"));
    cr_expect(is_allowed(&rules, "127.0.0.1"));
    cr_expect_not(is_allowed(&rules, "127.0.0.2"));
    cr_expect(is_allowed(&rules, "fd00:1:7fff::1"));
    cr_expect_not(is_allowed(&rules, "fd00:1:8000::1"));
}

static const char *const nonsense[] = {"",           "10.0.0.0/33", "10.0.0/8",  "::/129",
                                       "10.0.0.0/x", "localhost",   "1.1.1.1/-1"};

Test(target, nonsense_is_refused)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(nonsense); i++) {
        struct target_rules rules = {0};
        struct err err = {0};
        cr_expect_eq(target_allow(&rules, nonsense[i], &err), -1, "'%s'", nonsense[i]);
        cr_expect_eq(err.kind, ERR_USAGE);
    }
}

Test(target, a_name_of_this_machine_is_refused_whatever_it_is_called)
{
    struct target_rules rules = {0};
    struct arena arena = {0};
    static const char *const hosts[] = {"localhost", "127.0.0.1", "[::1]", "2130706433", "127.1"};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(hosts); i++) {
        struct err err = {0};
        const char *resolved = NULL;
        cr_expect_eq(target_resolve(&rules, hosts[i], "80", &arena, &resolved, &err), -1, "%s",
                     hosts[i]);
        cr_expect_null(resolved);
    }
    struct err err = {0};
    const char *resolved = NULL;
    cr_assert_eq(target_allow(&rules, "127.0.0.0/8", &err), 0);
    cr_assert_eq(target_resolve(&rules, "127.0.0.1", "8080", &arena, &resolved, &err), 0, "%s",
                 err.msg);
    cr_expect_str_eq(resolved, "127.0.0.1:8080:127.0.0.1");
    arena_done(&arena);
}
