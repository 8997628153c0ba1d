/* write_files: named files. 2025-09 has none, but files that are compiled with submissions: in C
 * and C++ one of these puts standard input where the submission looks for it before it starts, and
 * prints what it has written when it ends. */
#include <string.h>

#include "problem/write.h"

static const char *const languages[] = {"c", "cpp"};

static const char start[] =
    "/* Submissions read and write named files: they get standard input there, and what they have\n"
    " * written there is printed. What they print themselves does not count. */\n"
    "#include <fcntl.h>\n"
    "#include <stdio.h>\n"
    "#include <stdlib.h>\n"
    "#include <unistd.h>\n"
    "\n"
    "static int files_printed = 1;\n"
    "\n"
    "static void files_copy(int from, int to)\n"
    "{\n"
    "    static char bytes[65536];\n"
    "    ssize_t count;\n"
    "    while (from >= 0 && (count = read(from, bytes, sizeof(bytes))) > 0) {\n"
    "        for (ssize_t at = 0; at < count;) {\n"
    "            ssize_t put = write(to, bytes + at, (size_t)(count - at));\n"
    "            if (put < 0)\n"
    "                abort();\n"
    "            at += put;\n"
    "        }\n"
    "    }\n"
    "}\n"
    "\n"
    "static int files_new(const char *name)\n"
    "{\n"
    "    int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0644);\n"
    "    if (fd < 0)\n"
    "        abort();\n"
    "    return fd;\n"
    "}\n"
    "\n"
    "__attribute__((constructor(101))) static void files_give(void)\n"
    "{\n"
    "    int fd;\n";

static const char give[] = "    fd = files_new(\"%s\");\n"
                           "    files_copy(0, fd);\n"
                           "    close(fd);\n";

static const char hide[] = "    files_printed = dup(1);\n"
                           "    fd = files_new(\"%s.printed\");\n"
                           "    if (files_printed < 0 || dup2(fd, 1) < 0)\n"
                           "        abort();\n"
                           "    close(fd);\n";

static const char take[] = "}\n"
                           "\n"
                           "__attribute__((destructor(101))) static void files_take(void)\n"
                           "{\n"
                           "    fflush(NULL);\n"
                           "    files_copy(open(\"%s\", O_RDONLY), files_printed);\n";

static bool is_plain(struct writing *writing, const char *name)
{
    return !name || strcmp(name, write_safe_name(writing, name)) == 0;
}

bool write_has_file_adapter(struct writing *writing)
{
    const struct problem *problem = writing->problem;
    return (problem->input_file || problem->output_file) &&
           (problem->kinds & ~(unsigned)PROBLEM_SCORING) == 0 && problem->include_count == 0 &&
           is_plain(writing, problem->input_file) && is_plain(writing, problem->output_file);
}

int write_file_adapter(struct writing *writing, struct err *err)
{
    const char *input = writing->problem->input_file, *output = writing->problem->output_file;
    EV_STR struct str text = {0};
    if (!write_has_file_adapter(writing))
        return 0;
    str_add(&text, start);
    if (input)
        str_printf(&text, give, input);
    if (output)
        str_printf(&text, hide, output);
    if (output)
        str_printf(&text, take, output);
    str_add(&text, "}\n");
    for (size_t i = 0; i < EV_ARRAY_LENGTH(languages); i++) {
        const char *path =
            arena_printf(writing->arena, "include/%s/named_files.%s", languages[i], languages[i]);
        if (write_text(writing, path, &text, false, err) != 0)
            return -1;
    }
    return 0;
}
