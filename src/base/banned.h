/* banned: functions that evalx never calls, poisoned in every source file (the Makefile forces this
 * header in). */
#ifndef EVALX_BASE_BANNED_H
#define EVALX_BASE_BANNED_H

/* The headers that declare them come first: a poisoned name may not be declared afterwards. */
#include <alloca.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#undef strcpy
#undef strcat
#undef strncpy
#undef strtok
#undef sprintf
#undef alloca
#pragma GCC poison strcpy strcat strncpy strtok sprintf atoi popen alloca system

#endif
