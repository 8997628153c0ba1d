/* repository: the folder of a team's files that holds a package, so that its links may lead to what
 * packages share: headers, validators, data.
 *
 * Links are followed to files of that repository only, never into anything with a dot in front of
 * its name, and only for folders that the user named; of an archive none leaves it. */
#ifndef EVALX_PROBLEM_REPOSITORY_H
#define EVALX_PROBLEM_REPOSITORY_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/base.h"

struct repository {
    int fd;             /* its top */
    const char *path;   /* without links; NULL: there is none, and nothing to close */
    const char *prefix; /* the package, below that */
};

/* The nearest folder above that looks like the top of a repository, and belongs to the user or to
 * whom the package belongs to. False: there is none. */
bool repository_find(const char *package, struct arena *arena,
                     struct repository *repository_out) EV_MUST_CHECK;
void repository_close(struct repository *repository);

/* Open what a path of the package leads to. The descriptor, or -1 with errno: EXDEV where it leaves
 * the repository or is hidden in it. */
int repository_open(const struct repository *repository, const char *path, int flags) EV_MUST_CHECK;

#endif
