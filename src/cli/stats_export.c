/* stats_export: evalx stats export: all submissions as rows, or everything of one as a folder or
 * tar:
 *
 *   submission-12/
 *     source/...       as it was handed in
 *     report.json      evalx stats show 12 --format json
 *     report.txt       the same for people
 *     replay.sh        the command that judges it alike
 *
 * What an appeal needs: another judge can look at it, and run it again. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "base/archive.h"
#include "base/archive_write.h"
#include "base/fs.h"
#include "cli/command_line.h"
#include "cli/sources_out.h"
#include "cli/stats.h"
#include "render/render.h"

static int export_rows(struct stats *stats)
{
    struct err err = {0};
    struct table table;
    if (store_view(stats->store, "export", &stats->filter, &stats->arena, &table, &err) != 0)
        return say_error(&err);
    return stats_print(&table, stats_is_json(stats) ? "json" : "csv");
}

/* ---- one ---- */

static int write_sources(int dir_fd, const struct stats_whole *whole, struct err *err)
{
    if (mkdirat(dir_fd, "source", 0755) != 0)
        return err_sys(err, ERR_JUDGE, "stats: export: source");
    EV_FD int source_fd = openat(dir_fd, "source", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (source_fd < 0)
        return err_sys(err, ERR_JUDGE, "stats: export: source");
    return sources_write(source_fd, whole->sources, whole->source_count, err);
}

static int make_reports(const struct stats_whole *whole, struct str *json, struct str *text,
                        struct err *err)
{
    struct json *document = stats_whole_json(whole);
    json_write(document, true, json);
    json_close(document);
    str_add_char(json, '\n');
    return stats_whole_text(whole, RENDER_ANY_WIDTH, text, err);
}

static void add_comment(struct str *out, const char *text)
{
    render_lines(text, "# ", out);
}

/* The package's place and digest are said: whether it is still the same, the reader sees by the
 * digest of the new judging. */
static void make_replay(const struct stats_whole *whole, struct str *text)
{
    const struct table *row = &whole->submission;
    const char *language = table_text(row, 0, "language");
    str_printf(text,
               "#!/bin/sh\n# Judges submission %lld as it was judged.\n#\n# evalx,"
               " package and toolchain were:\n",
               (long long)table_whole(row, 0, "id"));
    add_comment(text, table_text(row, 0, "evalx"));
    add_comment(text, table_text(row, 0, "package_digest"));
    add_comment(text, table_text(&whole->replay, 0, "toolchain"));
    const char *options = table_text(&whole->replay, 0, "options");
    bool is_own = command_line_is_own(options); /* the history may have been somebody else's */
    if (!is_own) {
        str_add(text, "#\n# These options are left out, as evalx judge records no such ones:\n");
        add_comment(text, options);
    }
    str_add(text, "#\n# PROBLEM names the package where it lies elsewhere.\n"
                  "cd \"$(dirname \"$0\")\" || exit\n"
                  "exec evalx judge --no-history --fresh");
    if (language[0] != '\0') {
        str_add(text, " --lang ");
        quote_for_shell(text, language);
    }
    if (is_own && options[0] != '\0')
        str_printf(text, " %s", options);
    str_add(text, " \\\n    --problem \"${PROBLEM:-$(printf %s ");
    quote_for_shell(text, table_text(row, 0, "package_path"));
    str_add(text, ")}\" \"$@\" ");
    EV_STR struct str path = {0};
    str_printf(&path, "source%s%s", whole->source_count == 1 ? "/" : "",
               whole->source_count == 1 ? whole->sources[0].name : "");
    quote_for_shell(text, str_text(&path));
    str_add_char(text, '\n');
}

/* What is written besides the sources. */
struct bundle {
    struct stats_whole whole;
    struct str json, text, replay;
};

static void bundle_done(struct bundle *bundle)
{
    str_done(&bundle->json);
    str_done(&bundle->text);
    str_done(&bundle->replay);
}

enum { OWN_FILES = 3 };

static void list_own_files(const struct bundle *bundle, struct archive_member files[OWN_FILES])
{
    files[0] =
        (struct archive_member){"report.json", str_text(&bundle->json), bundle->json.count, 0644};
    files[1] =
        (struct archive_member){"report.txt", str_text(&bundle->text), bundle->text.count, 0644};
    files[2] =
        (struct archive_member){"replay.sh", str_text(&bundle->replay), bundle->replay.count, 0755};
}

static int write_folder(const struct bundle *bundle, const char *folder, struct err *err)
{
    struct archive_member files[OWN_FILES];
    if (mkdir(folder, 0755) != 0)
        return err_sys(err, ERR_INPUT, "stats: export: %s", folder);
    EV_FD int dir_fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (dir_fd < 0)
        return err_sys(err, ERR_JUDGE, "stats: export: %s", folder);
    if (write_sources(dir_fd, &bundle->whole, err) != 0)
        return err_wrap(err, "%s", folder);
    list_own_files(bundle, files);
    for (size_t i = 0; i < OWN_FILES; i++) {
        if (fs_write_new(dir_fd, files[i].path, files[i].bytes, files[i].count, files[i].mode,
                         err) != 0)
            return err_wrap(err, "%s", folder);
    }
    return 0;
}

/* The same below one folder, which is called after the submission. */
static int write_tar(struct arena *arena, const struct bundle *bundle, const char *path,
                     struct err *err)
{
    const struct stats_whole *whole = &bundle->whole;
    const char *folder =
        arena_printf(arena, "submission-%lld", (long long)whole->filter.submission);
    struct archive_member own[OWN_FILES];
    struct archive_member *members =
        arena_alloc(arena, (whole->source_count + OWN_FILES) * sizeof(*members));
    size_t count = 0;
    list_own_files(bundle, own);
    for (size_t i = 0; i < OWN_FILES; i++) {
        members[count] = own[i];
        members[count++].path = arena_printf(arena, "%s/%s", folder, own[i].path);
    }
    for (size_t i = 0; i < whole->source_count; i++) {
        const struct store_source *source = &whole->sources[i];
        if (source_check_name(source, err) != 0)
            return -1;
        members[count++] =
            (struct archive_member){arena_printf(arena, "%s/source/%s", folder, source->name),
                                    source->bytes, source->count, 0644};
    }
    int64_t at_us = table_whole(&whole->submission, 0, "finished");
    return archive_write(path, members, count, at_us / 1000000, err);
}

static int write_bundle(struct stats *stats, const char *id, const char **path_out, struct err *err)
{
    EV_CLEANUP(bundle_done) struct bundle bundle = {0};
    if (stats_read_whole(stats, id, &bundle.whole, err) != 0)
        return -1;
    if (make_reports(&bundle.whole, &bundle.json, &bundle.text, err) != 0)
        return -1;
    make_replay(&bundle.whole, &bundle.replay);
    const char *path = stats->values->output;
    if (path == NULL)
        path = arena_printf(&stats->arena, "submission-%lld",
                            (long long)bundle.whole.filter.submission);
    *path_out = path;
    if (archive_is_named_like_one(path))
        return write_tar(&stats->arena, &bundle, path, err);
    return write_folder(&bundle, path, err);
}

int stats_export(struct stats *stats, const char *const *operands, size_t count)
{
    struct err err = {0};
    const char *folder = NULL;
    if (count == 0)
        return export_rows(stats);
    if (write_bundle(stats, operands[0], &folder, &err) != 0)
        return say_error(&err);
    EV_STR struct str out = {0};
    str_printf(&out, "%s\n", folder);
    return stats->values->shared.is_quiet ? 0 : say_result(&out);
}
