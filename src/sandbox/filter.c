/* filter: rows of filter_rules.c to the program that the kernel runs before each system call
 * (seccomp(2)).
 *
 *     wrong architecture          -> kill the process
 *     a number that no call has   -> ENOSYS           our few instructions before libseccomp's,
 *                                                     which cannot say "numbers from a to b"
 *     a row applies               -> its action       libseccomp, a binary tree over the numbers
 *     otherwise                   -> EPERM
 *
 * For calls that are always allowed the kernel finds that out once, at load time, and skips the
 * program from then on; our instructions are of the few kinds that it can see through
 * (kernel/seccomp.c, seccomp_is_const_allow). */
#include "sandbox/filter.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

#include <seccomp.h>

#include "base/fs.h"
#include "sandbox/filter_rules.h"

enum {
    CALL_NAME_MAX = 64,
    NUMBERS_MAX = 1024, /* above every number of every architecture we know */
    GAPS_MAX = 16,
    X32_BIT =
        0x40000000, /* calls of the x32 ABI, which libseccomp takes for another architecture */
    PROGRAM_BYTES_MAX = BPF_MAXINSNS * sizeof(struct sock_filter),
};

/* --- Rows to libseccomp --- */

static uint32_t action_of(enum filter_action action, bool has_listener)
{
    const uint32_t actions[FILTER_ACTION_COUNT] = {
        [FILTER_ALLOW] = SCMP_ACT_ALLOW,
        [FILTER_IGNORE] = SCMP_ACT_ERRNO(0),
        [FILTER_MISSING] = SCMP_ACT_ERRNO(ENOSYS),
        [FILTER_DENY] = SCMP_ACT_ERRNO(EPERM),
        [FILTER_ATTACK] = has_listener ? SCMP_ACT_NOTIFY : SCMP_ACT_KILL_PROCESS,
    };
    return actions[action];
}

/* The next of the blank-separated names; false at the end. */
static bool next_name(const char **at, char name[CALL_NAME_MAX])
{
    *at += strspn(*at, " ");
    size_t count = strcspn(*at, " ");
    if (count == 0 || count >= CALL_NAME_MAX)
        return false;
    memcpy(name, *at, count);
    name[count] = '\0';
    *at += count;
    return true;
}

static int add_comparisons(scmp_filter_ctx context, uint32_t action, int call,
                           const struct filter_rule *rule)
{
    const struct filter_condition *first = &rule->when[0], *second = &rule->when[1];
    for (size_t i = 0; i < first->count; i++) {
        for (size_t j = 0; j < (second->values ? second->count : 1); j++) {
            struct scmp_arg_cmp both[FILTER_CONDITIONS] = {
                SCMP_CMP(first->argument, SCMP_CMP_MASKED_EQ, first->mask, first->values[i])};
            if (second->values)
                both[1] =
                    SCMP_CMP(second->argument, SCMP_CMP_MASKED_EQ, second->mask, second->values[j]);
            int failure =
                seccomp_rule_add_array(context, action, call, second->values ? 2 : 1, both);
            if (failure)
                return failure;
        }
    }
    return 0;
}

/* Returns 0 or a negative errno, as libseccomp does. */
static int add_rule(scmp_filter_ctx context, const struct filter_rule *rule,
                    const struct filter_options *options, char name[CALL_NAME_MAX])
{
    uint32_t action = action_of(rule->action, options->has_listener);
    const char *at = rule->calls;
    if (rule->action == FILTER_DENY)
        return 0; /* what happens anyway */
    while (next_name(&at, name)) {
        int call = seccomp_syscall_resolve_name(name);
        if (!options->has_memory_files && strcmp(name, "memfd_create") == 0)
            continue;
        if (call < 0)
            continue; /* not on this architecture, or unknown to this libseccomp */
        int failure = rule->when[0].values ? add_comparisons(context, action, call, rule)
                                           : seccomp_rule_add_array(context, action, call, 0, NULL);
        if (failure)
            return failure;
    }
    return 0;
}

static int fill(scmp_filter_ctx context, const struct filter_options *options, struct err *err)
{
    char name[CALL_NAME_MAX] = "";
    errno = -seccomp_attr_set(context, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
    if (errno)
        return err_sys(err, ERR_JUDGE, "sandbox: filter: set the action for wrong architectures");
    errno = -seccomp_attr_set(context, SCMP_FLTATR_CTL_OPTIMIZE, 2);
    if (errno)
        return err_sys(err, ERR_JUDGE, "sandbox: filter: ask for a binary tree");
    for (size_t i = 0; i < filter_rule_count; i++) {
        errno = -add_rule(context, &filter_rules[i], options, name);
        if (errno)
            return err_sys(err, ERR_JUDGE, "sandbox: filter: rule for %s", name);
    }
    return 0;
}

/* --- Numbers that no call has --- */

struct gap {
    uint32_t first, last;
};

static bool is_known(int number)
{
    char *name = seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, number);
    bool is_there = name != NULL;
    free(name);
    return is_there;
}

/* Ranges of numbers without a call, the last one open to the end. Those beyond `most` ranges are
 * left to EPERM. */
