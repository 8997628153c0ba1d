/* Links of a package to what its repository shares: followed for folders that the user names. */
#include <sys/stat.h>

#include "fixture.h"
#include "problem/repository.h"

static void write_near(struct fixture *fixture, const char *name, const char *text)
{
    char *path = arena_printf(&fixture->arena, "%s/%s", fixture->folder, name);
    char *slash = strrchr(path, '/');
    *slash = '\0';
    cr_assert_eq(fs_make_dirs(AT_FDCWD, path, 0755, &fixture->err), 0);
    *slash = '/';
    cr_assert_eq(fs_write_atomic(AT_FDCWD, path, text, strlen(text), 0644, &fixture->err), 0);
}

static struct fixture *package_with_link(const char *target)
{
    struct fixture *fixture = fixture_new();
    fixture_write(fixture, "problem.yaml", "name: Sum\n");
    fixture_write(fixture, "data/secret/1.in", "1 2\n");
    fixture_write(fixture, "data/secret/1.ans", "3\n");
    fixture_write(fixture, "output_validators/check/check.c", "#include \"shared.h\"\n");
    fixture_link(fixture, "output_validators/check/shared.h", target);
    fixture_write(fixture, "problem.yaml", "name: Sum\nvalidation: custom\n");
    write_near(fixture, "common/shared.h", "/* shared */\n");
    write_near(fixture, ".secrets/shared.h", "/* hidden */\n");
    return fixture;
}

static int open_shared(struct fixture *fixture)
{
    int result = problem_open_shared(fixture->path, &fixture->problem, &fixture->err);
    fixture->is_open = result == 0;
    return result;
}

static void must_refuse(struct fixture *fixture, const char *words)
{
    cr_assert_neq(open_shared(fixture), 0);
    cr_assert_eq(fixture->err.kind, ERR_INPUT);
    cr_assert_not_null(strstr(fixture->err.msg, words), "%s", fixture->err.msg);
    fixture_done(fixture);
}

Test(repository, links_lead_to_files_of_the_repository)
{
    struct fixture *fixture = package_with_link("../../../common/shared.h");
    write_near(fixture, ".git/HEAD", "");
    cr_assert_eq(open_shared(fixture), 0, "%s", fixture->err.msg);
    EV_STR struct str text = {0};
    cr_assert_eq(fs_read(fixture->problem.dir_fd, "output_validators/check/shared.h", 100, &text,
                         &fixture->err),
                 0);
    cr_assert_str_eq(str_text(&text), "/* shared */\n");
    struct stat status;
    cr_assert_eq(fstatat(fixture->problem.dir_fd, "output_validators/check/shared.h", &status,
                         AT_SYMLINK_NOFOLLOW),
                 0);
    cr_assert(S_ISREG(status.st_mode), "in the copy it is a file");
    cr_assert_eq(fixture->problem.output_validator.source_count, 2);
    cr_assert_str_eq(fixture->problem.short_name, "pkg");
    fixture_done(fixture);
}

Test(repository, a_folder_without_one_has_no_links_out)
{
    must_refuse(package_with_link("../../../common/shared.h"), "a link that leaves the package:");
}

Test(repository, only_the_user_s_folders_may_have_them)
{
    struct fixture *fixture = package_with_link("../../../common/shared.h");
    write_near(fixture, ".git/HEAD", "");
    cr_assert_neq(problem_open(fixture->path, &fixture->problem, &fixture->err), 0);
    cr_assert_not_null(strstr(fixture->err.msg, "a link that leaves the package:"), "%s",
                       fixture->err.msg);
    fixture_done(fixture);
}

Test(repository, what_is_hidden_stays_hidden)
{
    struct fixture *fixture = package_with_link("../../../.secrets/shared.h");
    write_near(fixture, ".git/HEAD", "");
    must_refuse(fixture, "shared.h: a link that leaves the package and its repository");
}

