/* private_copy: a package of our own to add files to: unpacked archives, empty files. */
#ifndef EVALX_PROBLEM_PRIVATE_COPY_H
#define EVALX_PROBLEM_PRIVATE_COPY_H

#include "problem/package.h"

/* From here on the package is a copy in a temporary folder, which goes with the problem. One that
 * came out of an archive is one already. At most 4 GiB; names with a dot in front are left out. */
int package_make_private(struct package *package, struct err *err) EV_MUST_CHECK;

/* Unpack an archive of a private package beside it: NAME.d; returns the folder's path. */
int package_unpack_inner(struct package *package, const char *archive, const char **folder_out,
                         struct err *err) EV_MUST_CHECK;

/* An empty file of a private package. */
int package_empty_file(struct package *package, const char **path_out,
                       struct err *err) EV_MUST_CHECK;

#endif
