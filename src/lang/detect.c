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

/* With its dot; "" for "Makefile" and ".profile". */
static const char *extension_of(const char *file_name)
{
    const char *base = fs_base_name(file_name);
    const char *dot = strrchr(base, '.');
    return dot && dot != base && dot[1] ? dot : "";
}

static bool has_extension(const char *file_name)
{
    return *extension_of(file_name) != '\0';
}

static const struct source_file *first_with_extension(const struct submission_source *source)
{
    for (size_t i = 0; i < source->file_count; i++) {
        if (has_extension(source->files[i].name))
            return &source->files[i];
    }
    return NULL;
}

/* What speaks for a language, the most telling first. */
enum { BY_EXTENSION, BY_SHEBANG, BY_TELLS, BY_CONTENT, BY_PRIORITY, REASON_COUNT };

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

/* Of its own files, or of those without an extension: a.sh says nothing of Python. */
static int64_t count_shebangs(const struct language *language,
                              const struct submission_source *source)
{
    int64_t count = 0;
    for (size_t i = 0; i < source->file_count; i++) {
        const struct source_file *file = &source->files[i];
        if (has_extension(file->name) && !language_claims(language, file->name))
            continue;
        for (size_t k = 0; k < language->shebang_count; k++)
            count += has_shebang(file, language->shebangs[k]);
    }
    return count;
}

/* Of the files that it claims, or of all. */
static int64_t count_texts(const struct language *language, const struct submission_source *source,
                           const char *const *texts, size_t text_count, bool is_claiming)
{
    int64_t count = 0;
    for (size_t i = 0; i < source->file_count; i++) {
        const struct source_file *file = &source->files[i];
        size_t looked_at = file->count < CONTENT_BYTES ? file->count : CONTENT_BYTES;
        if (is_claiming && !language_claims(language, file->name))
            continue;
        for (size_t k = 0; k < text_count; k++) {
            const char *text = texts[k];
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

/* Text counts only where no file has an extension at all. One that no language claims belongs to a
 * language that the table lacks: whatever its text looks like, it is no source of another. Among
 * languages that share an extension a shebang decides, then what tells them apart, then the table's
 * priority. */
static struct score score_of(const struct language *language,
                             const struct submission_source *source)
{
    struct score score = {{
        [BY_EXTENSION] = count_files(language, source),
        [BY_SHEBANG] = count_shebangs(language, source),
        [BY_TELLS] = count_texts(language, source, language->tells, language->tell_count, true),
        [BY_PRIORITY] = language->priority,
    }};
    if (!first_with_extension(source))
        score.by[BY_CONTENT] =
            count_texts(language, source, language->content, language->content_count, false);
    else if (!score.by[BY_EXTENSION])
        score.by[BY_SHEBANG] = 0;
    return score;
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
    const struct source_file *foreign = first_with_extension(source);
    for (size_t i = 0; i < languages->count; i++) {
        for (size_t k = 0; k < languages->items[i].extension_count; k++) {
            if (!is_known_before(languages, i, k))
                str_printf(&known, " %s", languages->items[i].extensions[k]);
        }
    }
    if (foreign)
        return err_set(err, ERR_INPUT,
                       "%.100s: no language claims %.20s; name it with --lang, or use an "
                       "extension:%s",
                       source->shown, extension_of(foreign->name), str_text(&known));
    return err_set(err, ERR_INPUT,
                   "%.100s: no language is known by this name or text; name it with --lang, or use "
                   "an extension:%s",
                   source->shown, str_text(&known));
}

/* The files that decide are those of the language, or all where none is claimed. When every one of
 * them is binary, somebody has named the wrong file. One among others is left to the compiler,
 * whose messages are the contestant's. */
static int refuse_binary(const struct language *language, const struct submission_source *source,
                         struct err *err)
{
    const struct source_file *binary = NULL;
    for (size_t i = 0; i < source->file_count; i++) {
        const struct source_file *file = &source->files[i];
        if (language && !language_claims(language, file->name))
            continue;
        if (!memchr(file->bytes, '\0', file->count))
            return 0;
        if (!binary)
            binary = file;
    }
    if (!binary)
        return 0;
    const char *nul = memchr(binary->bytes, '\0', binary->count);
    bool is_lone = source->file_count == 1;
    return err_set(err, ERR_INPUT,
                   "%.200s%s%.100s: a binary file (byte %zu is NUL), not source text",
                   source->shown, is_lone ? "" : "/", is_lone ? "" : binary->name,
                   (size_t)(nul - binary->bytes) + 1);
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
    if (refuse_binary(is_by_extension ? best : NULL, source, err) < 0)
        return -1;
    if (!best)
        return refuse_unknown(languages, source, err);
    *language_out = best;
    return 0;
}
