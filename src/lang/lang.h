/* lang: the languages of langs.yaml: detection, and the commands that compile and run a submission.
 *
 * A language is data: adding one needs no C. Commands are argv lists, never shell text. Their
 * variables, and every key of langs.yaml, are described in evalx-langs(5).
 *
 * load.c reads the table, source.c a submission, detect.c finds its language, plan.c and java.c
 * decide what is built, expand.c makes the commands, messages.c turns a compiler's words back into
 * the user's names. precompile.c knows headers. language.h is the table itself. */
#ifndef EVALX_LANG_LANG_H
#define EVALX_LANG_LANG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/base.h"
#include "base/err.h"
#include "lang/language.h"

enum { SOURCE_TOTAL_MAX_BYTES = 64 << 20, SOURCE_FILES_MAX = 1000 };

struct source_file {
    const char *name; /* the path below the submission's folder, or the base name; never ".." */
    const char *bytes;
    size_t count;
    bool is_companion; /* lies beside the sources, and is not one of them */
};

struct submission_source {
    const char *shown;         /* as the user named it */
    struct source_file *files; /* in byte order of name */
    size_t file_count;
};

/* One file, a folder (every regular file below it but those whose name starts with a dot; links
 * refused), or "-" (standard input, name "stdin"). Paths that cannot be read, empty folders and
 * over-large sources are ERR_INPUT. A file of several sources: paths, count > 1. The total may
 * reach maximum_bytes (limits.code); beyond it *is_too_large_out is set and files are not complete:
 * CE. */
int source_read(struct arena *arena, const char *const *paths, size_t path_count,
                size_t maximum_bytes, struct submission_source *source_out, bool *is_too_large_out,
                struct err *err) EV_MUST_CHECK;

/* The same of files in memory, whose bytes stay borrowed: names are paths below the submission's
 * folder. A name that leads out of it, is there twice, or is a folder of another's: ERR_INPUT. */
int source_take(struct arena *arena, const struct source_file *files, size_t file_count,
                size_t maximum_bytes, struct submission_source *source_out, bool *is_too_large_out,
                struct err *err) EV_MUST_CHECK;

/* The language: most files matching by extension, then shebang, then priority. Text (a shebang or
 * what `content` names) decides alone only where no file has an extension; one that no language
 * claims is refused, never guessed. ERR_INPUT where none fits, with the list of extensions known,
 * and where every file of the language has NUL bytes: a binary. A binary among sources is the
 * compiler's to refuse: the contestant's fault, not the caller's. */
int language_detect(const struct languages *languages, const struct submission_source *source,
                    const struct language **language_out, struct err *err) EV_MUST_CHECK;

/* Does the file's name end with one of the language's extensions (and not consist of it)? */
bool language_claims(const struct language *language, const char *file_name);

/* How to build and start one submission. Strings are the arena's. */
struct build_plan {
    const struct language *language;
    struct source_file *files; /* to place in {work}; names may differ from the user's (Java) */
    size_t file_count;
    const char *const *renamed_from; /* per file: what the user called it (for messages) */
    const char *mainfile;            /* relative */
    const char *mainclass;
    const char *binary;  /* relative to {program}: what the compiler makes, NULL: nothing single */
    const char *problem; /* why it cannot be compiled: "no class has a main method"; or NULL */
    const char *const *options; /* more words for the compiler, behind its own */
    size_t option_count;
};

/* Chooses main file and main class (Java: that with main; the public class names the file). */
int build_plan_make(struct arena *arena, const struct language *language,
                    const struct submission_source *source, struct build_plan *plan_out,
                    struct err *err) EV_MUST_CHECK;

/* Another file is the program: the one of this base name, where there is one. */
void build_plan_enter(struct arena *arena, struct build_plan *plan, const char *entry);

/* argv, NULL-terminated. compile_argv is NULL where the language has nothing to compile.
 * memory_bytes is the limit in force for the run, the language's extra_memory_bytes included; < 0:
 * none. */
const char *const *build_compile_argv(struct arena *arena, const struct build_plan *plan,
                                      const char *work_path);
const char *const *build_run_argv(struct arena *arena, const struct build_plan *plan,
                                  const char *program_path, int64_t memory_bytes,
                                  int64_t stack_bytes);

/* Does the source begin with the header that its language precompiles (behind comments), or is what
 * the language makes ahead good for any source? */
bool build_wants_header(const struct build_plan *plan);
/* What to build to get it: a program like any other, whose binary it is. There is something. With
 * the compiler's plugin: only where the language has words for it. */
void build_header_plan(struct arena *arena, const struct language *language, bool has_plugin,
                       struct build_plan *plan_out);
/* May a compilation that failed with these messages owe it to the header below headers_path? */
bool build_doubts_header(const struct build_plan *plan, const char *messages,
                         const char *headers_path);
/* build_compile_argv with the header that lies below headers_path. */
const char *const *build_header_argv(struct arena *arena, const struct build_plan *plan,
                                     const char *work_path, const char *headers_path);

/* "NAME=VALUE", NULL-terminated: PATH, HOME, LANG, TMPDIR and the language's own. */
const char *const *build_environment(struct arena *arena, const struct build_plan *plan,
                                     const char *work_path);

/* Compiler messages with box paths turned into the user's names, at most maximum_bytes, control
 * characters but newline and tab made visible. */
const char *build_messages(struct arena *arena, const struct build_plan *plan,
                           const char *work_path, const char *text, size_t count,
                           size_t maximum_bytes);

/* Does a file that lies in {work} after compiling (name relative to it) belong to the artifact? */
bool language_keeps(const struct build_plan *plan, const char *name);

#endif
