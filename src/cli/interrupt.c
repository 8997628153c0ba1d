/* interrupt: Ctrl-C and SIGTERM become an event that the judge waits for: it kills its boxes and
 * tells what was finished. A second signal changes nothing but says so: leaving boxes behind
 * would be worse than waiting. */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/eventfd.h>

#include "cli/shared.h"

/* The signal's flag: what a handler can reach. */
static volatile sig_atomic_t raised_count;
static int event_fd = -1;

static void raise_event(void)
{
    uint64_t one = 1;
    ssize_t written = write(event_fd, &one, sizeof(one));
    (void)
        written; /* an eventfd takes it unless it holds 2^64 - 2 already, and then it is readable */
}

static void on_signal(int signal_number)
{
    (void)signal_number; /* both mean the same */
    static const char again[] = "evalx: stopping; the sandboxes are being cleaned up, a moment\n";
    int saved = errno;
    if (raised_count > 0) {
        ssize_t written = write(STDERR_FILENO, again, sizeof(again) - 1);
        (void)written; /* only a courtesy */
    }
    raised_count = 1;
    raise_event();
    errno = saved;
}

int interrupt_open(int *fd_out, struct err *err)
{
    if (event_fd < 0)
        event_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (event_fd < 0)
        return err_sys(err, ERR_JUDGE, "interrupt: eventfd");
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
    (void)sigemptyset(&action.sa_mask); /* cannot fail */
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(signals); i++) {
        struct sigaction old;
        bool is_ignored = sigaction(signals[i], NULL, &old) == 0 && old.sa_handler == SIG_IGN;
        if (is_ignored)
            continue; /* nohup and background jobs of a shell stay undisturbed */
        if (sigaction(signals[i], &action, NULL) != 0)
            return err_sys(err, ERR_JUDGE, "interrupt: sigaction");
    }
    *fd_out = event_fd;
    return 0;
}

void interrupt_raise(void)
{
    raised_count = 1;
    raise_event();
}

bool interrupt_is_raised(void)
{
    return raised_count > 0;
}
