/* folder: a history in a folder of the test's own. */
#ifndef TESTS_UNIT_STORE_FOLDER_H
#define TESTS_UNIT_STORE_FOLDER_H

#include <fcntl.h>
#include <math.h>

#include <criterion/criterion.h>

#include "base/fs.h"
#include "store/internal.h"

static struct arena arena;
static const char *folder;

static void folder_make(void)
{
    struct err err = {0};
    cr_assert_eq(fs_make_temporary("evalx-test-store", &arena, &folder, &err), 0, "%s", err.msg);
}

static void folder_remove(void)
{
    struct err err = {0};
    cr_assert_eq(fs_remove_tree(AT_FDCWD, folder, &err), 0, "%s", err.msg);
    arena_done(&arena);
}

static inline const char *in_folder(const char *name)
{
    return fs_join(&arena, folder, name);
}

static inline struct store *open_store(const char *name, enum store_access access)
{
    struct store *store = NULL;
    struct err err = {0};
    cr_assert_eq(store_open(in_folder(name), access, &store, &err), 0, "%s", err.msg);
    return store;
}

static inline int64_t ask(struct store *store, const char *sql)
{
    struct err err = {0};
    int64_t value = -1;
    cr_assert_eq(database_ask(&store->database, sql, &value, &err), 0, "%s", err.msg);
    return value;
}

#endif
