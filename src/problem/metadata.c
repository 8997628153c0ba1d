/* metadata: see metadata.h ("Problem metadata" of 2025-09). */
#include "problem/metadata.h"

#include <ctype.h>
#include <string.h>

int metadata_check_text(void *context, const struct yaml *value, struct err *err)
{
    (void)context;
    const char *text;
    return yaml_string(value, &text, err);
}

/* A map of texts: a person, a source. `required` must be there. */
static int check_texts(const struct yaml *value, const char *what, const struct yaml_key *keys,
                       size_t key_count, const char *required, struct err *err)
{
    if (yaml_read_map(value, what, keys, key_count, false, NULL, err) != 0)
        return -1;
    if (yaml_is_null(yaml_get(value, required)))
        return yaml_error(value, err, "%s: the key '%s' is missing", what, required);
    return 0;
}

static int check_person(const struct yaml *value, struct err *err)
{
    static const struct yaml_key keys[] = {
        {"name", metadata_check_text},
        {"email", metadata_check_text},
        {"orcid", metadata_check_text},
        {"kattis", metadata_check_text},
    };
    if (value->kind != YAML_MAP)
        return metadata_check_text(NULL, value, err);
    return check_texts(value, "a person", keys, EV_ARRAY_LENGTH(keys), "name", err);
}

int metadata_check_persons(void *context, const struct yaml *value, struct err *err)
{
    (void)context;
    if (value->kind != YAML_LIST)
        return check_person(value, err);
    for (size_t i = 0; i < value->count; i++) {
        if (check_person(value->items[i], err) != 0)
            return -1;
    }
    return 0;
}

static int check_translators(void *context, const struct yaml *value, struct err *err)
{
    if (value->kind != YAML_MAP)
        return yaml_error(value, err, "translators: expected a map of languages to persons");
    for (size_t i = 0; i < value->count; i++) {
        if (metadata_check_persons(context, value->items[i], err) != 0)
            return -1;
    }
    return 0;
}

int metadata_check_credits(void *context, const struct yaml *value, struct err *err)
{
    static const struct yaml_key keys[] = {
        {"authors", metadata_check_persons},   {"contributors", metadata_check_persons},
        {"testers", metadata_check_persons},   {"translators", check_translators},
        {"packagers", metadata_check_persons}, {"acknowledgements", metadata_check_persons},
    };
    if (value->kind != YAML_MAP)
        return metadata_check_text(context, value, err);
    return yaml_read_map(value, "credits", keys, EV_ARRAY_LENGTH(keys), false, context, err);
}

static int check_one_source(const struct yaml *value, struct err *err)
{
    static const struct yaml_key keys[] = {
        {"name", metadata_check_text},
        {"url", metadata_check_text},
    };
    if (value->kind != YAML_MAP)
        return metadata_check_text(NULL, value, err);
    return check_texts(value, "source", keys, EV_ARRAY_LENGTH(keys), "name", err);
}

int metadata_check_source(void *context, const struct yaml *value, struct err *err)
{
    (void)context;
    if (value->kind != YAML_LIST)
        return check_one_source(value, err);
    for (size_t i = 0; i < value->count; i++) {
        if (check_one_source(value->items[i], err) != 0)
            return -1;
    }
    return 0;
}

int metadata_check_license(void *context, const struct yaml *value, struct err *err)
{
    static const char *const licenses[] = {"unknown",  "public domain", "cc0",       "cc by",
                                           "cc by-sa", "educational",   "permission"};
    (void)context;
    const char *text;
    if (yaml_string(value, &text, err) != 0)
        return -1;
    for (size_t i = 0; i < EV_ARRAY_LENGTH(licenses); i++) {
        if (strcmp(licenses[i], text) == 0)
            return 0;
    }
    return yaml_error(value, err,
                      "license: '%.64s' is not known: unknown, public domain, cc0, cc by, cc "
                      "by-sa, educational and permission are",
                      text);
}

/* In a shape each 0 is a digit, all else itself. */
static bool has_shape(const char *text, const char *shape)
{
    for (; *shape; shape++, text++) {
        if (*shape == '0' ? !isdigit((unsigned char)*text) : *text != *shape)
            return false;
    }
    return *text == '\0';
}

int metadata_check_embargo(void *context, const struct yaml *value, struct err *err)
{
    (void)context;
    const char *text;
    if (yaml_string(value, &text, err) != 0)
        return -1;
    if (yaml_is_null(value) || has_shape(text, "0000-00-00") ||
        has_shape(text, "0000-00-00T00:00:00Z"))
        return 0;
    return yaml_error(value, err,
                      "embargo_until: '%.64s': expected a day such as 2031-05-17, or "
                      "2031-05-17T12:00:00Z",
                      text);
}

int metadata_check_keywords(void *context, const struct yaml *value, struct err *err)
{
    struct package *package = context;
    const char *const *texts;
    size_t count;
    if (value->kind != YAML_LIST && !yaml_is_null(value))
        return yaml_error(value, err, "keywords: expected a list of texts");
    return yaml_strings(&package->scratch, value, &texts, &count, err);
}

static bool has_key(const struct package *package, const char *key)
{
    return !yaml_is_null(yaml_get(package->metadata, key));
}

/* "Rights owner": who it is follows from other keys where it is not said. */
static void warn_license(struct package *package)
{
    const struct yaml *license = yaml_get(package->metadata, "license");
    if (yaml_is_null(license) || strcmp(license->text, "unknown") == 0)
        return;
    const struct yaml *credits = yaml_get(package->metadata, "credits");
    bool has_authors = credits && (credits->kind == YAML_SCALAR || yaml_get(credits, "authors"));
    bool is_public = strcmp(license->text, "public domain") == 0;
    if (is_public && has_key(package, "rights_owner"))
        package_warn_at(package, license, "license: in the public domain there is no rights_owner");
    if (!is_public && !has_key(package, "rights_owner") && !has_authors &&
        !has_key(package, "source"))
        package_warn_at(package, license,
                        "license: it needs a rights_owner, an author in credits or a source");
}

void metadata_warn(struct package *package)
{
    static const char *const required[] = {"name", "uuid"};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(required); i++) {
        if (!has_key(package, required[i]))
            package_warn(package, "problem.yaml", "the key '%s' is missing, which 2025-09 demands",
                         required[i]);
    }
    warn_license(package);
}
