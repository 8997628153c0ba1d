/* Uses up process ids until they are beyond where evalx lets a run begin: the test after it would
 * see that. */
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

enum { BEYOND = 30400 };

int main(void)
{
    int is_marked = getpid() > BEYOND;
    for (pid_t child = 0; child <= BEYOND;) {
        child = vfork();
        if (child == 0)
            _exit(0);
        if (child < 0 || waitpid(child, NULL, 0) != child)
            return 1;
    }
    puts(is_marked ? "dirty" : "clean");
    return 0;
}
