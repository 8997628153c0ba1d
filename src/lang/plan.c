/* plan: what is built of a submission: names of files, main file, main class. See lang.h. */
#include <fnmatch.h>
#include <string.h>
#include <strings.h>

#include "base/fs.h"
#include "base/str.h"
#include "lang/internal.h"

static const char BINARY_NAME[] = "program";

static size_t stem_length(const char *name)
{
    const char *dot = strrchr(name, '.');
    return dot && dot != name ? (size_t)(dot - name) : strlen(name);
}

static const char *stem_of(struct arena *arena, const char *name)
{
    const char *base = fs_base_name(name);
    return arena_string_n(arena, base, stem_length(base));
}

static bool is_taken(const struct build_plan *plan, size_t except, const char *name)
{
    for (size_t i = 0; i < plan->file_count; i++) {
        if (i != except && strcmp(plan->files[i].name, name) == 0)
            return true;
    }
    return false;
}

static void rename_file(struct build_plan *plan, size_t file, const char *name)
{
    if (!is_taken(plan, file, name))
        plan->files[file].name = name;
}

/* The compiler goes by extensions: a lone file without a fitting one gets one ("stdin" becomes
 * "main.py"). */
static void name_lone_file(struct arena *arena, struct build_plan *plan)
{
    const struct language *language = plan->language;
    if (plan->file_count != 1 || language_claims(language, plan->files[0].name))
        return;
    const char *stem = stem_of(arena, plan->files[0].name);
    if (strcmp(plan->files[0].name, "stdin") == 0)
        stem = "main";
    rename_file(plan, 0, arena_printf(arena, "%s%s", stem, language->extensions[0]));
}

static bool begins_with_any(const char *line, const struct language *language)
{
    for (size_t i = 0; i < language->main_line_count; i++) {
        const char *wanted = language->main_lines[i];
        if (strncasecmp(line, wanted, strlen(wanted)) == 0)
            return true;
    }
    return false;
}

/* Does the text say that it is the program, not a part of one? */
static bool has_main_line(const struct source_file *file, const struct language *language)
{
    const char *line = file->bytes; /* a NUL ends it */
    while (line && language->main_line_count > 0) {
        line += strspn(line, " \t\r\n");
        if (begins_with_any(line, language))
            return true;
        line = strchr(line, '\n');
    }
    return false;
}

/* What speaks for a file to be the one that is started. */
enum { NO_SOURCE, A_SOURCE, SAYS_SO, IS_CALLED_MAIN };

static int main_rank(struct arena *arena, const struct language *language,
                     const struct source_file *file)
{
    if (file->is_companion || !language_claims(language, file->name))
        return NO_SOURCE;
    if (!strchr(file->name, '/') && strcasecmp(stem_of(arena, file->name), "main") == 0)
        return IS_CALLED_MAIN;
    return has_main_line(file, language) ? SAYS_SO : A_SOURCE;
}

/* The one for which the most speaks; the first by name of such. */
static const char *choose_mainfile(struct arena *arena, const struct build_plan *plan)
{
    const char *best = NULL;
    int best_rank = NO_SOURCE;
    for (size_t i = 0; i < plan->file_count; i++) {
        int rank = main_rank(arena, plan->language, &plan->files[i]);
        if (rank > best_rank) {
            best = plan->files[i].name;
            best_rank = rank;
        }
    }
    return best;
}

/* A binary's name that no source and no folder of sources has. */
static const char *choose_binary(struct arena *arena, const struct build_plan *plan)
{
    const char *name = BINARY_NAME;
    for (size_t i = 0; i < plan->file_count; i++) {
        size_t length = strlen(name);
        const char *file = plan->files[i].name;
        bool is_same =
            strncmp(file, name, length) == 0 && (file[length] == '\0' || file[length] == '/');
        if (is_same) {
            name = arena_printf(arena, "%s_", name);
            i = (size_t)-1; /* begin again with the new name */
        }
    }
    return name;
}

