/* Many processes flood pid 1 with the signals by which it takes its orders: the order to end them
 * is lost among those. */
#include <signal.h>
#include <unistd.h>

int main(void)
{
    for (int i = 0; i < 40 && fork() > 0; i++)
        ;
    for (;;) {
        (void)kill(1, SIGUSR1);
        (void)kill(1, SIGUSR2);
    }
}
