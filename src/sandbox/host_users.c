/* host_users: who evalx runs as, and the ids that it may lend to programs. */
#include <string.h>
#include <unistd.h>

#include "sandbox/host_look.h"

/* Name of the user in the passwd file; "" when it is not there. Names of a directory service are
 * not looked up. */
static const char *user_name(struct host_look *look)
{
    const char *passwd = host_text(look, "/etc/passwd");
    const char *wanted = arena_printf(&look->arena, ":%u:", look->uid);
    for (const char *line = passwd; line; line = strchr(line, '\n')) {
        line += *line == '\n';
        size_t name = strcspn(line, ":\n");
        if (line[name] != ':')
            continue;
        const char *password_end = line + name + 1 + strcspn(line + name + 1, ":\n");
        if (strncmp(password_end, wanted, strlen(wanted)) == 0)
            return arena_string_n(&look->arena, line, name);
    }
    return "";
}

void host_account(struct host_look *look, struct host_item *item)
{
    if (look->uid == 0 && look->is_admin)
        host_say(item, HOST_OK, "root");
    else if (look->uid == 0)
        host_say(item, HOST_INFO, "root without its capabilities");
    else
        host_say(item, HOST_INFO, "%s (%u)", user_name(look), look->uid);
}

/* "name:start:count" or "uid:start:count" (subuid(5)). NULL: no range. */
static const char *range_of(struct host_look *look, const char *path, const char *user)
{
    const char *text = host_text(look, path);
    const char *by_name = arena_printf(&look->arena, "%s:", user);
    const char *by_uid = arena_printf(&look->arena, "%u:", look->uid);
    const char *range = user[0] ? host_word_after(look, text, by_name) : NULL;
    return range ? range : host_word_after(look, text, by_uid);
}

void host_subordinate_ids(struct host_look *look, struct host_item *item)
{
    const char *user = user_name(look);
    const char *uids = range_of(look, "/etc/subuid", user),
               *gids = range_of(look, "/etc/subgid", user);
    if (look->uid == 0) {
        host_say(item, HOST_INFO, "not needed as root");
    } else if (uids && gids) {
        host_say(item, HOST_OK, "uids %s, gids %s", uids, gids);
    } else {
        host_say(item, HOST_DEGRADED, "none: programs run as your own user, without capabilities");
        host_mend(item, "sudo usermod --add-subuids 100000-165535 --add-subgids 100000-165535 %s",
                  user[0] ? user : "USER");
    }
}

static bool has_program(struct host_look *look, const char *name)
{
    static const char *const folders[] = {"/usr/bin", "/bin", "/usr/local/bin"};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(folders); i++) {
        if (host_has(look, arena_printf(&look->arena, "%s/%s", folders[i], name)))
            return true;
    }
    return false;
}

void host_id_helpers(struct host_look *look, struct host_item *item)
{
    if (has_program(look, "newuidmap") && has_program(look, "newgidmap")) {
        host_say(item, HOST_OK, "here");
    } else if (look->uid == 0) {
        host_say(item, HOST_INFO, "not needed as root");
    } else {
        host_say(item, HOST_DEGRADED, "not installed");
        host_mend(item, "sudo apt-get install uidmap");
    }
}
