/* engine: which evalx this is. The version alone does not tell two builds of a working tree apart,
 * the linker's build id does; and static programs hold the host's C library. */
#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/utsname.h>

#include "base/str.h"
#include "cache/cache.h"

struct bytes {
    const char *at;
    size_t count;
};

static void unmap(struct bytes *file)
{
    if (file->at)
        (void)munmap((void *)(uintptr_t)file->at, file->count);
}

/* Empty where it cannot be read. */
static struct bytes map_file(const char *path)
{
    struct stat info;
    EV_FD int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0 || fstat(fd, &info) != 0 || !S_ISREG(info.st_mode) || info.st_size <= 0)
        return (struct bytes){0};
    void *at = mmap(NULL, (size_t)info.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    return at == MAP_FAILED ? (struct bytes){0} : (struct bytes){at, (size_t)info.st_size};
}

/* Empty where it reaches beyond the whole. */
static struct bytes part_of(struct bytes whole, uint64_t offset, uint64_t count)
{
    bool is_within = offset <= whole.count && count <= whole.count - offset;
    return is_within ? (struct bytes){whole.at + offset, count} : (struct bytes){0};
}

static size_t padded(size_t count)
{
    return (count + 3) & ~(size_t)3; /* of notes, elf(5) */
}

/* The note that is the linker's build id; empty: it is not among these. */
static struct bytes find_build_id(struct bytes notes)
{
    ElfW(Nhdr) note;
    while (notes.count > sizeof(note)) {
        memcpy(&note, notes.at, sizeof(note));
        size_t count = sizeof(note) + padded(note.n_namesz) + padded(note.n_descsz);
        struct bytes whole = part_of(notes, 0, count);
        if (!whole.at || note.n_type == NT_GNU_BUILD_ID)
            return whole;
        notes = part_of(notes, count, notes.count - count);
    }
    return (struct bytes){0};
}

/* What tells a program from other builds of it: its build id, or all of it. */
static struct bytes essence_of(struct bytes file)
{
    ElfW(Ehdr) head;
    ElfW(Phdr) part;
    struct bytes start = part_of(file, 0, sizeof(head));
    if (!start.at)
        return file;
    memcpy(&head, start.at, sizeof(head));
    if (memcmp(head.e_ident, ELFMAG, SELFMAG) != 0)
        return file;
    for (size_t i = 0; i < head.e_phnum; i++) {
        struct bytes row = part_of(file, head.e_phoff + i * sizeof(part), sizeof(part));
        if (!row.at)
            return file;
        memcpy(&part, row.at, sizeof(part));
        struct bytes id = {0};
        if (part.p_type == PT_NOTE)
            id = find_build_id(part_of(file, part.p_offset, part.p_filesz));
        if (id.at)
            return id;
    }
    return file;
}

static void add_program(struct hash *hash, const char *path)
{
    EV_CLEANUP(unmap) struct bytes file = map_file(path);
    struct bytes essence = essence_of(file);
    if (essence.at)
        hash_add(hash, essence.at, essence.count);
}

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

void cache_engine(const char *helper, char hex_out[HASH_HEX_BYTES])
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
    if (helper)
        add_program(hash, helper);
    hash_finish(hash, hex_out);
    hash_close(hash);
}