Test(repository, a_link_out_of_the_repository_is_refused)
{
    struct fixture *fixture = package_with_link("../../../../../etc/hostname");
    write_near(fixture, ".git/HEAD", "");
    must_refuse(fixture, "a link that leaves the package and its repository");
}

Test(repository, absolute_links_are_refused)
{
    struct fixture *fixture = package_with_link("/etc/hostname");
    write_near(fixture, ".git/HEAD", "");
    must_refuse(fixture, "a link that leaves the package and its repository");
}

Test(repository, a_folder_of_somebody_else_s_does_not_count)
{
    if (geteuid() != 0)
        cr_skip_test("only root can give folders away");
    struct fixture *fixture = package_with_link("../../../common/shared.h");
    write_near(fixture, ".git/HEAD", "");
    cr_assert_eq(chown(fixture->folder, 12345, 12345), 0);
    must_refuse(fixture, "a link that leaves the package:");
}

Test(repository, a_sign_that_somebody_else_has_put_there_does_not_count)
{
    if (geteuid() != 0)
        cr_skip_test("only root can give folders away");
    struct fixture *fixture = package_with_link("../../../common/shared.h");
    write_near(fixture, ".git/HEAD", "");
    cr_assert_eq(chown(arena_printf(&fixture->arena, "%s/.git", fixture->folder), 12345, 12345), 0);
    must_refuse(fixture, "a link that leaves the package:");
}

Test(repository, closing_none_closes_nothing)
{
    struct repository none = {0};
    EV_FD int spare = open("/dev/null", O_RDONLY | O_CLOEXEC);
    cr_assert_geq(spare, 0);
    cr_assert_eq(dup2(spare, 0), 0);
    repository_close(&none);
    cr_expect_neq(fcntl(0, F_GETFD), -1, "standard input is open");
}

static size_t outside_of(struct fixture *fixture, struct outside_file **files_out)
{
    size_t count;
    problem_outside_files(fixture->path, &fixture->arena, files_out, &count);
    return count;
}

Test(repository, files_that_links_lead_to_are_told)
{
    struct fixture *fixture = package_with_link("../../../common/shared.h");
    struct outside_file *files;
    cr_expect_eq(outside_of(fixture, &files), 0, "in no repository nothing is read outside");
    write_near(fixture, ".git/HEAD", "");
    fixture_link(fixture, "include", "../common");
    fixture_link(fixture, "back", ".");
    fixture_link(fixture, "hidden.h", "../.secrets/shared.h");
    fixture_link(fixture, "far.h", "/etc/hostname");
    fixture_link(fixture, "inner.yaml", "problem.yaml");
    fixture_link(fixture, "missing.h", "../common/missing.h");
    cr_assert_eq(outside_of(fixture, &files), 3);
    EV_FREE char *common =
        realpath(arena_printf(&fixture->arena, "%s/common", fixture->folder), NULL);
    cr_expect_str_eq(files[0].path, "include");
    cr_expect_str_eq(files[0].real, common);
    cr_expect(files[0].is_folder);
    cr_expect_str_eq(files[1].path, "missing.h", "although nothing is there yet");
    cr_expect_str_eq(files[1].real, fs_join(&fixture->arena, common, "missing.h"));
    cr_expect_str_eq(files[2].path, "output_validators/check/shared.h");
    cr_expect_str_eq(files[2].real, fs_join(&fixture->arena, common, "shared.h"));
    cr_expect_not(files[2].is_folder);
    fixture_done(fixture);
}

Test(repository, an_archive_has_nothing_outside)
{
    struct fixture *fixture = package_with_link("../../../common/shared.h");
    struct outside_file *files;
    size_t count = 1;
    write_near(fixture, ".git/HEAD", "");
    problem_outside_files("nowhere.zip", &fixture->arena, &files, &count);
    cr_expect_eq(count, 0);
    fixture_done(fixture);
}
