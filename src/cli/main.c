/* main: finds the command, reads its options, runs it. The exit status is the command's; see
 * evalx(1). */
#include <fcntl.h>
#include <signal.h>
#include <string.h>

#include "base/log.h"
#include "cli/shared.h"

/* Whatever is opened next must never become standard input, output or error by accident. Where
 * one is missing, reading finds the end and writing fails: a result that goes nowhere is an
 * error. */
static int open_standard_streams(void)
{
    int fd = open("/dev/null", O_RDONLY); /* inherited, as standard streams are */
    while (fd >= 0 && fd <= STDERR_FILENO)
        fd = dup(fd);
    if (fd < 0)
        return -1;
    (void)close(fd); /* /dev/null cannot fail to close */
    return 0;
}

static int unknown_command(const char *name)
{
    enum { COMMANDS_MOST = 64 };
    const char *names[COMMANDS_MOST];
    size_t count = 0;
    for (size_t i = 0; commands[i] != NULL && count < COMMANDS_MOST; i++) {
        if (!commands[i]->is_hidden)
            names[count++] = commands[i]->name;
    }
    const char *near = nearest_word(name, names, count);
    if (near != NULL)
        say("%s: unknown command, did you mean %s?", name, near);
    else
        say("%s: unknown command, see evalx --help", name);
    return EXIT_USAGE;
}

static const struct command *find_command(const char *name)
{
    for (size_t i = 0; commands[i] != NULL; i++) {
        if (strcmp(commands[i]->name, name) == 0)
            return commands[i];
    }
    return NULL;
}

static int print_text(void (*make)(struct str *out))
{
    struct str text EV_STR = {0};
    make(&text);
    return say_result(&text);
}

static void version_line(struct str *out)
{
    str_printf(out, "evalx %s\n", program_version);
}

static int print_help_of(const struct command *command)
{
    struct str text EV_STR = {0};
    options_help(command, &text);
    return say_result(&text);
}

static int run_command(const struct command *command, int argc, char **argv)
{
    EV_FREE void *values = calloc(1, command->values_bytes);
    if (values == NULL) {
        say("%s: out of memory", command->name);
        return err_exit_code(ERR_JUDGE);
    }
    struct err err = {0};
    const char *const *operands = NULL;
    size_t operand_count = 0;
    bool is_help = false;
    if (options_parse(command, argc, argv, values, &operands, &operand_count, &is_help, &err) != 0)
        return say_error(&err);
    if (is_help)
        return print_help_of(command);
    return command->run(values, operands, operand_count);
}

/* What stands in the place of a command's name and is none. */
static const struct {
    const char *name;
    void (*make)(struct str *out);
} texts[] = {
    {"--help", program_help},
    {"-h", program_help},
    {"--version", version_line},
    {"--dump-options", dump_options},
};

static int help_command(int argc, char **argv)
{
    if (argc < 1)
        return print_text(program_help);
    const struct command *command = find_command(argv[0]);
    return command == NULL ? unknown_command(argv[0]) : print_help_of(command);
}

int main(int argc, char **argv)
{
    if (open_standard_streams() != 0)
        return err_exit_code(ERR_JUDGE);
    (void)signal(
        SIGPIPE,
        SIG_IGN); /* a reader that leaves is an error of write, so that sandboxes are cleaned up */
    log_init();
    if (argc < 2) {
        struct str text EV_STR = {0};
        program_help(&text);
        (void)fputs(str_text(&text), stderr); /* nowhere is left to tell of a failure here */
        return EXIT_USAGE;
    }
    for (size_t i = 0; i < EV_ARRAY_LENGTH(texts); i++) {
        if (strcmp(argv[1], texts[i].name) == 0)
            return print_text(texts[i].make);
    }
    if (strcmp(argv[1], "help") == 0)
        return help_command(argc - 2, argv + 2);
    const struct command *command = find_command(argv[1]);
    return command == NULL ? unknown_command(argv[1]) : run_command(command, argc - 2, argv + 2);
}
