/* init_files: what `evalx init` writes: a workspace and an example problem with a submission for
 * every verdict. */
#ifndef EVALX_CLI_INIT_FILES_H
#define EVALX_CLI_INIT_FILES_H

struct init_file {
    const char *path; /* relative to the workspace */
    const char *text;
};

/* Ended by a row with path NULL. */
extern const struct init_file init_files[];

/* init_ci.c: what runs `evalx verify` on every push. */
extern const char init_github[], init_gitlab[];

#endif
