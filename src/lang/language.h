/* language: one entry of langs.yaml, and the table of them. Part of lang.h, which others
 * include. */
#ifndef EVALX_LANG_LANGUAGE_H
#define EVALX_LANG_LANGUAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/base.h"
#include "base/err.h"
#include "model/limits.h"

/* In the folder where command runs, if there are words for it: lang/plugin/instantiate.c. */
#define PRECOMPILE_PLUGIN "instantiate.so"

/* Something that is made once and used when many sources are compiled; file NULL: nothing. */
struct precompile {
    const char *header; /* as sources that use it include it: "bits/stdc++.h"; NULL: all use it */
    const char *file;   /* name of what is made, below {headers} */
    const char *const *command;
    const char *const *use; /* words for the compile command, behind its first */
    const char *sample;     /* without a header: the source that command compiles */
    /* Words for command that load PRECOMPILE_PLUGIN, where its compiler takes it; NULL: none. */
    const char *const *plugin;
    /* Texts of messages over which a failed compilation is repeated without the header; NULL: none.
     */
    const char *const *doubts;
};

struct language {
    const char *id;   /* "cpp" */
    const char *name; /* "C++20 (gcc)" */
    const char *like; /* id of the language that it was made from; NULL: none */
    const char *const *aliases;
    size_t alias_count;
    const char *const *extensions; /* with the dot, case-sensitive: ".cc" */
    size_t extension_count;
    const char *const *shebangs; /* words to look for in a first line "#!": "python3" */
    size_t shebang_count;
    /* Texts that speak for it where no extension tells: "#include <iostream>" */
    const char *const *content;
    size_t content_count;
    const char *const *tells; /* the same where it shares an extension with others */
    size_t tell_count;
    int priority;                  /* the larger wins where two languages claim a file */
    const char *entry;             /* "binary", "mainfile", "mainclass" */
    const char *const *main_lines; /* a line of the main file begins so, in any case: "program " */
    size_t main_line_count;
    /* argv, NULL-terminated; NULL: nothing to compile, the sources are the artifact */
    const char *const *compile;
    const char *const *run; /* argv */
    /* What of {work} makes the artifact, globs: ask language_keeps. Where langs.yaml is silent:
     * binary: plan.binary alone; mainfile: "*"; mainclass: "*.class" */
    const char *const *keep;
    size_t keep_count;
    const char *const *tools; /* programs that must exist in the box's PATH */
    size_t tool_count;
    const char *const *environment; /* "NAME=VALUE" */
    size_t environment_count;
    /* Of the host, beyond the standard ones, that the toolchain reads; bound read-only */
    const char *const *paths;
    size_t path_count;
    /* Folder, archive or OCI image layout that programs see in the place of the host's own root;
     * NULL: the host's */
    const char *root;
    const char *package;        /* what apt-get installs */
    const char *const *version; /* argv that prints the toolchain's version */
    struct precompile precompile;
    struct limits compile_limits; /* overrides, LIMITS_UNSET where silent */
    int64_t memory_reserve_bytes; /* {memory_mib} = limit in force, with extra_memory, less this */
    double time_factor;
    int64_t extra_processes;    /* threads the runtime needs besides the program's */
    int64_t extra_memory_bytes; /* added to the memory limit of the run: the runtime's own */
    const int64_t *judge0;      /* numbers of Judge0's API that mean it */
    size_t judge0_count;
    const char *const *fallback; /* ids, the first that is installed stands in where it is not */
    size_t fallback_count;
    const struct language *validator; /* how programs of a package are built; NULL: the same way */
    bool is_untested;                 /* nobody has seen the entry work */
    const char *untested_reason;      /* why not; NULL: not said */
    bool has_default_tools, has_default_keep; /* not langs.yaml's own: made from the commands */
};

struct languages {
    const struct language *items;
    size_t count;
    const char *file;
    const char *const *profiles; /* names of all that some language has */
    size_t profile_count;
};

struct languages_options {
    const char *path;
    const char *extended; /* the table that `extends: evalx` means; NULL: there is none */
    const char *profile;  /* NULL: none */
};

/* Read langs.yaml. All memory is the arena's. Errors (ERR_INPUT) name file, line and column;
 * unknown keys are errors. A profile that no language has is ERR_USAGE. */
int languages_open(struct arena *arena, const struct languages_options *options,
                   struct languages *languages_out, struct err *err) EV_MUST_CHECK;
/* The same of a file that stands alone, without a profile. */
int languages_load(struct arena *arena, const char *path, struct languages *languages_out,
                   struct err *err) EV_MUST_CHECK;

/* By id, alias or name, whatever the case; NULL where there is none. */
const struct language *language_find(const struct languages *languages, const char *name);
/* The language itself and those that it was made from: what is said of C++ is true of C++17 too.
 * Unknown, or NULL: as far as it goes. */
enum { LANGUAGE_FAMILY_MOST = 8 };
size_t language_family(const struct languages *languages, const char *id,
                       const char *ids_out[LANGUAGE_FAMILY_MOST]);
/* By its number in Judge0's API; NULL where there is none. */
const struct language *language_find_judge0(const struct languages *languages, int64_t number);

/* The language itself where it is installed, else the first of its fallbacks that is, else itself
 * again. */
const struct language *language_usable(const struct languages *languages,
                                       const struct language *language);

/* Where a tool is on this host (searched in PATH of the box, /usr/local/bin:/usr/bin:/bin, and the
 * language's paths), NULL when nowhere; and the first that is nowhere, NULL when all are there. Of
 * a language with a root that is a folder: where it is below that; what an archive holds is not
 * known before it is unpacked: its tools are never missing, but it may be itself. */
const char *language_tool_path(struct arena *arena, const struct language *language,
                               const char *tool);
const char *language_missing_tool(const struct language *language);

#endif
