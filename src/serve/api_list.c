/* api_list: problems and languages: what can be handed in, for what. */
#include <math.h>
#include <microhttpd.h>

#include "serve/api.h"
#include "serve/problem_doc.h"
#include "serve/problemset.h"

static struct json *problem_json(const struct request *request, const struct problem_entry *problem)
{
    struct json *object = json_map();
    json_set_string(object, "name", problem->name);
    json_set_bool(object, "usable", problem->error == NULL);
    if (problem->error != NULL) {
        if (request->caller.right == RIGHT_ADMIN)
            json_set_string(object, "error", problem->error);
        return object;
    }
    struct json *languages = json_list();
    for (size_t i = 0; i < problem->language_count; i++)
        json_append_string(languages, problem->languages[i]);
    json_set_string(object, "title", problem->title);
    json_set_string(object, "format", problem->format);
    json_set_string(object, "revision", problem->revision);
    json_set_i64(object, "samples", (int64_t)problem->sample_count);
    if (request->caller.right == RIGHT_ADMIN)
        json_set_i64(object, "tests", (int64_t)problem->test_count);
    json_set_double(object, "cpu_ms", problem->cpu_ns >= 0 ? (double)problem->cpu_ns / 1e6 : NAN);
    if (problem->memory_bytes >= 0)
        json_set_i64(object, "memory_bytes", problem->memory_bytes);
    else
        json_set_null(object, "memory_bytes");
    json_set_bool(object, "scored", problem->has_scores);
    json_set_bool(object, "interactive", problem->is_interactive);
    json_set(object, "languages", languages);
    return object;
}

static void list_problems(struct request *request)
{
    const struct problemset *set = request->server->problems;
    struct json *object = json_map(), *list = json_list();
    for (size_t i = 0; i < problemset_count(set); i++)
        json_append(list, problem_json(request, problemset_item(set, i)));
    json_set(object, "problems", list);
    json_set_string(object, "digest", problemset_digest(set));
    answer_json(request, MHD_HTTP_OK, object);
}

static void get_problem(struct request *request)
{
    const struct problem_entry *problem =
        problemset_find(request->server->problems, request->parameters[0]);
    if (problem == NULL)
        answer_problem(request, MHD_HTTP_NOT_FOUND, "there is no such problem");
    else
        answer_json(request, MHD_HTTP_OK, problem_json(request, problem));
}

static void list_languages(struct request *request)
{
    const struct languages *languages = &request->server->languages;
    struct json *object = json_map(), *list = json_list();
    for (size_t i = 0; i < languages->count; i++) {
        const struct language *language = &languages->items[i];
        struct json *item = json_map(), *extensions = json_list();
        for (size_t k = 0; k < language->extension_count; k++)
            json_append_string(extensions, language->extensions[k]);
        json_set_string(item, "id", language->id);
        json_set_string(item, "name", language->name);
        json_set(item, "extensions", extensions);
        json_append(list, item);
    }
    json_set(object, "languages", list);
    answer_json(request, MHD_HTTP_OK, object);
}

const struct route list_routes[] = {
    {METHOD_GET, "/v1/problems", RIGHT_READ, 0, list_problems},
    {METHOD_GET, "/v1/problems/{name}", RIGHT_READ, 0, get_problem},
    {METHOD_GET, "/v1/languages", RIGHT_READ, 0, list_languages},
    {.pattern = NULL},
};