/* "dir/sol.java" with a public type Sum must be called "dir/Sum.java". */
static void name_after_public_type(struct arena *arena, struct build_plan *plan, size_t file,
                                   const struct java_unit *unit)
{
    const char *name = plan->files[file].name;
    int folder_length = (int)(fs_base_name(name) - name);
    for (size_t i = 0; i < unit->type_count; i++) {
        if (!unit->types[i].is_public)
            continue;
        rename_file(plan, file,
                    arena_printf(arena, "%.*s%s.java", folder_length, name, unit->types[i].name));
        return;
    }
}

/* How well a class with main suits: "Main" best, then a public one, then the first. */
static int rank_of(const struct java_type *type)
{
    if (!type->has_main)
        return 0;
    if (strcmp(type->name, "Main") == 0)
        return 3;
    return type->is_public ? 2 : 1;
}

static const char *qualified(struct arena *arena, const char *package, const char *name)
{
    return package ? arena_printf(arena, "%s.%s", package, name) : name;
}

static void plan_java(struct arena *arena, struct build_plan *plan)
{
    int best = 0;
    for (size_t i = 0; i < plan->file_count; i++) {
        struct source_file *file = &plan->files[i];
        if (file->is_companion || !language_claims(plan->language, file->name))
            continue;
        struct java_unit unit = java_scan(arena, file->bytes, file->count);
        name_after_public_type(arena, plan, i, &unit);
        for (size_t k = 0; k < unit.type_count; k++) {
            if (rank_of(&unit.types[k]) <= best)
                continue;
            best = rank_of(&unit.types[k]);
            plan->mainclass = qualified(arena, unit.package, unit.types[k].name);
            plan->mainfile = file->name;
        }
    }
    if (!plan->mainclass)
        plan->problem =
            "no class has a main method: public static void main(String[] args) is needed in one";
}

static void plan_files(struct arena *arena, struct build_plan *plan,
                       const struct submission_source *source)
{
    plan->files = arena_copy(arena, source->files, source->file_count * sizeof(*plan->files));
    plan->file_count = source->file_count;
    const char **from = arena_alloc(arena, (source->file_count + 1) * sizeof(*from));
    for (size_t i = 0; i < source->file_count; i++)
        from[i] = source->files[i].name;
    plan->renamed_from = from;
    name_lone_file(arena, plan);
}

static const char *no_source_problem(struct arena *arena, const struct language *language)
{
    EV_STR struct str text = {.maximum = 1024};
    str_printf(&text, "no source file of %s: expected", language->name);
    for (size_t i = 0; i < language->extension_count; i++)
        str_printf(&text, "%s %s", i ? " or" : "", language->extensions[i]);
    return arena_string(arena, str_text(&text));
}

int build_plan_make(struct arena *arena, const struct language *language,
                    const struct submission_source *source, struct build_plan *plan_out,
                    struct err *err)
{
    if (source->file_count == 0)
        return err_set(err, ERR_INPUT, "%s: no source in it", source->shown);
    struct build_plan plan = {.language = language};
    plan_files(arena, &plan, source);
    plan.mainfile = choose_mainfile(arena, &plan);
    if (strcmp(language->entry, "binary") == 0)
        plan.binary = choose_binary(arena, &plan);
    if (!plan.mainfile)
        plan.problem = no_source_problem(arena, language);
    else if (strcmp(language->entry, "mainclass") == 0)
        plan_java(arena, &plan);
    else
        plan.mainclass = stem_of(arena, plan.mainfile);
    *plan_out = plan;
    return 0;
}

void build_plan_enter(struct arena *arena, struct build_plan *plan, const char *entry)
{
    for (size_t i = 0; i < plan->file_count; i++) {
        if (strcmp(fs_base_name(plan->files[i].name), entry) != 0)
            continue;
        plan->mainfile = plan->files[i].name;
        plan->mainclass = stem_of(arena, entry);
        plan->problem = NULL;
    }
}

bool language_keeps(const struct build_plan *plan, const char *name)
{
    const struct language *language = plan->language;
    if (plan->binary && strcmp(plan->binary, name) == 0)
        return true;
    for (size_t i = 0; i < language->keep_count; i++) {
        if (fnmatch(language->keep[i], name, 0) == 0)
            return true;
    }
    return false;
}
