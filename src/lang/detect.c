/* detect: which language a submission is written in. See lang.h. */
#include <string.h>

#include "base/fs.h"
#include "base/str.h"
#include "lang/internal.h"

enum { CONTENT_BYTES = 64 << 10 }; /* of a file, looked at where no extension tells */

bool language_claims(const struct language *language, const char *file_name)
{
    const char *base = fs_base_name(file_name);
    for (size_t i = 0; i < language->extension_count; i++) {
        const char *extension = language->extensions[i];
        if (strlen(base) > strlen(extension) && str_ends_with(base, extension))
            return true;
    }
    return false;
}

/* What speaks for a language, the most telling first. */
enum { BY_EXTENSION, BY_SHEBANG, BY_CONTENT, BY_PRIORITY, REASON_COUNT };

struct score {
    int64_t by[REASON_COUNT];
};

static bool score_is_better(const struct score *a, const struct score *b)
{
    for (size_t i = 0; i < REASON_COUNT; i++) {
        if (a->by[i] != b->by[i])
            return a->by[i] > b->by[i];
    }
    return false;
}

/* Is `word` a part of the first line "#!/usr/bin/env python3 -u"? */
static bool has_shebang(const struct source_file *file, const char *word)
{
    if (file->count < 2 || memcmp(file->bytes, "#!", 2) != 0)
        return false;
    const char *at = file->bytes + 2;
    const char *newline = memchr(file->bytes, '\n', file->count);
    const char *end = newline ? newline : file->bytes + file->count;
    size_t word_bytes = strlen(word);
    while (at < end) {
        const char *start = at;
        while (at < end && !strchr("/ \t\r", *at))
            at++;
        if ((size_t)(at - start) == word_bytes && memcmp(start, word, word_bytes) == 0)
            return true;
        at++;
    }
    return false;
}

static int64_t count_shebangs(const struct language *language,
                              const struct submission_source *source)
{
    int64_t count = 0;
    for (size_t i = 0; i < source->file_count; i++) {
        for (size_t k = 0; k < language->shebang_count; k++)
            count += has_shebang(&source->files[i], language->shebangs[k]);
    }
    return count;
}

static int64_t count_content(const struct language *language,
                             const struct submission_source *source)
{
    int64_t count = 0;
    for (size_t i = 0; i < source->file_count; i++) {
        const struct source_file *file = &source->files[i];
        size_t looked_at = file->count < CONTENT_BYTES ? file->count : CONTENT_BYTES;
        for (size_t k = 0; k < language->content_count; k++) {
            const char *text = language->content[k];
            count += *text && memmem(file->bytes, looked_at, text, strlen(text));
        }
    }
    return count;
}

static int64_t count_files(const struct language *language, const struct submission_source *source)
{
    int64_t count = 0;
    for (size_t i = 0; i < source->file_count; i++)
        count += language_claims(language, source->files[i].name);
    return count;
}

/* Content counts only where no extension tells: among languages that share one, the table's
 * priority decides. */
static struct score score_of(const struct language *language,
                             const struct submission_source *source)
{
    struct score score = {{
        [BY_EXTENSION] = count_files(language, source),
        [BY_SHEBANG] = count_shebangs(language, source),
        [BY_PRIORITY] = language->priority,
    }};
    if (!score.by[BY_EXTENSION])
        score.by[BY_CONTENT] = count_content(language, source);
    return score;
}

static int refuse_binary(const struct source_file *file, struct err *err)
{
    const char *nul = memchr(file->bytes, '\0', file->count);
    if (!nul)
        return 0;
    return err_set(err, ERR_INPUT, "%s: a binary file (byte %zu is NUL), not source text",
                   file->name, (size_t)(nul - file->bytes) + 1);
}

static bool is_header(const char *name)
{
    static const char *const endings[] = {".h", ".hh", ".hpp", ".hxx", ".H", ".h++"};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(endings); i++) {
        if (str_ends_with(name, endings[i]))
            return true;
    }
    return false;
}

static bool is_known_before(const struct languages *languages, size_t language, size_t extension)
{
    const char *wanted = languages->items[language].extensions[extension];
    for (size_t i = 0; i < language; i++) {
        for (size_t k = 0; k < languages->items[i].extension_count; k++) {
            if (strcmp(languages->items[i].extensions[k], wanted) == 0)
                return true;
        }
    }
    return false;
}

static int refuse_unknown(const struct languages *languages, const struct submission_source *source,
                          struct err *err)
{
    size_t headers = 0;
    for (size_t i = 0; i < source->file_count; i++)
        headers += is_header(source->files[i].name);
    if (source->file_count && headers == source->file_count)
        return err_set(err, ERR_INPUT, "%s: only header files, nothing to compile", source->shown);
    EV_STR struct str known = {.maximum = 300};
    for (size_t i = 0; i < languages->count; i++) {
        for (size_t k = 0; k < languages->items[i].extension_count; k++) {
            if (!is_known_before(languages, i, k))
                str_printf(&known, " %s", languages->items[i].extensions[k]);
        }
    }
    return err_set(err, ERR_INPUT,
                   "%.100s: no language is known by this name or text; name it with --lang, or use "
                   "an extension:%s",
                   source->shown, str_text(&known));
}

/* Files that decided: those of the language, or all where none has its extension. */
static int refuse_binaries(const struct language *language, bool is_by_extension,
                           const struct submission_source *source, struct err *err)
{
    for (size_t i = 0; i < source->file_count; i++) {
        bool is_ours = !is_by_extension || language_claims(language, source->files[i].name);
        if (is_ours && refuse_binary(&source->files[i], err) < 0)
            return -1;
    }
    return 0;
}

int language_detect(const struct languages *languages, const struct submission_source *source,
                    const struct language **language_out, struct err *err)
{
    const struct language *best = NULL;
    struct score best_score = {0};
    for (size_t i = 0; i < languages->count; i++) {
        const struct language *language = &languages->items[i];
        struct score score = score_of(language, source);
        bool is_fitting = score.by[BY_EXTENSION] || score.by[BY_SHEBANG] || score.by[BY_CONTENT];
        if (is_fitting && (!best || score_is_better(&score, &best_score))) {
            best = language;
            best_score = score;
        }
    }
    bool is_by_extension = best && best_score.by[BY_EXTENSION];
    if (refuse_binaries(best, is_by_extension, source, err) < 0)
        return -1;
    if (!best)
        return refuse_unknown(languages, source, err);
    *language_out = best;
    return 0;
}
