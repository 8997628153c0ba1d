/* table: langs.yaml into a table of languages, and looking them up. See lang.h. */
#include <fcntl.h>
#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "base/yaml.h"
#include "lang/internal.h"

enum { LANGUAGES_MOST = 10000, PROFILES_MOST = 100 };

static bool is_named(const struct language *language, const char *name)
{
    if (strcasecmp(language->id, name) == 0 || strcasecmp(language->name, name) == 0)
        return true;
    for (size_t i = 0; i < language->alias_count; i++) {
        if (strcasecmp(language->aliases[i], name) == 0)
            return true;
    }
    return false;
}

static bool has_judge0(const struct language *language, int64_t number)
{
    for (size_t i = 0; i < language->judge0_count; i++) {
        if (language->judge0[i] == number)
            return true;
    }
    return false;
}

/* A name of the language that means the other one too; NULL: none. */
static const char *shared_name(const struct language *language, const struct language *other)
{
    if (is_named(other, language->id))
        return language->id;
    if (is_named(other, language->name))
        return language->name;
    for (size_t k = 0; k < language->alias_count; k++) {
        if (is_named(other, language->aliases[k]))
            return language->aliases[k];
    }
    return NULL;
}

/* No name or number of a language may mean another one too. */
static int check_names(const struct yaml *key, const struct languages *others,
                       const struct language *language, struct err *err)
{
    for (size_t i = 0; i < others->count; i++) {
        const struct language *other = &others->items[i];
        if (other == language)
            continue;
        const char *clash = shared_name(language, other);
        if (clash)
            return yaml_error(key, err, "language %s: the name \"%.64s\" is taken by %s",
                              language->id, clash, other->id);
        for (size_t k = 0; k < language->judge0_count; k++) {
            if (has_judge0(other, language->judge0[k]))
                return yaml_error(key, err, "language %s: Judge0's number %lld is taken by %s",
                                  language->id, (long long)language->judge0[k], other->id);
        }
    }
    return 0;
}

/* Fallbacks are other languages of the table. */
static int check_fallbacks(const struct yaml *map, const struct languages *languages,
                           struct err *err)
{
    for (size_t i = 0; i < languages->count; i++) {
        const struct language *language = &languages->items[i];
        for (size_t k = 0; k < language->fallback_count; k++) {
            const struct language *other = language_find(languages, language->fallback[k]);
            const struct yaml *entry = yaml_get(map, language->id);
            if (!other || other == language)
                return yaml_error(entry ? entry : map, err,
                                  "language %s: fallback: no other language is called \"%.64s\"",
                                  language->id, language->fallback[k]);
        }
    }
    return 0;
}

struct building {
    struct arena *arena;
    struct language *items;
    struct languages table; /* of items */
    const char **profiles;
};

static int add_profiles(struct building *building, const struct yaml *map, struct err *err)
{
    struct languages *table = &building->table;
    for (size_t i = 0; map && i < map->count; i++) {
        size_t k = 0;
        while (k < table->profile_count && strcmp(table->profiles[k], map->keys[i]->text) != 0)
            k++;
        if (k < table->profile_count)
            continue;
        if (table->profile_count == PROFILES_MOST)
            return yaml_error(map, err, "more than %d profiles", PROFILES_MOST);
        building->profiles[table->profile_count++] = map->keys[i]->text;
    }
    return 0;
}

/* In the place of the one that has its id, or behind the others. */
static int add_language(struct building *building, const struct yaml *key, const struct yaml *map,
                        const char *profile, struct err *err)
{
    struct languages *table = &building->table;
    struct language language;
    size_t place = 0;
    if (language_read(building->arena, key, map, table, profile, &language, err) < 0 ||
        add_profiles(building, yaml_get(map, "profiles"), err) < 0)
        return -1;
    while (place < table->count && strcmp(table->items[place].id, language.id) != 0)
        place++;
    building->items[place] = language;
    if (place == table->count)
        table->count++;
    return check_names(key, table, &building->items[place], err);
}

static int read_nothing(void *context, const struct yaml *value, struct err *err)
{
    (void)context;
    (void)value;
    (void)err;
    return 0;
}

static int load_file(struct arena *arena, const char *path, struct yaml **root_out,
                     const struct yaml **map_out, struct err *err)
{
    static const struct yaml_key top_keys[] = {{"extends", read_nothing},
                                               {"languages", read_nothing}};
    if (yaml_load(arena, AT_FDCWD, path, path, root_out, err) < 0 ||
        yaml_read_map(*root_out, "langs.yaml", top_keys, EV_ARRAY_LENGTH(top_keys), false, NULL,
                      err) < 0)
        return -1;
    const struct yaml *map = yaml_get(*root_out, "languages");
    if (yaml_is_null(map) || map->kind != YAML_MAP || map->count == 0 ||
        map->count > LANGUAGES_MOST)
        return yaml_error(map ? map : *root_out, err,
                          "languages: expected a map of languages by id");
    *map_out = map;
    return 0;
}

