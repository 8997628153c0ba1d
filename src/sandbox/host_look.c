/* host_look: reading a host, or the recorded tree of one. A file that is not there is an answer,
 * never an error. */
#include "sandbox/host_look.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/parse.h"

enum { TEXT_MAX_BYTES = 1 << 20, HEX_DIGIT_BITS = 4 };

const char *host_path(struct host_look *look, const char *path)
{
    return arena_printf(&look->arena, "%s%s", look->root, path);
}

const char *host_text(struct host_look *look, const char *path)
{
    EV_STR struct str text = {0};
    if (fs_read(AT_FDCWD, host_path(look, path), TEXT_MAX_BYTES, &text, NULL))
        return NULL;
    size_t count = text.count;
    while (count > 0 && text.text[count - 1] == '\n')
        count--;
    return arena_string_n(&look->arena, str_text(&text), count);
}

int64_t host_number(struct host_look *look, const char *path)
{
    int64_t value = -1;
    const char *text = host_text(look, path);
    if (!text || parse_i64(path, text, 0, INT64_MAX, &value, NULL))
        return -1;
    return value;
}

const char *host_word_after(struct host_look *look, const char *text, const char *key)
{
    size_t length = strlen(key);
    for (const char *line = text; line; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (strncmp(line, key, length) != 0)
            continue;
        line += length + strspn(line + length, " \t");
        return arena_string_n(&look->arena, line, strcspn(line, " \t\n"));
    }
    return NULL;
}

bool host_has(struct host_look *look, const char *path)
{
    return fs_exists(AT_FDCWD, host_path(look, path));
}

void host_say(struct host_item *item, enum host_state state, const char *format, ...)
{
    va_list arguments;
    item->state = state;
    va_start(arguments, format);
    (void)vsnprintf(item->value, sizeof(item->value), format, arguments); /* cut where too long */
    va_end(arguments);
}

void host_mend(struct host_item *item, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(item->mend, sizeof(item->mend), format, arguments);
    va_end(arguments);
}

/* Is a bit set in a number of hexadecimal digits ("000001ffffffffff")? */
static bool has_bit(const char *hex, unsigned bit)
{
    size_t count = strlen(hex), place = bit / HEX_DIGIT_BITS;
    if (place >= count)
        return false;
    const char *digits = "0123456789abcdef";
    const char *digit = strchr(digits, hex[count - 1 - place]);
    return digit && ((digit - digits) >> bit % HEX_DIGIT_BITS & 1) != 0;
}

/* Ids and capabilities, see proc_pid_status(5): "Uid:" has the real one first, then the
 * effective. */
static void look_at_oneself(struct host_look *look)
{
    const char *status = host_text(look, "/proc/self/status");
    const char *uid = host_word_after(look, status, "Uid:");
    const char *capabilities = host_word_after(look, status, "CapEff:");
    int64_t value = 0;
    look->uid = look->is_recorded ? UINT32_MAX : geteuid();
    if (look->is_recorded && uid && parse_i64("uid", uid, 0, UINT32_MAX, &value, NULL) == 0)
        look->uid = (uint32_t)value;
    look->is_admin = capabilities && has_bit(capabilities, CAP_SYS_ADMIN);
}

void host_look_take(struct host_look *look, const char *root)
{
    *look = (struct host_look){.root = root, .is_recorded = root[0] != '\0'};
    look_at_oneself(look);
    look->container = host_find_container(look);
    /* No cgroups at all is one of the possible findings: the table then stays empty. */
    if (cgroup_host_read(root, &look->arena, &look->cgroups, NULL))
        look->cgroups = (struct cgroup_host){0};
    for (int i = 0; i < HOST_TRY_COUNT; i++)
        look->tried[i] = HOST_NOT_TRIED;
    if (!look->is_recorded)
        host_try_all(look);
}

void host_look_done(struct host_look *look)
{
    arena_done(&look->arena);
}
