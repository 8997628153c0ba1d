/* Leaves a file in each writable folder and looks for those of the test before: must print
 * "clean" each time. */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int main(void)
{
    static const char *const paths[] = {"/box/left", "/tmp/left", "/dev/shm/left"};
    int found = 0;
    for (unsigned i = 0; i < 3; i++) {
        found |= access(paths[i], F_OK) == 0;
        (void)close(open(paths[i], O_WRONLY | O_CREAT, 0600));
    }
    puts(found ? "dirty" : "clean");
    return 0;
}
