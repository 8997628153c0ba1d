/* Attack: reading the host's private files, or writing anywhere that is not ours. */
#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "probe.h"

/* Is anything in the folder but these? */
static int holds_more(const char *path, const char *const *names)
{
    DIR *folder = opendir(path);
    int more = 0;
    for (struct dirent *entry; folder && (entry = readdir(folder));) {
        int is_known =
            entry->d_name[0] == '.' && strspn(entry->d_name, ".") == strlen(entry->d_name);
        for (size_t i = 0; names[i]; i++)
            is_known = is_known || strcmp(entry->d_name, names[i]) == 0;
        more = more || !is_known;
    }
    if (folder)
        (void)closedir(folder);
    return more;
}

int main(void)
{
    static const char *const hidden[] = {
        "/etc/shadow", "/root",     "/home",    "/boot",    "/sys", "/run", "/mnt", "/srv",
        "/dev/mem",    "/dev/kmsg", "/dev/sda", "/dev/vda", "/w",   "/s",   "/r"};
    /* Package databases of compilers, which the table of languages names */
    static const char *const of_var[] = {"lib", NULL};
    static const char *const of_var_lib[] = {"ghc", "chicken", NULL};
    static const char *const fixed[] = {"/file",      "/usr/file",     "/etc/file",  "/dev/file",
                                        "/data/file", "/program/file", "/proc/file", "/usr/bin/env",
                                        "/var/file",  "/var/lib/file"};
    for (size_t i = 0; i < sizeof(hidden) / sizeof(hidden[0]); i++)
        BREACH_IF(access(hidden[i], F_OK) == 0, hidden[i]);
    BREACH_IF(holds_more("/var", of_var), "/var");
    BREACH_IF(holds_more("/var/lib", of_var_lib), "/var/lib");
    for (size_t i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++)
        BREACH_IF(open(fixed[i], O_WRONLY | O_CREAT, 0600) >= 0, fixed[i]);
    BREACH_IF(chdir("../../../../..") == 0 && access("box", F_OK) != 0,
              "dot-dot leads out of the root");
    return 0;
}
