/* version: the number that the build gives. Apart from main.c, so that tests link it. */
#include "cli/shared.h"

const char program_version[] = EVALX_VERSION;
