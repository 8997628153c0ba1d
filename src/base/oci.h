/* oci: the layers of an image in an OCI image layout (OCI image specification 1.1, "Image Layout").
 * Part of rootfs.c. */
#ifndef EVALX_BASE_OCI_H
#define EVALX_BASE_OCI_H

#include <stddef.h>

#include "base/arena.h"
#include "base/base.h"
#include "base/err.h"

enum { OCI_LAYERS_MOST = 256, OCI_DIGEST_BYTES = 65 };

struct oci_layer {
    char digest[OCI_DIGEST_BYTES]; /* SHA-256, hexadecimal */
};

/* Of the image for this machine, the lowest first. Manifests are checked by their digests.
 * ERR_INPUT: there is none, or something is wrong with it. */
int oci_read_layers(int dir_fd, const char *shown, struct arena *arena,
                    struct oci_layer **layers_out, size_t *count_out,
                    struct err *err) EV_MUST_CHECK;

/* A blob whose bytes are what its digest says. Returns the descriptor, or -1. */
int oci_open_blob(int dir_fd, const char *shown, const char *digest, struct err *err) EV_MUST_CHECK;

#endif
