/* oci: see oci.h. index.json names manifests (or further indexes) by digest, a manifest its layers;
 * every blob lies in blobs/sha256/DIGEST. */
#include "base/oci.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>

#include "base/fs.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/str.h"

enum { INDEXES_MOST = 4, JSON_MOST_BYTES = 4 << 20 };

static const char sha256[] = "sha256:";

static void close_json(struct json **value)
{
    json_close(*value);
}

static void close_hash(struct hash **hash)
{
    hash_close(*hash);
}

/* The names that images have for machines (GOARCH) where uname(2) has another. */
static const struct {
    const char *machine, *architecture;
} architectures[] = {
    {"x86_64", "amd64"},
    {"aarch64", "arm64"},
    {"armv7l", "arm"},
    {"i686", "386"},
};

static const char *architecture_of(const struct utsname *host)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(architectures); i++) {
        if (strcmp(architectures[i].machine, host->machine) == 0)
            return architectures[i].architecture;
    }
    return host->machine;
}

/* ---- blobs ---- */

static int read_digest(const struct json *descriptor, const char *shown,
                       char digest_out[OCI_DIGEST_BYTES], struct err *err)
{
    const char *text = json_text(json_get(descriptor, "digest"));
    const char *hex = text && str_starts_with(text, sha256) ? text + strlen(sha256) : "";
    if (strlen(hex) != OCI_DIGEST_BYTES - 1 || hex[strspn(hex, "0123456789abcdef")] != '\0')
        return err_set(err, ERR_INPUT, "root: %s: '%.80s' is no digest (sha256:...)", shown,
                       text ? text : "");
    memcpy(digest_out, hex, OCI_DIGEST_BYTES);
    return 0;
}

int oci_open_blob(int dir_fd, const char *shown, const char *digest, struct err *err)
{
    char path[128], found[HASH_HEX_BYTES];
    struct stat status;
    EV_CLEANUP(close_hash) struct hash *hash = NULL;
    (void)snprintf(path, sizeof(path), "blobs/sha256/%s", digest);
    EV_FD int fd = fs_open_beneath(dir_fd, path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0)
        return err_sys(err, ERR_INPUT, "root: %s: %s", shown, path);
    if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode))
        return err_set(err, ERR_INPUT, "root: %s: %s: not a regular file", shown, path);
    if (hash_open(&hash, err) != 0 || hash_add_fd(hash, fd, err) != 0)
        return -1;
    hash_finish(hash, found);
    if (strcmp(found, digest) != 0)
        return err_set(err, ERR_INPUT, "root: %s: %s: damaged: its digest is %s", shown, path,
                       found);
    return lseek(fd, 0, SEEK_SET) == 0 ? fd_steal(&fd)
                                       : err_sys(err, ERR_INPUT, "root: %s: %s", shown, path);
}

static int parse(int fd, const char *shown, const char *name, struct json **value_out,
                 struct err *err)
{
    EV_STR struct str text = {0};
    if (fs_read_fd(fd, name, JSON_MOST_BYTES, &text, err) != 0 ||
        json_parse(name, str_text(&text), text.count, value_out, err) != 0)
        return err_wrap(err, "root: %s", shown);
    return 0;
}

static int read_blob(int dir_fd, const char *shown, const char *digest, struct json **value_out,
                     struct err *err)
{
    EV_FD int fd = oci_open_blob(dir_fd, shown, digest, err);
    return fd < 0 ? -1 : parse(fd, shown, digest, value_out, err);
}

/* ---- from the index to a manifest ---- */

static bool is_ours(const struct json *descriptor, const char *architecture)
{
    const struct json *platform = json_get(descriptor, "platform");
    const char *own = json_text(json_get(platform, "architecture"));
    const char *os = json_text(json_get(platform, "os"));
    return own && os && strcmp(os, "linux") == 0 && strcmp(own, architecture) == 0;
}

static const struct json *choose(const struct json *index, const char *architecture)
{
    const struct json *list = json_get(index, "manifests");
    for (size_t i = 0; i < json_count(list); i++) {
        if (is_ours(json_item(list, i), architecture))
            return json_item(list, i);
    }
    const struct json *only = json_count(list) == 1 ? json_item(list, 0) : NULL;
    return only && !json_get(only, "platform") ? only : NULL; /* of nobody knows which machine */
}

/* Follows indexes down to a manifest. */
static int find_manifest(int dir_fd, const char *shown, struct json **manifest_out, struct err *err)
{
    struct utsname host;
    EV_FD int fd = fs_open_beneath(dir_fd, "index.json", O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    EV_CLEANUP(close_json) struct json *found = NULL;
    if (fd < 0)
        return err_sys(err, ERR_INPUT, "root: %s: index.json", shown);
    if (uname(&host) != 0 || parse(fd, shown, "index.json", &found, err) != 0)
        return -1;
    for (int i = 0; i < INDEXES_MOST && json_get(found, "manifests"); i++) {
        char digest[OCI_DIGEST_BYTES];
        struct json *next = NULL;
        const struct json *chosen = choose(found, architecture_of(&host));
        if (!chosen)
            return err_set(err, ERR_INPUT, "root: %s: no image for linux/%s", shown,
                           architecture_of(&host));
        if (read_digest(chosen, shown, digest, err) != 0 ||
            read_blob(dir_fd, shown, digest, &next, err) != 0)
            return -1;
        json_close(found);
        found = next;
    }
    *manifest_out = found;
    found = NULL;
    return 0;
}

int oci_read_layers(int dir_fd, const char *shown, struct arena *arena,
                    struct oci_layer **layers_out, size_t *count_out, struct err *err)
{
    EV_CLEANUP(close_json) struct json *manifest = NULL;
    if (find_manifest(dir_fd, shown, &manifest, err) != 0)
        return -1;
    const struct json *list = json_get(manifest, "layers");
    size_t count = json_count(list);
    if (count == 0 || count > OCI_LAYERS_MOST)
        return err_set(err, ERR_INPUT, "root: %s: an image of %zu layers, 1 to %d will do", shown,
                       count, (int)OCI_LAYERS_MOST);
    struct oci_layer *layers = arena_alloc(arena, count * sizeof(*layers));
    for (size_t i = 0; i < count; i++) {
        if (read_digest(json_item(list, i), shown, layers[i].digest, err) != 0)
            return -1;
    }
    *layers_out = layers;
    *count_out = count;
    return 0;
}
