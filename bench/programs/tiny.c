/* tiny: the smallest program that does something: writes two bytes and ends. No libc, so that
 * what is measured is the start and not the start-up. VARIANT_file also writes a file,
 * VARIANT_child also leaves a child. */
#include <sys/syscall.h>

static long call3(long number, long a, long b, long c)
{
    long result;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(number), "D"(a), "S"(b), "d"(c)
                     : "rcx", "r11", "memory");
    return result;
}

/* Some weight, so that it is as large as a small real program. */
__attribute__((used, section(".rodata"))) static const char weight[12000] = {1};

#ifdef VARIANT_child
static void sleep_for_ever(void)
{
    for (;;)
        call3(SYS_pause, 0, 0, 0);
}
#endif

__attribute__((noreturn, used)) void _start(void)
{
#ifdef VARIANT_file
    long fd = call3(SYS_open, (long)"/box/file", 0101, 0600);
    call3(SYS_write, fd, (long)weight, 4096);
#endif
#ifdef VARIANT_child
    if (call3(SYS_fork, 0, 0, 0) == 0)
        sleep_for_ever();
#endif
    call3(SYS_write, 1, (long)"1\n", 2);
    for (;;)
        call3(SYS_exit_group, 0, 0, 0);
}
