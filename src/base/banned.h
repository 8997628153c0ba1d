/* banned: functions that evalx never calls, poisoned in every source file (forced in by the Makefile). */
#ifndef EVALX_BASE_BANNED_H
#define EVALX_BASE_BANNED_H

/* The headers that declare them come first: a poisoned name may not be declared afterwards. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <alloca.h>

#undef strcpy
#undef strcat
#undef strncpy
#undef strtok
#undef sprintf
#undef alloca
#pragma GCC poison strcpy strcat strncpy strtok sprintf atoi popen alloca system

#endif
