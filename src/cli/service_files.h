/* service_files: sources as a judging service takes them. In evalx-service alone. */
#ifndef EVALX_CLI_SERVICE_FILES_H
#define EVALX_CLI_SERVICE_FILES_H

#include "base/json.h"
#include "cli/shared.h"

/* Set "files" of a submission's body: the file, or all of the folder, at path. ERR_INPUT: it cannot
 * be read, or is more than a server takes. */
int service_add_files(struct arena *arena, const char *path, struct json *body,
                      struct err *err) EV_MUST_CHECK;

#endif
