/* command_line: the options that have a part in a verdict, as words of a shell: the history keeps
 * them, and an exported submission is judged again with them. */
#ifndef EVALX_CLI_COMMAND_LINE_H
#define EVALX_CLI_COMMAND_LINE_H

#include "cli/history.h"

/* In single quotes. */
void quote_for_shell(struct str *out, const char *text);

/* Everything that has a part in the verdict and is in neither source nor package; NULL: nothing
 * was said. Set `session` up first. */
const char *command_line_make(struct arena *arena, const struct session *session,
                              const struct shared_values *values,
                              const struct history_options *options);

/* These are such words, and nothing else: a history may be somebody else's. Any shell may be given
 * them, and nothing but how is judged depends on them. */
bool command_line_is_own(const char *words);

#endif
