#include <sys/stat.h>

#include "fixture.h"

/* A .tar of plain files, written by hand: 512 bytes of header, the text padded to 512, two blocks
 * of nothing. */
struct tar {
    struct str bytes;
};

static void tar_pad(struct tar *tar, size_t count)
{
    while (count-- > 0)
        str_add_n(&tar->bytes, "", 1);
}

static void tar_add(struct tar *tar, const char *name, const char *text)
{
    char header[512] = {0};
    size_t size = strlen(text);
    (void)snprintf(header, 100, "%s", name);
    (void)snprintf(header + 100, 8, "%07o", 0644);
    (void)snprintf(header + 108, 8, "%07o", 0);
    (void)snprintf(header + 116, 8, "%07o", 0);
    (void)snprintf(header + 124, 12, "%011o", (unsigned)size & 0xffff);
    (void)snprintf(header + 136, 12, "%011o", 0);
    header[156] = '0';
    memcpy(header + 257,
           "ustar\0"
           "00",
           8);
    memset(header + 148, ' ', 8);
    unsigned sum = 0;
    for (size_t i = 0; i < sizeof(header); i++)
        sum += (unsigned char)header[i];
    (void)snprintf(header + 148, 8, "%06o", sum);
    str_add_n(&tar->bytes, header, sizeof(header));
    str_add_n(&tar->bytes, text, size);
    tar_pad(tar, (512 - size % 512) % 512);
}

static const char *tar_write(struct tar *tar, struct fixture *fixture, const char *name)
{
    tar_pad(tar, 1024);
    const char *path = fs_join(&fixture->arena, fixture->folder, name);
    cr_assert_eq(fs_write_atomic(AT_FDCWD, path, str_text(&tar->bytes), tar->bytes.count, 0644,
                                 &fixture->err),
                 0);
    str_done(&tar->bytes);
    return path;
}

static void tar_add_package(struct tar *tar, const char *top)
{
    static const char *const files[][2] = {
        {"problem.yaml", "name: Sum\n"},
        {".timelimit", "1\n"},
        {"data/secret/1.in", "1 2\n"},
        {"data/secret/1.ans", "3\n"},
    };
    char name[100];
    for (size_t i = 0; i < EV_ARRAY_LENGTH(files); i++) {
        (void)snprintf(name, sizeof(name), "%s%s", top, files[i][0]);
        tar_add(tar, name, files[i][1]);
    }
}

Test(problem, archive_is_unpacked_and_its_top_folder_descended_into)
{
    static const struct {
        const char *label, *top, *clutter, *file, *short_name;
    } rows[] = {
        {"flat", "", NULL, "sum.tar", "sum"},
        {"in a folder", "addition/", NULL, "x.tar", "addition"},
        {"with clutter", "addition/", "__MACOSX/x", "x.tar", "addition"},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct fixture *fixture = fixture_new();
        struct tar tar = {0};
        tar_add_package(&tar, rows[i].top);
        if (rows[i].clutter)
            tar_add(&tar, rows[i].clutter, "x");
        const char *path = tar_write(&tar, fixture, rows[i].file);
        cr_assert(fixture_open_at(fixture, path), "%s: %s", rows[i].label, fixture->err.msg);
        const struct problem *problem = &fixture->problem;
        cr_expect_str_eq(problem->short_name, rows[i].short_name, "%s: %s", rows[i].label,
                         problem->short_name);
        cr_expect_eq(problem->test_count, 1, "%s", rows[i].label);
        cr_assert_not_null(problem->unpacked);
        cr_expect(fs_exists(problem->dir_fd, problem->tests[0].input), "%s", rows[i].label);
        fixture_done(fixture);
    }
}

Test(problem, unpacked_folder_goes_with_the_problem)
{
    struct fixture *fixture = fixture_new();
    struct tar tar = {0};
    tar_add_package(&tar, "");
    cr_assert(fixture_open_at(fixture, tar_write(&tar, fixture, "sum.tar")), "%s",
              fixture->err.msg);
    const char *unpacked = arena_string(&fixture->arena, fixture->problem.unpacked);
    cr_expect(fs_is_directory(AT_FDCWD, unpacked));
    problem_close(&fixture->problem);
    fixture->is_open = false;
    cr_expect_not(fs_exists(AT_FDCWD, unpacked));
    fixture_done(fixture);
}

Test(problem, refused_archive_leaves_nothing_behind)
{
    struct fixture *fixture = fixture_new();
    struct tar tar = {0};
    const char **names;
    size_t count;
    const char *room = fs_join(&fixture->arena, fixture->folder, "tmp");
    cr_assert_eq(mkdir(room, 0700), 0);
    tar_add(&tar, "problem.yaml", "type: scoring\n");
    cr_assert_eq(setenv("TMPDIR", room, 1), 0);
    cr_expect_not(fixture_open_at(fixture, tar_write(&tar, fixture, "sum.tar")));
    cr_assert_eq(unsetenv("TMPDIR"), 0);
    cr_assert_eq(fs_list(AT_FDCWD, room, 10, &fixture->arena, &names, &count, &fixture->err), 0);
    cr_expect_eq(count, 0);
    fixture_done(fixture);
}

