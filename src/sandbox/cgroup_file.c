/* cgroup_file: reading and writing the small files of a cgroup folder.
 *
 * The counters of a leaf are read around every run: one pread each, no allocation, no stdio. What
 * stands in these files is written by the kernel, so that digits are read as they come. */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "sandbox/cgroup_backend.h"

enum { FILE_TEXT_MAX = 1024, NUMBER_TEXT_MAX = 24 };

static ssize_t text_of_fd(int fd, char *buffer, size_t buffer_bytes)
{
    ssize_t count = pread(fd, buffer, buffer_bytes - 1, 0);
    if (count < 0)
        return -1;
    buffer[count] = '\0';
    return count;
}

/* The text behind "KEY " at the start of a line. */
static const char *after_key(const char *text, const char *key)
{
    size_t length = strlen(key);
    for (const char *line = text; line; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (strncmp(line, key, length) == 0 && line[length] == ' ')
            return line + length + 1;
    }
    return NULL;
}

int64_t cgroup_digits(const char **text)
{
    int64_t value = 0;
    const char *start = *text;
    for (; **text >= '0' && **text <= '9'; (*text)++) {
        if (value > (INT64_MAX - 9) / 10)
            return INT64_MAX;
        value = value * 10 + (**text - '0');
    }
    if (*text == start) {
        errno = EBADMSG;
        return -1;
    }
    return value;
}

int64_t cgroup_number(int fd, const char *key)
{
    char text[FILE_TEXT_MAX];
    if (text_of_fd(fd, text, sizeof(text)) < 0)
        return -1;
    const char *number = key ? after_key(text, key) : text;
    if (!number) {
        errno = ENOMSG;
        return -1;
    }
    return strncmp(number, "max", 3) == 0 ? INT64_MAX : cgroup_digits(&number);
}

ssize_t cgroup_text(int folder_fd, const char *name, char *buffer, size_t buffer_bytes)
{
    EV_FD int fd = openat(folder_fd, name, O_RDONLY | O_CLOEXEC);
    return fd < 0 ? -1 : text_of_fd(fd, buffer, buffer_bytes);
}

/* The kernel takes a setting from one write. */
int cgroup_write(int fd, const char *text)
{
    size_t length = strlen(text);
    ssize_t written = pwrite(fd, text, length, 0);
    if (written < 0)
        return -1;
    if ((size_t)written != length) {
        errno = EIO;
        return -1;
    }
    return 0;
}

int cgroup_write_number(int fd, int64_t value)
{
    char text[NUMBER_TEXT_MAX];
    char *at = text + sizeof(text) - 1;
    *at = '\0';
    *--at = '\n'; /* ends the number where a longer one stood in a recorded file */
    if (value < 0)
        return cgroup_write(fd, "max\n");
    do
        *--at = (char)('0' + value % 10);
    while ((value /= 10) > 0);
    return cgroup_write(fd, at);
}

int cgroup_write_name(int folder_fd, const char *name, const char *text)
{
    EV_FD int fd = openat(folder_fd, name, O_WRONLY | O_CLOEXEC);
    return fd < 0 ? -1 : cgroup_write(fd, text);
}
