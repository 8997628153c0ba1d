/* bundle: see bundle.h. */
#include "judge/bundle.h"

#include <fcntl.h>
#include <string.h>

#include "base/archive.h"
#include "base/fs.h"

/* The format says: run `build`, then `run` must be executable. Which tools a script calls nobody
 * knows: those that most call stand for all in the cache's key. */
static const char *const script_tools[] = {"sh", "cc", "c++", "python3", "make"};
static const char *const script_build[] = {
    "sh", "-c",
    "if [ -f build ]; then chmod +x build && ./build || exit; fi\n"
    "[ -f run ] || { echo \"there is no file called run\" >&2; exit 1; }\n"
    "chmod +x run",
    NULL};
static const char *const script_run[] = {"{program}/run", NULL};
static const char *const script_keep[] = {"*"};
static const char *const script_extensions[] = {""};

static const struct language script_language = {
    .id = "scripts",
    .name = "build and run scripts",
    .extensions = script_extensions,
    .extension_count = 1,
    .entry = "mainfile",
    .compile = script_build,
    .run = script_run,
    .keep = script_keep,
    .keep_count = 1,
    .tools = script_tools,
    .tool_count = EV_ARRAY_LENGTH(script_tools),
    .package = "",
    .compile_limits = {-1, -1, -1, -1, -1, -1, -1, -1, -1},
};

const struct language *bundle_script_language(void)
{
    return &script_language;
}

static const char *const multi_file_build[] = {
    "bash", "-c",
    "if [ -f compile ]; then bash ./compile || exit; fi\n"
    "[ -f run ] || { echo \"there is no file called run\" >&2; exit 1; }",
    NULL};
static const char *const multi_file_run[] = {"bash", "./run", NULL};

static const struct language multi_file_language = {
    .id = "multi-file",
    .name = "Multi-file program",
    .extensions = script_extensions,
    .extension_count = 1,
    .entry = "mainfile",
    .compile = multi_file_build,
    .run = multi_file_run,
    .keep = script_keep,
    .keep_count = 1,
    .tools = script_tools,
    .tool_count = EV_ARRAY_LENGTH(script_tools),
    .package = "",
    .compile_limits = {-1, -1, -1, -1, -1, -1, -1, -1, -1},
};

const struct language *bundle_multi_file_language(void)
{
    return &multi_file_language;
}

static const struct language answer_language = {
    .id = "outputs",
    .name = "outputs",
    .extensions = script_extensions,
    .extension_count = 1,
    .entry = "mainfile",
    .package = "",
    .compile_limits = {-1, -1, -1, -1, -1, -1, -1, -1, -1},
};

const struct language *bundle_answer_language(void)
{
    return &answer_language;
}

struct unpacked {
    const char *path; /* NULL: nothing */
};

static void remove_unpacked(struct unpacked *unpacked)
{
    struct err err;
    if (unpacked->path)
        (void)!fs_remove_tree(AT_FDCWD, unpacked->path, &err); /* a temporary folder left is no
                                                                   reason to fail */
}

static int read_archive(const char *path, struct arena *arena, size_t maximum_bytes,
                        struct submission_source *source_out, bool *is_too_large_out,
                        struct err *err)
{
    EV_CLEANUP(remove_unpacked) struct unpacked unpacked = {0};
    if (fs_make_temporary("evalx-outputs", arena, &unpacked.path, err) != 0)
        return -1;
    EV_FD int dir_fd = open(unpacked.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (dir_fd < 0)
        return err_sys(err, ERR_JUDGE, "%s", unpacked.path);
    if (archive_unpack(path, dir_fd, err) != 0 ||
        source_read(arena, &unpacked.path, 1, maximum_bytes, source_out, is_too_large_out, err) !=
            0)
        return -1;
    source_out->shown = arena_string(arena, path);
    return 0;
}

int bundle_read(const struct compile_request *request, struct arena *arena,
                struct submission_source *source_out, bool *is_too_large_out, struct err *err)
{
    size_t maximum_bytes = (size_t)request->source_max_bytes;
    if (request->file_count > 0)
        return source_take(arena, request->files, request->file_count, maximum_bytes, source_out,
                           is_too_large_out, err);
    if (request->fixed_language == &answer_language && request->path_count == 1 &&
        archive_is_named_like_one(request->paths[0]))
        return read_archive(request->paths[0], arena, maximum_bytes, source_out, is_too_large_out,
                            err);
    return source_read(arena, request->paths, request->path_count, maximum_bytes, source_out,
                       is_too_large_out, err);
}

static const char *const checktestdata_run[] = {"checktestdata", "{mainfile}", NULL};
static const char *const viva_run[] = {"viva", "{mainfile}", "/dev/stdin", NULL};
static const char *const tool_names[] = {"checktestdata", "viva"};

static const struct language tool_languages[] = {
    {
        .id = "checktestdata",
        .name = "checktestdata",
        .extensions = script_extensions,
        .extension_count = 1,
        .entry = "mainfile",
        .run = checktestdata_run,
        .tools = &tool_names[0],
        .tool_count = 1,
        .package = "checktestdata",
        .compile_limits = {-1, -1, -1, -1, -1, -1, -1, -1, -1},
    },
    {
        .id = "viva",
        .name = "VIVA",
        .extensions = script_extensions,
        .extension_count = 1,
        .entry = "mainfile",
        .run = viva_run,
        .tools = &tool_names[1],
        .tool_count = 1,
        .package = "", /* no distribution has it */
        .compile_limits = {-1, -1, -1, -1, -1, -1, -1, -1, -1},
    },
};

const struct language *bundle_tool_language(const char *tool)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(tool_languages); i++) {
        if (tool && strcmp(tool_languages[i].id, tool) == 0)
            return &tool_languages[i];
    }
    return NULL;
}