Test(problem, what_is_no_package_is_bad_input)
{
    struct fixture *fixture = fixture_package("name: x\n");
    static const struct {
        const char *label, *name, *words;
    } rows[] = {
        {"missing", "nowhere", "No such file"},
        {"other file", "problem.yaml", "neither a folder nor an archive"},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        const char *path = fs_join(&fixture->arena, fixture->path, rows[i].name);
        cr_expect_not(fixture_open_at(fixture, path), "%s", rows[i].label);
        cr_expect_eq(fixture->err.kind, ERR_INPUT, "%s", rows[i].label);
        cr_expect_not_null(strstr(fixture->err.msg, rows[i].words), "%s: %s", rows[i].label,
                           fixture->err.msg);
    }
    fixture_done(fixture);
}

Test(problem, folder_may_be_named_in_any_way)
{
    struct fixture *fixture = fixture_package("name: x\n");
    const char *slashed = arena_printf(&fixture->arena, "%s//", fixture->path);
    cr_assert(fixture_open_at(fixture, slashed), "%s", fixture->err.msg);
    cr_expect_str_eq(fixture->problem.short_name, "pkg");
    cr_expect_str_eq(fixture->problem.path, fixture->path);
    problem_close(&fixture->problem);
    cr_assert_eq(chdir(fixture->path), 0);
    cr_assert(fixture_open_at(fixture, "."), "%s", fixture->err.msg);
    cr_expect_str_eq(fixture->problem.short_name, "pkg");
    fixture_done(fixture);
}

Test(problem, failure_leaves_the_struct_alone)
{
    struct fixture *fixture = fixture_package("type: racing\n");
    struct problem problem = {.test_count = 77};
    cr_expect_eq(problem_open(fixture->path, &problem, &fixture->err), -1);
    cr_expect_eq(problem.test_count, 77);
    cr_expect_eq(problem_open(fixture->path, &problem, NULL), -1);
    fixture_done(fixture);
}

Test(problem, close_accepts_what_was_never_opened)
{
    struct problem problem = {0};
    struct stat status;
    int before = fstat(0, &status);
    problem_close(&problem);
    cr_expect_eq(fstat(0, &status), before);
}

static const char *digest_of(struct fixture *fixture)
{
    char hex[65] = "";
    const struct problem *problem = fixture_problem(fixture);
    cr_assert_eq(problem_digest(problem, hex, &fixture->err), 0, "%s", fixture->err.msg);
    problem_close(&fixture->problem);
    fixture->is_open = false;
    return arena_string(&fixture->arena, hex);
}

Test(problem, digest_is_that_of_the_content_wherever_it_lies)
{
    struct fixture *one = fixture_package("name: x\n");
    struct fixture *two = fixture_package("name: x\n");
    const char *digest = digest_of(one);
    cr_expect_eq(strlen(digest), 64);
    cr_expect_str_eq(digest, digest_of(two));
    fixture_done(one);
    fixture_done(two);
}

Test(problem, digest_changes_with_what_decides_verdicts_only)
{
    static const struct {
        const char *label, *file, *text;
        bool is_same;
    } rows[] = {
        {"limit", "problem.yaml", "name: x\nlimits: {memory: 3}\n", false},
        {"flags", "problem.yaml", "name: x\nvalidator_flags: case_sensitive\n", false},
        {"input", "data/secret/1.in", "2 2\n", false},
        {"answer", "data/secret/1.ans", "4\n", false},
        {"time limit", ".timelimit", "4\n", false},
        {"submission", "submissions/accepted/sum.py", "print(3)\n", false},
        {"new submission", "submissions/wrong_answer/a.py", "print(3)\n", false},
        {"kind", "problem.yaml", "name: x\ntype: scoring\n", false},
        {"grading", "data/testdata.yaml", "grader_flags: first_error\n", false},
        {"arguments of input validators", "data/secret/testdata.yaml", "input_validator_flags: x\n",
         false},
        {"input validator", "input_validators/v.py", "", false},
        {"included file", "include/c/x.h", "", false},
        {"files of a test", "data/secret/1.files/x", "", false},
        {"case", "data/invalid_input/x.in", "", false},
        {"language of a submission", "submissions.json",
         "{\"submissions/accepted/sum.py\": {\"langid\": \"py2\"}}\n", false},
        {"language that is no submission's", "submissions.json", "{\"x\": {\"langid\": \"c\"}}\n",
         true},
        {"author", "problem.yaml", "name: x\nauthor: someone\n", true},
        {"statement", "problem_statement/problem.en.tex", "\\problemname{x}\n", true},
    };
    struct fixture *plain = fixture_package("name: x\n");
    const char *digest = digest_of(plain);
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct fixture *fixture = fixture_package("name: x\n");
        fixture_write(fixture, rows[i].file, rows[i].text);
        bool is_same = strcmp(digest_of(fixture), digest) == 0;
        cr_expect_eq(is_same, rows[i].is_same, "%s", rows[i].label);
        fixture_done(fixture);
    }
    fixture_done(plain);
}
