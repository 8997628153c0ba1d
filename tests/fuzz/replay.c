/* replay: runs a fuzz target over files, without a fuzzer: linked with one fuzz_TARGET.c, it is the
 * regression test of its corpus. Usage: replay_TARGET [PATH...]; without a path, what is in
 * tests/fuzz/corpus/fuzz_TARGET. Says "ok PATH" for each file. */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/fs.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

enum { MOST_FILES = 100000, MOST_BYTES = 64 << 20 };

static int replay_file(const char *path, struct err *err)
{
    EV_STR struct str bytes = {0};
    if (fs_read(AT_FDCWD, path, MOST_BYTES, &bytes, err))
        return -1;
    (void)LLVMFuzzerTestOneInput((const uint8_t *)str_text(&bytes), bytes.count);
    (void)printf("ok %s\n", path);
    return 0;
}

static int replay(const char *path, struct err *err)
{
    EV_CLEANUP(arena_done) struct arena arena = {0};
    const char **names;
    size_t count;
    if (!fs_is_directory(AT_FDCWD, path))
        return replay_file(path, err);
    if (fs_list(AT_FDCWD, path, MOST_FILES, &arena, &names, &count, err))
        return -1;
    for (size_t i = 0; i < count; i++) {
        if (replay_file(fs_join(&arena, path, names[i]), err))
            return -1;
    }
    return 0;
}

static const char *own_corpus(struct arena *arena, const char *program)
{
    const char *name = strstr(fs_base_name(program), "replay_");
    return arena_printf(arena, "tests/fuzz/corpus/fuzz_%s", name ? name + strlen("replay_") : "");
}

int main(int count, char **arguments)
{
    EV_CLEANUP(arena_done) struct arena arena = {0};
    struct err err = {0};
    int failed = 0;
    if (count < 2)
        failed = replay(own_corpus(&arena, arguments[0]), &err);
    for (int i = 1; i < count && !failed; i++)
        failed = replay(arguments[i], &err);
    if (failed)
        (void)fprintf(stderr, "%s\n", err.msg);
    return failed ? err_exit_code(err.kind) : 0;
}
