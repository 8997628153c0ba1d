/* watch_sources: what else is read besides the folders that are watched: files that a package's
 * links lead to, and the tables of the workspace. */
#ifndef EVALX_CLI_WATCH_SOURCES_H
#define EVALX_CLI_WATCH_SOURCES_H

#include "cli/watch.h"
#include "cli/workspace.h"

/* Zeroed at first; of one package. */
struct linked_files {
    struct arena arena;
    struct outside_file *files;
    size_t count;
};

/* Have the watch know the files outside that the package reads now, by the index of its folder. To
 * be called before the package is read. */
int linked_files_watch(struct linked_files *linked, struct watch *watch, size_t folder,
                       const char *path, struct err *err) EV_MUST_CHECK;
void linked_files_done(struct linked_files *linked);

enum { SETTINGS_MOST = 3 };

/* evalx.yaml, langs.yaml and hints.yaml, those that are used. */
struct settings {
    struct arena arena;
    const char *files[SETTINGS_MOST];
    size_t count;
};

/* What was found before is forgotten. `langs` is the table given by the user, or NULL. */
void settings_find(struct settings *settings, const struct workspace *workspace, const char *langs);
int settings_watch(const struct settings *settings, struct watch *watch,
                   struct err *err) EV_MUST_CHECK;
void settings_done(struct settings *settings);

/* What is done once by the tables as they are, and again whenever they have changed. */
struct settings_rounds {
    const void *values;
    const char *const *operands;
    size_t operand_count;
    /* Returns the exit status. *is_read_out: the tables could be read, and are in settings;
     * *is_again_out: they have changed since. */
    int (*once)(const struct settings_rounds *rounds, struct settings *settings, bool *is_read_out,
                bool *is_again_out);
};

/* The exit status of the last round. Tables that cannot be read end it in the first one only:
 * later, it waits until they have changed again. */
int settings_run(const struct settings_rounds *rounds);

#endif
