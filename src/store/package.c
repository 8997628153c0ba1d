/* package: which revision of a problem's package a submission was judged by.
 *
 * The digest of a package is made of all its bytes. What stat(2) says of its files is enough to
 * know it again, as in the cache of the judge: size, inode and times of every file. */
#include <fcntl.h>
#include <fts.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/str.h"
#include "store/internal.h"

enum {
    FILES_MOST = 100000,
    SETTLED_S = 2, /* a file this young may change without a change of its times */
};

static void hash_cleanup(struct hash **hash)
{
    hash_close(*hash);
}

static void tree_close(FTS **tree)
{
    if (*tree != NULL)
        (void)fts_close(*tree); /* only read from */
}

static int by_name(const FTSENT **a, const FTSENT **b)
{
    return strcmp((*a)->fts_name, (*b)->fts_name);
}

static void add_file(struct hash *hash, const FTSENT *entry)
{
    const struct stat *info = entry->fts_statp;
    char text[160];
    (void)snprintf(text, sizeof(text), "%llu %llu %lld %lld.%09ld %lld.%09ld",
                   (unsigned long long)info->st_dev, (unsigned long long)info->st_ino,
                   (long long)info->st_size, (long long)info->st_mtim.tv_sec, info->st_mtim.tv_nsec,
                   (long long)info->st_ctim.tv_sec,
                   info->st_ctim.tv_nsec); /* always fits: seven numbers */
    hash_add_field(hash, entry->fts_path);
    hash_add_field(hash, text);
}

/* False: a file is too young, there are too many, or one cannot be looked at. */
static bool add_tree(struct hash *hash, const char *folder)
{
    EV_FREE char *path = realpath(folder, NULL);
    char *roots[] = {path, NULL};
    EV_CLEANUP(tree_close)
    FTS *tree = path != NULL ? fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, by_name) : NULL;
    time_t youngest = time(NULL) - SETTLED_S;
    size_t count = 0;
    FTSENT *entry;
    if (tree == NULL)
        return false;
    while ((entry = fts_read(tree)) != NULL) {
        if (entry->fts_info == FTS_D || entry->fts_info == FTS_DP)
            continue;
        if ((entry->fts_info != FTS_F && entry->fts_info != FTS_SL) || ++count > FILES_MOST ||
            entry->fts_statp->st_mtim.tv_sec > youngest ||
            entry->fts_statp->st_ctim.tv_sec > youngest)
            return false;
        add_file(hash, entry);
    }
    return count > 0;
}

/* "" where it cannot be told. */
static int find_fingerprint(const char *folder, char hex_out[HASH_HEX_BYTES], struct err *err)
{
    EV_CLEANUP(hash_cleanup) struct hash *hash = NULL;
    hex_out[0] = '\0';
    if (hash_open(&hash, err) != 0)
        return -1;
    hash_add_field(hash, "package");
    if (add_tree(hash, folder))
        hash_finish(hash, hex_out);
    return 0;
}

static int read_seen(struct database *database, const char *fingerprint,
                     char hex_out[HASH_HEX_BYTES], bool *is_seen_out, struct err *err)
{
    EV_STATEMENT struct statement statement = {0};
    if (statement_open(database, "SELECT digest FROM package_seen WHERE fingerprint = :print",
                       &statement, err) != 0)
        return -1;
    statement_set_text(&statement, ":print", fingerprint);
    if (statement_next(&statement, is_seen_out, err) != 0)
        return -1;
    if (*is_seen_out)
        (void)snprintf(hex_out, HASH_HEX_BYTES, "%s",
                       (const char *)database->call.column_text(statement.handle, 0));
    return 0;
}

static int keep_seen(struct database *database, const char *fingerprint, const char *digest,
                     int64_t now_us, struct err *err)
{
    EV_STATEMENT struct statement statement = {0};
    if (statement_open(database,
                       "INSERT OR REPLACE INTO package_seen VALUES(:print, :digest, :now)",
                       &statement, err) != 0)
        return -1;
    statement_set_text(&statement, ":print", fingerprint);
    statement_set_text(&statement, ":digest", digest);
    statement_set(&statement, ":now", now_us);
    return statement_run(&statement, err);
}

static int find_digest(struct database *database, const struct store_package *package,
                       int64_t now_us, char hex_out[HASH_HEX_BYTES], struct err *err)
{
    char fingerprint[HASH_HEX_BYTES];
    bool is_seen = false;
    if (package->known_digest != NULL) {
        (void)snprintf(hex_out, HASH_HEX_BYTES, "%s", package->known_digest);
        return 0;
    }
    if (find_fingerprint(package->folder, fingerprint, err) != 0)
        return -1;
    if (fingerprint[0] != '\0' && read_seen(database, fingerprint, hex_out, &is_seen, err) != 0)
        return -1;
    if (is_seen)
        return 0;
    if (package->digest(package->context, hex_out, err) != 0)
        return -1;
    return fingerprint[0] == '\0' ? 0 : keep_seen(database, fingerprint, hex_out, now_us, err);
}

static const char insert_package[] =
    "INSERT INTO package(problem, revision, digest, path, first_us) VALUES(:problem,"
    " (SELECT coalesce(max(revision), 0) + 1 FROM package WHERE problem = :problem),"
    " :digest, :path, :now)"
    " ON CONFLICT(problem, digest) DO UPDATE SET path = :path RETURNING id";

int package_find(struct database *database, const struct store_package *package,
                 const char *problem, int64_t now_us, int64_t *id_out, struct err *err)
{
    EV_STATEMENT struct statement statement = {0};
    char digest[HASH_HEX_BYTES];
    bool has_row = false;
    if (find_digest(database, package, now_us, digest, err) != 0 ||
        statement_open(database, insert_package, &statement, err) != 0)
        return -1;
    statement_set_text(&statement, ":problem", problem);
    statement_set_text(&statement, ":digest", digest);
    statement_set_text(&statement, ":path", package->path);
    statement_set(&statement, ":now", now_us);
    if (statement_next(&statement, &has_row, err) != 0)
        return -1;
    *id_out = has_row ? database->call.column_int64(statement.handle, 0) : 0;
    return statement_run(&statement, err);
}
