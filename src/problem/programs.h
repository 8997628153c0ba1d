/* programs: what stands in a package's folders of programs. */
#ifndef EVALX_PROBLEM_PROGRAMS_H
#define EVALX_PROBLEM_PROGRAMS_H

#include "problem/package.h"

/* A folder of programs: each a file, or a folder of files. */
struct contents {
    const char **names; /* in byte order, without what is no part of a program (scratch) */
    size_t count;
    size_t program_count; /* those that are no headers */
    bool has_scripts;     /* a build or run script: the folder itself is the program */
};

/* A folder that is not there holds nothing. */
int contents_read(struct package *package, const char *folder, struct contents *contents_out,
                  struct err *err) EV_MUST_CHECK;

bool program_is_header(const char *name);

/* The program that is the file or folder `path`; one without files is an error. */
int program_take(struct package *package, const char *path, struct package_program *program_out,
                 struct err *err) EV_MUST_CHECK;

/* The one program in a folder whose name says that it has one; nothing there leaves the struct
 * alone. */
int program_find_one(struct package *package, const char *folder,
                     struct package_program *program_out, struct err *err) EV_MUST_CHECK;

#endif
