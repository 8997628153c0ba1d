/* package: what the readers of this room share: the package that is being read, its files and its
 * messages.
 *
 * Paths are relative to the package's folder and are opened beneath it only: a link that leaves the
 * package is an error wherever it is met, unless repository.h says otherwise for a while. Errors
 * are ERR_INPUT and read "SHOWN/PATH: what"; problem_open puts "problem: " in front. */
#ifndef EVALX_PROBLEM_PACKAGE_H
#define EVALX_PROBLEM_PACKAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/arena.h"
#include "base/base.h"
#include "base/err.h"
#include "base/str.h"
#include "base/yaml.h"
#include "problem/problem.h"
#include "problem/repository.h"

enum {
    PACKAGE_TESTS_MAX = 100000,
    PACKAGE_FILES_MAX = 200000,
    PACKAGE_DEPTH_MAX = 32,
    PACKAGE_PATH_MAX = 1024,
    PACKAGE_WARNINGS_MAX = 100,
    PACKAGE_TEXT_MAX = 1 << 20, /* bytes of a file that is read as text here */
};

/* How strictly and by which names a Kattis or ICPC package is read. */
enum dialect { DIALECT_LEGACY, DIALECT_DRAFT, DIALECT_2025 };

enum validation { VALIDATION_BY_FOLDER, VALIDATION_DEFAULT, VALIDATION_CUSTOM };

/* Words of a command line, as in problem_test. */
struct words {
    const char *const *items;
    size_t count;
};

/* Deprecated keys of `grading` in a legacy problem.yaml; NAN where silent. */
struct grading_overrides {
    double accept_score, reject_score, least, most;
    bool has_on_reject, stops_on_reject;
};

struct package {
    struct problem problem; /* being filled; owns the arena of what stays */
    struct arena scratch;   /* what only the reading needs */
    const char *shown;      /* the path as the user gave it */
    struct yaml *metadata;  /* problem.yaml, NULL where there is none */
    enum dialect dialect;
    bool is_icpc;               /* legacy-icpc: no scoring, groups, include/ or graders/ */
    enum validation validation; /* what problem.yaml says */
    const struct yaml *validation_node;
    bool has_custom_score; /* legacy: the validator writes score.txt */
    struct grading_overrides overrides;
    const struct yaml *passes_node;
    int passes; /* limits.validation_passes */
    struct words validator_flags;
    double time_limit_s; /* from problem.yaml, < 0 where silent */
    const struct yaml *time_limit_node;
    const struct yaml *constants;
    const char *ini_name;       /* domjudge-problem.ini, NULL where silent */
    double ini_time_limit_s;    /* likewise, < 0 */
    struct problem_test *tests; /* problem.test_count of them */
    size_t test_capacity;
    struct jury_submission *jury; /* problem.jury_count of them */
    size_t jury_capacity;
    const char **warnings; /* problem.warning_count of them */
    size_t warning_capacity;
    size_t files_seen;
    struct repository repository; /* with a path: links may lead to its files */
    bool *has_leaving_link;       /* set when one is met */
};

/* `path` NULL: the package itself. Returns -1. */
int package_error(const struct package *package, const char *path, struct err *err,
                  const char *format, ...) __attribute__((format(printf, 4, 5)));
void package_warn(struct package *package, const char *path, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* A warning at a node of a YAML file, whose name is already the shown one. */
void package_warn_at(struct package *package, const struct yaml *node, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

enum entry_kind { ENTRY_NONE, ENTRY_FILE, ENTRY_FOLDER };

struct entry {
    enum entry_kind kind;
    dev_t device;
    ino_t inode;
};

/* Open what is at `path`, through links; the descriptor, or -1 with errno. */
int package_open(const struct package *package, const char *path, int flags) EV_MUST_CHECK;

/* What is at `path`, through links. A link that leaves the package, leads nowhere or back to
 * itself is an error, and so is a device, FIFO or socket. */
int package_look(const struct package *package, const char *path, struct entry *entry_out,
                 struct err *err) EV_MUST_CHECK;
/* True when something is there, whatever it is: for choices, not for opening. */
bool package_has(const struct package *package, const char *path);
/* A link whose target within the package does not exist. */
bool package_leads_nowhere(const struct package *package, const char *path);
bool package_has_folder(const struct package *package, const char *path);

/* "folder/name" in the problem's arena; folder "" is the package itself. */
int package_join(struct package *package, const char *folder, const char *name,
                 const char **path_out, struct err *err) EV_MUST_CHECK;

/* Names in a folder in byte order (scratch); counted against PACKAGE_FILES_MAX. */
int package_list(struct package *package, const char *folder, const char ***names_out,
                 size_t *count_out, struct err *err) EV_MUST_CHECK;

/* The text of a file of at most PACKAGE_TEXT_MAX bytes. */
int package_read(const struct package *package, const char *path, struct str *out,
                 struct err *err) EV_MUST_CHECK;
/* At most so many of its first bytes, whatever its size. */
int package_read_start(const struct package *package, const char *path, struct str *out,
                       struct err *err) EV_MUST_CHECK;
/* Text that was read from `path`, as the next does. */
int package_parse_yaml(struct package *package, const char *path, const struct str *text,
                       struct yaml **root_out, struct err *err) EV_MUST_CHECK;
/* Of keys that stand twice the last counts, with a warning; in 2025-09 that is an error. */
int package_read_yaml(struct package *package, const char *path, struct yaml **root_out,
                      struct err *err) EV_MUST_CHECK;

/* A folder on the way down; `parent` NULL at the start of a walk. */
struct folder {
    const char *path;
    const struct folder *parent;
    int depth;
    dev_t device;
    ino_t inode;
};

/* Refuses what is too deep and a folder that is its own ancestor by a link. */
int package_enter(const struct package *package, const char *path, const struct entry *entry,
                  const struct folder *parent, struct folder *folder_out,
                  struct err *err) EV_MUST_CHECK;

/* Every file at or below `path` in byte order (problem's arena); names that start with a dot are
 * passed over. */
int package_files(struct package *package, const char *path, const char *const **files_out,
                  size_t *count_out, struct err *err) EV_MUST_CHECK;

/* Text split on white space (problem's arena). */
struct words words_split(struct package *package, const char *text);
/* As a shell does, where quotes and backslashes keep together; items are never NULL. False: a quote
 * is not closed. */
bool words_split_quoted(struct package *package, const char *text,
                        struct words *words_out) EV_MUST_CHECK;
struct words words_joined(struct package *package, struct words first, struct words second);

/* The package's own folder was opened and nothing else: make every value what a silent package
 * has. */
void package_init(struct package *package);
/* Frees what the reading needed. The problem stays. */
void package_done(struct package *package);

#endif
