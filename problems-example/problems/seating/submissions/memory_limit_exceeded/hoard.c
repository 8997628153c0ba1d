/* Brings a chair for everybody, and for everybody's friends. The folder is enough; DOMjudge's mark says the same:
 * @EXPECTED_RESULTS@: MEMORY_LIMIT_EXCEEDED
 */
#include <stdlib.h>
#include <string.h>

int main(void)
{
    for (;;) {
        char *chairs = malloc(1 << 20);
        if (chairs)
            memset(chairs, 1, 1 << 20);
    }
}
