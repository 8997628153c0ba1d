/* Attack: 32-bit system calls pass a filter that looks at 64-bit numbers only. The process must
 * be killed by SIGSYS (or, without 32-bit support in the kernel, by SIGSEGV); it does not get to
 * say "breached". */
#include "probe.h"

int main(void)
{
#if defined(__x86_64__)
    long result = 0;
    __asm__ volatile("int $0x80" : "=a"(result) : "a"(20L) : "memory"); /* getpid of i386 */
    BREACH_IF(result > 0, "a 32-bit call was served");
#endif
    return 0;
}
