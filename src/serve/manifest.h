/* manifest: a package's files, their digests, and the private copy that is judged from. */
#ifndef EVALX_SERVE_MANIFEST_H
#define EVALX_SERVE_MANIFEST_H

#include "base/err.h"
#include "base/hash.h"

/* Read FOLDER/PACKAGE (a folder or an archive), and make sure that its revision lies in
 * revisions/REVISION of the state folder and its files in blobs/. At most PROBLEMSET_FILES_MAX
 * files; version control's folders are left out. */
int manifest_pin(const char *folder, const char *package, int state_fd,
                 char revision_out[HASH_HEX_BYTES], struct err *err) EV_MUST_CHECK;

#endif