static size_t find_gaps(struct gap *gaps, size_t most)
{
    size_t count = 0;
    bool is_open = false;
    for (int number = 0; number < NUMBERS_MAX; number++) {
        if (is_known(number)) {
            is_open = false;
        } else if (is_open) {
            gaps[count - 1].last = (uint32_t)number;
        } else if (count < most) {
            gaps[count++] = (struct gap){(uint32_t)number, (uint32_t)number};
            is_open = true;
        }
    }
    if (is_open)
        gaps[count - 1].last = UINT32_MAX;
    return count;
}

/* Instructions that end with ENOSYS for numbers in a gap and go on to what follows otherwise.
 * Returns how many. */
static size_t write_gaps(struct sock_filter *out, uint32_t architecture)
{
    struct gap gaps[GAPS_MAX];
    size_t count = find_gaps(gaps, GAPS_MAX), at = 0;
    const size_t end = 4 + 3 * count;
    out[at++] =
        (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch));
    /* Wrong architectures and x32 are libseccomp's to kill. */
    out[at] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, architecture, 0,
                                           (uint8_t)(end - at - 1));
    at++;
    out[at++] =
        (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
    out[at] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, X32_BIT,
                                           (uint8_t)(end - at - 1), 0);
    at++;
    for (size_t i = 0; i < count; i++) {
        out[at++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, gaps[i].first, 0, 2);
        out[at++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, gaps[i].last, 1, 0);
        out[at++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS);
    }
    return at;
}

/* --- The whole --- */

static void release(scmp_filter_ctx *context)
{
    if (*context)
        seccomp_release(*context);
}

static int architecture_of_machine(uint32_t *architecture_out, struct err *err)
{
    /* libseccomp's numbers of architectures are the kernel's AUDIT_ARCH ones
     * (seccomp_arch_native(3)). */
    uint32_t architecture = seccomp_arch_native();
    if (architecture == 0)
        return err_set(err, ERR_JUDGE,
                       "sandbox: filter: libseccomp does not know this machine's architecture");
    *architecture_out = architecture;
    return 0;
}

static int export(scmp_filter_ctx context, struct str *program, struct err *err)
{
    EV_FD int fd = memfd_create("filter-draft", MFD_CLOEXEC);
    if (fd < 0)
        return err_sys(err, ERR_JUDGE, "sandbox: filter: memfd_create");
    errno = -seccomp_export_bpf(context, fd);
    if (errno)
        return err_sys(err, ERR_JUDGE, "sandbox: filter: compile");
    return fs_read_fd(fd, "filter", PROGRAM_BYTES_MAX, program, err);
}

static int assemble(const struct str *compiled, uint32_t architecture, int *fd_out, struct err *err)
{
    struct sock_filter front[4 + 3 * GAPS_MAX];
    size_t front_bytes = write_gaps(front, architecture) * sizeof(front[0]);
    if (front_bytes + compiled->count > PROGRAM_BYTES_MAX)
        return err_set(err, ERR_JUDGE, "sandbox: filter: more instructions than the kernel takes");
    EV_STR struct str whole = {0};
    str_add_n(&whole, (const char *)front, front_bytes);
    str_add_n(&whole, compiled->text, compiled->count);
    int fd = fs_memory_file("filter", whole.text, whole.count, true, err);
    if (fd < 0)
        return -1;
    *fd_out = fd;
    return 0;
}

int filter_build(const struct filter_options *options, int *fd_out, struct err *err)
{
    uint32_t architecture = 0;
    EV_STR struct str compiled = {0};
    if (architecture_of_machine(&architecture, err))
        return -1;
    EV_CLEANUP(release) scmp_filter_ctx context = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    if (!context)
        return err_set(err, ERR_JUDGE, "sandbox: filter: libseccomp cannot begin");
    if (fill(context, options, err) || export(context, &compiled, err))
        return -1;
    return assemble(&compiled, architecture, fd_out, err);
}

const char *filter_call_name(int number, char *buffer, size_t buffer_bytes)
{
    char *name = seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, number);
    snprintf(buffer, buffer_bytes, "%s", name ? name : "");
    free(name);
    return buffer;
}

/* --- In words --- */

static void explain_action(enum filter_action action, const char *title, struct str *out)
{
    const char *separator = " ";
    str_printf(out, "%s:", title);
    for (size_t i = 0; i < filter_rule_count; i++) {
        const struct filter_rule *rule = &filter_rules[i];
        if (rule->action != action)
            continue;
        str_printf(out, "%s%s (%s%s)", separator, rule->calls, rule->when[0].values ? "only: " : "",
                   rule->why);
        separator = "; ";
    }
    str_add_char(out, '\n');
}

void filter_explain(struct str *out)
{
    static const char *const titles[FILTER_ACTION_COUNT] = {
        [FILTER_ALLOW] = "allowed",
        [FILTER_IGNORE] = "answered 0 without doing anything",
        [FILTER_MISSING] = "answered ENOSYS, as is every unknown number",
        [FILTER_DENY] = "answered EPERM, as is every call not named here",
        [FILTER_ATTACK] =
            "the process is killed (verdict SV), as for every call of another architecture",
    };
    for (int action = 0; action < FILTER_ACTION_COUNT; action++)
        explain_action((enum filter_action)action, titles[action], out);
}
