/* polygon_lines: packages made for Windows have lines that end as there, in tests as well. Programs
 * that read them here would meet characters that Polygon's own, on Windows, have never seen:
 * testlib's validators refuse them. So they are read as Polygon's packages for Linux have them. */
#include <string.h>

#include "base/fs.h"
#include "problem/polygon.h"
#include "problem/private_copy.h"

static const size_t FILE_BYTES_MAX = (size_t)1 << 30;

/* Every line, as far as the text goes; of none, nothing is known. */
static bool has_windows_lines(const char *text, size_t count)
{
    const char *at = text, *end = text + count;
    bool has_one = false;
    while ((at = memchr(at, '\n', (size_t)(end - at)))) {
        if (at == text || at[-1] != '\r')
            return false;
        has_one = true;
        at++;
    }
    return has_one;
}

static size_t without_returns(char *text, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (text[i] != '\r' || i + 1 == count || text[i + 1] != '\n')
            text[kept++] = text[i];
    }
    return kept;
}

static int mend_file(struct package *package, const char *path, bool *is_mended, struct err *err)
{
    struct problem *problem = &package->problem;
    EV_STR struct str start = {0};
    EV_STR struct str text = {.maximum = FILE_BYTES_MAX + 1};
    if (package_read_start(package, path, &start, err) != 0)
        return -1;
    if (!has_windows_lines(str_text(&start), start.count))
        return 0;
    if (package_make_private(package, err) != 0 ||
        fs_read(problem->dir_fd, path, FILE_BYTES_MAX, &text, err) != 0)
        return -1;
    size_t count = without_returns(text.text, text.count);
    *is_mended = true;
    return fs_write_atomic(problem->dir_fd, path, text.text, count, 0644, err);
}

int polygon_mend_lines(struct package *package, struct err *err)
{
    bool is_mended = false;
    for (size_t i = 0; i < package->problem.test_count; i++) {
        const struct problem_test *test = &package->tests[i];
        if (!test->recipe && mend_file(package, test->input, &is_mended, err) != 0)
            return -1;
        if (test->answer && !test->is_answer_made &&
            mend_file(package, test->answer, &is_mended, err) != 0)
            return -1;
    }
    if (is_mended)
        package_warn(package, NULL,
                     "tests with the line ends of Windows are read with those of Linux, as "
                     "Polygon's packages for Linux have them");
    return 0;
}
