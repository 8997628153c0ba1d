/* place: where a history may be. */
#include <sys/stat.h>

#include "folder.h"

TestSuite(place, .init = folder_make, .fini = folder_remove);

static const struct {
    long type;
    const char *name;
} rows[] = {
    {0x6969, "NFS"},           {(int)0xff534d42, "CIFS"},      {0xfe534d42L, "SMB2"},
    {0xef53, NULL /* ext4 */}, {0x01021994, NULL /* tmpfs */}, {0x9123683eL, NULL /* btrfs */},
};

Test(place, network_file_systems_are_known)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        const char *name = place_network_name(rows[i].type);
        cr_expect((name == NULL) == (rows[i].name == NULL), "%lx", (unsigned long)rows[i].type);
        if (name != NULL && rows[i].name != NULL)
            cr_expect_str_eq(name, rows[i].name);
    }
}

Test(place, folders_are_made_and_the_file_is_private)
{
    struct err err = {0};
    struct stat info;
    cr_assert_eq(place_prepare(in_folder("a/b/history.db"), true, &err), 0, "%s", err.msg);
    cr_assert_eq(stat(in_folder("a/b/history.db"), &info), 0);
    cr_expect_eq(info.st_mode & 0777, 0600);
}

Test(place, to_read_it_must_be_there)
{
    struct err err = {0};
    cr_expect_eq(place_prepare(in_folder("none/history.db"), false, &err), -1);
    cr_expect_eq(err.kind, ERR_INPUT);
    cr_expect_not(fs_exists(AT_FDCWD, in_folder("none")));
}

Test(place, a_file_where_a_folder_should_be_is_bad_input)
{
    struct err err = {0};
    cr_assert_eq(fs_write_new(AT_FDCWD, in_folder("file"), "x", 1, 0600, &err), 0);
    cr_expect_eq(place_prepare(in_folder("file/history.db"), true, &err), -1);
    cr_expect_eq(err.kind, ERR_INPUT, "%s", err.msg);
}
