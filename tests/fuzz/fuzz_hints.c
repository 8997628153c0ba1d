/* Fuzz target of hints.yaml: whatever the bytes, a table that can be asked, or a message with its
 * place; and no rule takes long over a hostile text. */
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fs.h"
#include "hint/hint.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

static void require(bool is_true)
{
    if (!is_true)
        abort();
}

static void ask(struct hints *hints)
{
    static char text[16 << 10];
    static const char *const languages[] = {"c"};
    memset(text, 'a', sizeof(text) - 1);
    struct test_report test = {.is_done = true,
                               .verdict = VERDICT_RUNTIME_ERROR,
                               .error_text = text,
                               .facts = {.exit_status = 1}};
    struct report_file file = {"a.c", text, sizeof(text) - 1};
    struct submission_report report = {.verdict = VERDICT_RUNTIME_ERROR,
                                       .tests = &test,
                                       .test_count = 1,
                                       .files = &file,
                                       .file_count = 1,
                                       .compile = {.is_ok = true, .messages = text}};
    struct hint_subject subject = {.report = &report, .languages = languages, .language_count = 1};
    size_t found[HINTS_MOST];
    size_t told = hints_find(hints, &subject, found);
    require(told <= HINTS_MOST);
    for (size_t i = 0; i < told; i++)
        require(hints_text(hints, found[i])[0] != '\0');
    report.verdict = VERDICT_COMPILE_ERROR;
    require(hints_find(hints, &subject, found) <= HINTS_MOST);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    struct hints *hints = NULL;
    struct err err = {0};
    char path[64];
    EV_FD int fd = fs_memory_file("hints", bytes, count, true, &err);
    require(fd >= 0);
    (void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
    if (hints_open(path, NULL, &hints, &err) == 0)
        ask(hints);
    else
        require(hints == NULL && err.kind == ERR_INPUT);
    hints_close(hints);
    return 0;
}
