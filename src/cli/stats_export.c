/* stats_export: evalx stats export: all submissions as rows, or everything of one as a folder:
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

#include "base/fs.h"
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

static int write_report(int dir_fd, const struct stats_whole *whole, struct err *err)
{
    EV_STR struct str json = {0}, text = {0};
    struct json *document = stats_whole_json(whole);
    json_write(document, true, &json);
    json_close(document);
    str_add_char(&json, '\n');
    stats_whole_text(whole, &text);
    if (fs_write_new(dir_fd, "report.json", str_text(&json), json.count, 0644, err) != 0)
        return -1;
    return fs_write_new(dir_fd, "report.txt", str_text(&text), text.count, 0644, err);
}

static void add_comment(struct str *out, const char *text)
{
    render_lines(text, "# ", out);
}

/* The history may have been somebody else's, and the script is to be run. */
static bool is_harmless(const char *options)
{
    static const char harmless[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                   "0123456789 -_./'*?[]";
    return options[strspn(options, harmless)] == '\0';
}

/* The package's place and digest are said: whether it is still the same, the reader sees by the
 * digest of the new judging. */
static int write_replay(int dir_fd, const struct stats_whole *whole, struct err *err)
{
    EV_STR struct str text = {0};
    const struct table *row = &whole->submission;
    const char *language = table_text(row, 0, "language");
    str_printf(&text,
               "#!/bin/sh\n# Judges submission %lld as it was judged.\n#\n# evalx,"
               " package and toolchain were:\n",
               (long long)table_whole(row, 0, "id"));
    add_comment(&text, table_text(row, 0, "evalx"));
    add_comment(&text, table_text(row, 0, "package_digest"));
    add_comment(&text, table_text(&whole->replay, 0, "toolchain"));
    str_add(&text, "#\n# PROBLEM names the package where it lies elsewhere.\n"
                   "cd \"$(dirname \"$0\")\" || exit\n"
                   "exec evalx judge --no-history --fresh");
    if (language[0] != '\0') {
        str_add(&text, " --lang ");
        quote_for_shell(&text, language);
    }
    const char *options = table_text(&whole->replay, 0, "options");
    if (options[0] != '\0' && is_harmless(options))
        str_printf(&text, " %s", options);
    str_add(&text, " \\\n    --problem \"${PROBLEM:-$(printf %s ");
    quote_for_shell(&text, table_text(row, 0, "package_path"));
    str_add(&text, ")}\" \"$@\" ");
    EV_STR struct str path = {0};
    str_printf(&path, "source%s%s", whole->source_count == 1 ? "/" : "",
               whole->source_count == 1 ? whole->sources[0].name : "");
    quote_for_shell(&text, str_text(&path));
    str_add_char(&text, '\n');
    return fs_write_new(dir_fd, "replay.sh", str_text(&text), text.count, 0755, err);
}

static int write_bundle(struct stats *stats, const char *id, const char **folder_out,
                        struct err *err)
{
    struct stats_whole whole = {0};
    if (stats_read_whole(stats, id, &whole, err) != 0)
        return -1;
    const char *folder = stats->values->output;
    if (folder == NULL)
        folder = arena_printf(&stats->arena, "submission-%lld", (long long)whole.filter.submission);
    if (mkdir(folder, 0755) != 0)
        return err_sys(err, ERR_INPUT, "stats: export: %s", folder);
    EV_FD int dir_fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (dir_fd < 0)
        return err_sys(err, ERR_JUDGE, "stats: export: %s", folder);
    if (write_sources(dir_fd, &whole, err) != 0 || write_report(dir_fd, &whole, err) != 0 ||
        write_replay(dir_fd, &whole, err) != 0)
        return err_wrap(err, "%s", folder);
    *folder_out = folder;
    return 0;
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
