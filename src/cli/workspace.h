/* workspace: evalx.yaml, found in the current folder or above (evalx.yaml(5)). */
#ifndef EVALX_CLI_WORKSPACE_H
#define EVALX_CLI_WORKSPACE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/base.h"
#include "base/err.h"
#include "model/limits.h"

struct contest;

/* Paths are relative to the current folder or absolute, ready for use. */
struct workspace {
    const char *file;        /* NULL: there is no workspace */
    const char *folder;      /* that holds it */
    const char *problems;    /* folder of problems; "problems" beside the file where it is silent */
    const char *langs;       /* langs.yaml beside the file where it is silent; NULL: none */
    const char *hints;       /* hints.yaml beside the file where it is silent; NULL: none */
    const char *profile;     /* of languages; NULL: silent */
    const char *server;      /* URL of the judging service; NULL: silent */
    const char *history;     /* database; ".evalx/history.db" beside the file where it is silent */
    bool is_history_named;   /* it is not silent */
    bool is_history_off;     /* "none" */
    int64_t history_keep_us; /* what evalx stats prune leaves; -1: silent */
    const struct contest *contest;   /* contest.h; NULL: silent */
    int64_t slots;                   /* 0: silent */
    int64_t cache_bytes;             /* likewise */
    int64_t instructions_per_second; /* likewise */
    struct limits limits;            /* overrides, LIMITS_UNSET where silent */
};

/* Looks in `folder` ("." or a path) and its parents. None found is no error: file is NULL then. */
int workspace_find(struct arena *arena, const char *folder, struct workspace *workspace_out,
                   struct err *err) EV_MUST_CHECK;

/* The judging service: `given`, else the workspace's; NULL: neither has one. */
int workspace_server(struct arena *arena, const char *given, const char **server_out,
                     struct err *err) EV_MUST_CHECK;

/* Where a problem is: a path if it has a slash or exists here, else a name under
 * `problems_folder` (NULL: none). Not found is ERR_INPUT with the names that are near. */
int problem_locate(struct arena *arena, const char *name, const char *problems_folder,
                   const char **path_out, struct err *err) EV_MUST_CHECK;

#endif
