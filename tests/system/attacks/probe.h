/* probe: an attack says "breached: ..." and ends with 1 when it got through, else it ends with
 * 0. */
#ifndef PROBE_H
#define PROBE_H

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BREACH_IF(condition, what)                                                                 \
    do {                                                                                           \
        if (condition) {                                                                           \
            printf("breached: %s\n", what);                                                        \
            exit(1);                                                                               \
        }                                                                                          \
    } while (0)

#endif