/* May the file stand on the table that came with evalx, and does it? */
static int read_extends(const struct yaml *root, const struct languages_options *options,
                        bool *is_extending_out, struct err *err)
{
    const struct yaml *extends = yaml_get(root, "extends");
    const char *word;
    *is_extending_out = false;
    if (!extends)
        return 0;
    if (yaml_string(extends, &word, err) < 0)
        return -1;
    if (strcmp(word, "evalx") != 0)
        return yaml_error(extends, err, "extends: expected evalx, found \"%.64s\"", word);
    if (!options->extended)
        return yaml_error(extends, err, "extends: there is no table to extend here");
    *is_extending_out = true;
    return 0;
}

static int check_profile(const struct languages *languages, const char *profile, struct err *err)
{
    EV_STR struct str known = {.maximum = 300};
    for (size_t i = 0; i < languages->profile_count; i++) {
        if (profile && strcmp(languages->profiles[i], profile) == 0)
            return 0;
        str_printf(&known, "%s%s", i ? ", " : "", languages->profiles[i]);
    }
    if (!profile)
        return 0;
    return err_set(err, ERR_USAGE, "profile: '%.64s' is unknown in %s, known are: %s", profile,
                   languages->file, known.count ? str_text(&known) : "none");
}

/* One file's languages, on top of those that there are. */
static int add_languages(struct building *building, const struct yaml *map, const char *profile,
                         struct err *err)
{
    for (size_t i = 0; i < map->count; i++) {
        if (add_language(building, map->keys[i], map->items[i], profile, err) < 0)
            return -1;
    }
    return check_fallbacks(map, &building->table, err);
}

static void start_building(struct building *building, struct arena *arena, const char *file,
                           size_t most)
{
    building->arena = arena;
    building->items = arena_alloc(arena, most * sizeof(*building->items));
    building->profiles = arena_alloc(arena, PROFILES_MOST * sizeof(*building->profiles));
    building->table = (struct languages){
        .items = building->items,
        .file = arena_string(arena, file),
        .profiles = building->profiles,
    };
}

int languages_open(struct arena *arena, const struct languages_options *options,
                   struct languages *languages_out, struct err *err)
{
    struct building building;
    struct yaml *root, *extended_root;
    const struct yaml *map, *extended_map = NULL;
    bool is_extending;
    if (load_file(arena, options->path, &root, &map, err) < 0 ||
        read_extends(root, options, &is_extending, err) < 0)
        return -1;
    if (is_extending && load_file(arena, options->extended, &extended_root, &extended_map, err) < 0)
        return -1;
    start_building(&building, arena, options->path,
                   map->count + (extended_map ? extended_map->count : 0));
    if (extended_map && add_languages(&building, extended_map, options->profile, err) < 0)
        return -1;
    if (add_languages(&building, map, options->profile, err) < 0 ||
        check_profile(&building.table, options->profile, err) < 0)
        return -1;
    *languages_out = building.table;
    return 0;
}

int languages_load(struct arena *arena, const char *path, struct languages *languages_out,
                   struct err *err)
{
    return languages_open(arena, &(struct languages_options){.path = path}, languages_out, err);
}

const struct language *language_find(const struct languages *languages, const char *name)
{
    for (size_t i = 0; i < languages->count; i++) {
        if (is_named(&languages->items[i], name))
            return &languages->items[i];
    }
    return NULL;
}

size_t language_family(const struct languages *languages, const char *id,
                       const char *ids_out[LANGUAGE_FAMILY_MOST])
{
    size_t count = 0;
    while (id && count < LANGUAGE_FAMILY_MOST) {
        ids_out[count++] = id;
        const struct language *language = language_find(languages, id);
        id = language ? language->like : NULL;
    }
    return count;
}

const struct language *language_find_judge0(const struct languages *languages, int64_t number)
{
    for (size_t i = 0; i < languages->count; i++) {
        if (has_judge0(&languages->items[i], number))
            return &languages->items[i];
    }
    return NULL;
}

const struct language *language_usable(const struct languages *languages,
                                       const struct language *language)
{
    if (!language->fallback_count || !language_missing_tool(language))
        return language;
    for (size_t i = 0; i < language->fallback_count; i++) {
        const struct language *other = language_find(languages, language->fallback[i]);
        if (other && !language_missing_tool(other))
            return other;
    }
    return language;
}
