/* engine: which evalx this is. The version alone does not tell two builds of a working tree apart,
 * the linker's build id does; and static programs hold the host's C library. */
#include <elf.h>
#include <link.h>
#include <string.h>
#include <sys/utsname.h>

#include "base/str.h"
#include "cache/cache.h"

static void add_notes(struct str *out, const struct dl_phdr_info *info)
{
    for (size_t i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &info->dlpi_phdr[i];
        if (part->p_type != PT_NOTE)
            continue;
        const char *note = (const char *)(uintptr_t)(info->dlpi_addr + part->p_vaddr);
        str_add_n(out, note, part->p_memsz);
    }
}

/* Called for the program first, whose name is "", then for its libraries: dl_iterate_phdr(3). */
static int visit(struct dl_phdr_info *info, size_t bytes, void *context)
{
    (void)bytes;
    struct str *out = context;
    if (info->dlpi_name[0] == '\0' || strstr(info->dlpi_name, "/libc.so"))
        add_notes(out, info);
    return 0;
}

void cache_engine(char hex_out[HASH_HEX_BYTES])
{
    EV_STR struct str text = {0};
    struct utsname machine;
    struct err err;
    struct hash *hash;
    hex_out[0] = '\0';
    str_add(&text, EVALX_VERSION);
    if (uname(&machine) == 0)
        str_printf(&text, " %s ", machine.machine);
    (void)dl_iterate_phdr(visit, &text);
    if (hash_open(&hash, &err) != 0)
        return;
    hash_add(hash, str_text(&text), text.count);
    hash_finish(hash, hex_out);
    hash_close(hash);
}