struct build_plan bundle_fixed_plan(struct arena *arena, const struct language *language,
                                    const struct submission_source *source)
{
    const char **names = arena_alloc(arena, (source->file_count + 1) * sizeof(*names));
    for (size_t i = 0; i < source->file_count; i++)
        names[i] = source->files[i].name;
    return (struct build_plan){
        .language = language,
        .files = source->files,
        .file_count = source->file_count,
        .renamed_from = names,
        .mainfile = language == &script_language || language == &multi_file_language
                        ? "run"
                        : source->files[0].name,
    };
}

static bool is_named(const struct languages *languages, const char *name,
                     const struct language *language)
{
    return language_find(languages, name) == language;
}

const char *bundle_refusal(const struct languages *languages, const struct compile_request *request,
                           const struct language *language, struct arena *arena)
{
    const struct problem *problem = request->problem;
    EV_STR struct str text = {0};
    if (!problem || problem->language_count == 0)
        return NULL;
    for (size_t i = 0; i < problem->language_count; i++) {
        if (is_named(languages, problem->languages[i], language))
            return NULL;
        str_printf(&text, "%s%s", i ? ", " : "", problem->languages[i]);
    }
    return arena_printf(arena, "%s is not among the languages of this problem: %s", language->name,
                        str_text(&text));
}

/* The set of the language, else the one for all others; NULL: none. */
static const struct include_set *find_set(const struct languages *languages,
                                          const struct compile_request *request,
                                          const struct language *language)
{
    const struct problem *problem = request->problem;
    const struct include_set *general = NULL;
    for (size_t i = 0; problem && i < problem->include_count; i++) {
        const struct include_set *set = &problem->includes[i];
        if (!set->language)
            general = set;
        else if (is_named(languages, set->language, language))
            return set;
    }
    return general;
}

const char *bundle_entry(const struct languages *languages, const struct compile_request *request,
                         const struct language *language)
{
    const struct include_set *set = find_set(languages, request, language);
    return set && set->entry ? fs_base_name(set->entry) : NULL;
}

bool bundle_is_short_named(const struct languages *languages, const struct compile_request *request,
                           const struct language *language)
{
    const struct include_set *set = find_set(languages, request, language);
    return set && set->is_short_named;
}

size_t bundle_options(const struct languages *languages, const struct compile_request *request,
                      const struct language *language, const char *const **options_out)
{
    const struct include_set *set = find_set(languages, request, language);
    *options_out = set && set->option_count ? set->options : request->options;
    return set && set->option_count ? set->option_count : request->option_count;
}

static bool is_among(const struct submission_source *source, const char *name)
{
    for (size_t i = 0; i < source->file_count; i++) {
        if (strcmp(source->files[i].name, name) == 0)
            return true;
    }
    return false;
}

static int by_name(const void *a, const void *b)
{
    const struct source_file *left = a, *right = b;
    return strcmp(left->name, right->name);
}

static void merge(struct arena *arena, const struct submission_source *more,
                  struct submission_source *source)
{
    size_t most = source->file_count + more->file_count, count = 0;
    struct source_file *files = arena_alloc(arena, most * sizeof(*files));
    for (size_t i = 0; i < source->file_count; i++) {
        if (!is_among(more, source->files[i].name))
            files[count++] = source->files[i];
    }
    for (size_t i = 0; i < more->file_count; i++)
        files[count++] = more->files[i];
    qsort(files, count, sizeof(*files), by_name);
    source->files = files;
    source->file_count = count;
}

static int add_paths(const char *folder, const char *const *paths, size_t count,
                     struct arena *arena, struct submission_source *source, struct err *err)
{
    for (size_t i = 0; i < count; i++) {
        const char *path = folder ? fs_join(arena, folder, paths[i]) : paths[i];
        struct submission_source more;
        bool is_too_large = false;
        if (source_read(arena, &path, 1, SOURCE_TOTAL_MAX_BYTES, &more, &is_too_large, err) != 0)
            return -1;
        if (is_too_large)
            return err_set(err, ERR_INPUT, "%s: larger than %d MiB", path,
                           SOURCE_TOTAL_MAX_BYTES >> 20);
        merge(arena, &more, source);
    }
    return 0;
}

/* In front of every file that is compiled. */
static void put_before(struct arena *arena, const struct language *language, const char *prefix,
                       struct submission_source *source)
{
    size_t bytes = strlen(prefix);
    for (size_t i = 0; i < source->file_count; i++) {
        struct source_file *file = &source->files[i];
        if (!language_claims(language, file->name))
            continue;
        char *text = arena_alloc(arena, bytes + file->count + 1);
        memcpy(text, prefix, bytes);
        memcpy(text + bytes, file->bytes, file->count);
        file->bytes = text;
        file->count += bytes;
    }
}

int bundle_add(const struct languages *languages, const struct compile_request *request,
               const struct language *language, struct arena *arena,
               struct submission_source *source, struct err *err)
{
    const struct include_set *set = find_set(languages, request, language);
    if (set && set->prefix)
        put_before(arena, language, set->prefix, source);
    if (add_paths(NULL, request->companions, request->companion_count, arena, source, err) != 0)
        return -1;
    return set ? add_paths(request->problem->path, set->files, set->file_count, arena, source, err)
               : 0;
}
