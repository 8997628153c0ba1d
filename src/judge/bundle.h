/* bundle: what a package puts beside the sources of a program before it is compiled: its include
 * files, graders and stubs, headers of its validators; and in which languages it may be written. */
#ifndef EVALX_JUDGE_BUNDLE_H
#define EVALX_JUDGE_BUNDLE_H

#include "judge/internal.h"

/* Why this language will not do; NULL: it will. */
const char *bundle_refusal(const struct languages *languages, const struct compile_request *request,
                           const struct language *language, struct arena *arena);
/* Does that file know a lone submission by the problem's short name, not by its own? */
bool bundle_is_short_named(const struct languages *languages, const struct compile_request *request,
                           const struct language *language);
/* Base name of the package's file that is the program; NULL: it is the submission's. */
const char *bundle_entry(const struct languages *languages, const struct compile_request *request,
                         const struct language *language);
/* What the compiler is told besides for a submission; its count, 0 where nothing. */
size_t bundle_options(const struct languages *languages, const struct compile_request *request,
                      const struct language *language, const char *const **options_out);
/* Add the package's files, which take the place of others with their names, and what it puts in
 * front of the submission's. */
int bundle_add(const struct languages *languages, const struct compile_request *request,
               const struct language *language, struct arena *arena,
               struct submission_source *source, struct err *err) EV_MUST_CHECK;

/* Languages that are not langs.yaml's. Programs that come with scripts: `build` makes the program
 * of a copy of their folder, `run` starts it. Scripts that a tool of the host reads, and then its
 * standard input; NULL: no such tool is known. */
const struct language *bundle_script_language(void);
/* Programs that come with scripts for bash: `compile`, which may be missing, and `run`, which is
 * started in a folder that holds what compiling left. */
const struct language *bundle_multi_file_language(void);
/* Outputs handed in as they are. */
const struct language *bundle_answer_language(void);
const struct language *bundle_tool_language(const char *tool);
/* As source_read; outputs may also come in an archive. */
int bundle_read(const struct compile_request *request, struct arena *arena,
                struct submission_source *source_out, bool *is_too_large_out,
                struct err *err) EV_MUST_CHECK;
struct build_plan bundle_fixed_plan(struct arena *arena, const struct language *language,
                                    const struct submission_source *source);

#endif
