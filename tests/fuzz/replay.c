/* replay: runs a fuzz target over files and folders of files, without a fuzzer: linked with one
 * fuzz_*.c, it is the regression test of its corpus. Usage: replay_TARGET PATH... */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>

#include "base/fs.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

enum { MOST_FILES = 100000, MOST_BYTES = 64 << 20 };

static int replay_file(const char *path, struct err *err)
{
    EV_STR struct str bytes = {0};
    if (fs_read(AT_FDCWD, path, MOST_BYTES, &bytes, err))
        return -1;
    (void)LLVMFuzzerTestOneInput((const uint8_t *)str_text(&bytes), bytes.count);
    return 0;
}

static int replay(const char *path, size_t *file_count, struct err *err)
{
    EV_CLEANUP(arena_done) struct arena arena = {0};
    const char **names;
    size_t count;
    if (!fs_is_directory(AT_FDCWD, path)) {
        ++*file_count;
        return replay_file(path, err);
    }
    if (fs_list(AT_FDCWD, path, MOST_FILES, &arena, &names, &count, err))
        return -1;
    for (size_t i = 0; i < count; i++) {
        if (replay_file(fs_join(&arena, path, names[i]), err))
            return -1;
    }
    *file_count += count;
    return 0;
}

int main(int count, char **paths)
{
    struct err err = {0};
    size_t file_count = 0;
    for (int i = 1; i < count; i++) {
        if (replay(paths[i], &file_count, &err)) {
            (void)fprintf(stderr, "%s\n", err.msg);
            return err_exit_code(err.kind);
        }
    }
    (void)printf("%zu inputs replayed\n", file_count);
    return file_count > 0 ? 0 : 2;
}
