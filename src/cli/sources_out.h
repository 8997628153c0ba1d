/* sources_out: sources out of the history, as files again. */
#ifndef EVALX_CLI_SOURCES_OUT_H
#define EVALX_CLI_SOURCES_OUT_H

#include "store/store.h"

/* Into an empty folder of ours. A name that would lead out of it is ERR_INPUT: the history may have
 * been somebody else's. */
int source_check_name(const struct store_source *source, struct err *err) EV_MUST_CHECK;
int sources_write(int dir_fd, const struct store_source *sources, size_t count,
                  struct err *err) EV_MUST_CHECK;

#endif
