/* fleet: see fleet.h. */
#include "serve/fleet.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { WARNINGS_MOST = 64, LANGUAGES_MOST = 512, FACTS_VALUES_MOST = 8192, REFUSAL_BYTES = 200 };

/* A worker has these tools for a language. */
struct vote {
    size_t worker;
    int64_t since_ms;
    const char *language, *version, *fingerprint;
};

struct speed {
    const char *language; /* of the reference program; NULL: not known */
    double cpu_ms;
    int64_t since_ms;
};

struct comparison {
    const struct queue_worker *workers;
    size_t count;
    const struct fleet_terms *terms;
    struct arena *arena;
    struct fleet_note *notes;
    struct vote *votes;
    size_t vote_count, vote_room;
    struct speed *speeds;
};

static void add_warning(struct comparison *all, size_t worker, const char *text)
{
    struct fleet_note *note = &all->notes[worker];
    if (note->count < WARNINGS_MOST)
        note->warnings[note->count++] = text;
}

static const char *copy_text(struct arena *arena, const struct json *value)
{
    const char *text = json_text(value);
    return text ? arena_string(arena, text) : NULL;
}

/* ---- reading ---- */

static void add_votes(struct comparison *all, size_t worker, const struct json *languages)
{
    size_t count = 0;
    for (const char *id = json_next_key(languages, NULL); id && count < LANGUAGES_MOST;
         id = json_next_key(languages, id), count++) {
        const struct json *language = json_get(languages, id);
        const char *fingerprint = copy_text(all->arena, json_get(language, "fingerprint"));
        const char *version = copy_text(all->arena, json_get(language, "version"));
        if (!fingerprint)
            continue; /* not asked yet, or has none */
        all->votes = arena_grow(all->arena, all->votes, all->vote_count, all->vote_count + 1,
                                sizeof(*all->votes), &all->vote_room);
        all->votes[all->vote_count++] = (struct vote){.worker = worker,
                                                      .since_ms = all->workers[worker].since_ms,
                                                      .language = arena_string(all->arena, id),
                                                      .version = version ? version : "?",
                                                      .fingerprint = fingerprint};
    }
}

static void compare_version(struct comparison *all, size_t worker, const char *version)
{
    if (version && strcmp(version, all->terms->version) != 0)
        add_warning(all, worker,
                    arena_printf(all->arena, "evalx %.32s, the server has %s", version,
                                 all->terms->version));
}

/* Its tools come a little after it has joined. */
static bool is_known(const struct json *facts)
{
    const char *state = json_text(json_get(facts, "state"));
    const struct json *languages = json_get(facts, "languages");
    const char *id = json_next_key(languages, NULL);
    while (id && !json_text(json_get(json_get(languages, id), "fingerprint")))
        id = json_next_key(languages, id);
    return state && strcmp(state, "up") == 0 && id;
}

static void read_worker(struct comparison *all, size_t worker)
{
    static const struct json_bounds bounds = {64 << 10, FACTS_VALUES_MOST};
    const char *text = all->workers[worker].facts;
    struct json *facts = NULL;
    struct err ignored; /* told below */
    if (json_parse_within("facts", text, strlen(text), &bounds, &facts, &ignored) != 0) {
        add_warning(all, worker, "what it tells of itself cannot be read");
        return;
    }
    const struct json *reference = json_get(facts, "reference");
    struct speed speed = {.language = copy_text(all->arena, json_get(reference, "language")),
                          .since_ms = all->workers[worker].since_ms};
    bool has_speed = json_number(json_get(reference, "cpu_ms"), &speed.cpu_ms) && speed.cpu_ms > 0;
    if (has_speed)
        all->speeds[worker] = speed;
    compare_version(all, worker, json_text(json_get(facts, "version")));
    add_votes(all, worker, json_get(facts, "languages"));
    all->notes[worker].is_known = is_known(facts);
    json_close(facts);
}

/* ---- tools ---- */

static int by_language(const void *a, const void *b)
{
    const struct vote *left = a, *right = b;
    int order = strcmp(left->language, right->language);
    order = order ? order : strcmp(left->fingerprint, right->fingerprint);
    if (order == 0)
        order = left->since_ms < right->since_ms ? -1 : left->since_ms > right->since_ms;
    return order;
}

/* The end of those that agree with votes[at]. */
static size_t end_of_group(const struct comparison *all, size_t at)
{
    size_t end = at + 1;
    while (end < all->vote_count && !strcmp(all->votes[end].language, all->votes[at].language) &&
           !strcmp(all->votes[end].fingerprint, all->votes[at].fingerprint))
        end++;
    return end;
}

static void blame(struct comparison *all, const struct vote *vote, const struct vote *right)
{
    const char *text;
    if (strcmp(vote->version, right->version) == 0)
        text = arena_printf(all->arena, "%.32s: %.32s of another build, or with other commands",
                            vote->language, vote->version);
    else
        text = arena_printf(all->arena, "%.32s: %.32s here, %.32s on the other workers",
                            vote->language, vote->version, right->version);
    add_warning(all, vote->worker, text);
}

/* The votes on one language, from `first` to the one returned. */
static size_t compare_language(struct comparison *all, size_t first)
{
    size_t best = first, best_count = 0, end = first;
    while (end < all->vote_count && !strcmp(all->votes[end].language, all->votes[first].language)) {
        size_t next = end_of_group(all, end), count = next - end;
        bool is_older = all->votes[end].since_ms < all->votes[best].since_ms;
        if (count > best_count || (count == best_count && is_older)) {
            best = end;
            best_count = count;
        }
        end = next;
    }
    for (size_t i = first; i < end; i++)
        if (strcmp(all->votes[i].fingerprint, all->votes[best].fingerprint) != 0)
            blame(all, &all->votes[i], &all->votes[best]);
    return end;
}

/* ---- speed ---- */

static int by_value(const void *a, const void *b)
{
    const double *left = a, *right = b;
    return *left < *right ? -1 : *left > *right;
}

static bool is_same_program(const struct speed *a, const struct speed *b)
{
    return a->language && b->language && !strcmp(a->language, b->language);
}

/* The median of all that ran the same program as this one, without the latest of an even number: so
 * there is one in the middle, and of two that differ the first is right. 0: nobody to compare. */
static double find_median(const struct comparison *all, const struct speed *own, double *room)
{
    const struct speed *latest = own;
    size_t count = 0, left = 0;
    for (size_t i = 0; i < all->count; i++) {
        if (!is_same_program(own, &all->speeds[i]))
            continue;
        count++;
        if (all->speeds[i].since_ms >= latest->since_ms)
            latest = &all->speeds[i];
    }
    for (size_t i = 0; i < all->count; i++) {
        bool is_left_out = count % 2 == 0 && &all->speeds[i] == latest;
        if (is_same_program(own, &all->speeds[i]) && !is_left_out)
            room[left++] = all->speeds[i].cpu_ms;
    }
    if (count < 2)
        return 0;
    qsort(room, left, sizeof(*room), by_value);
    return room[left / 2];
}

static void compare_speed(struct comparison *all, size_t worker, double *room)
{
    double own = all->speeds[worker].cpu_ms;
    double median = find_median(all, &all->speeds[worker], room);
    double most = 1 + all->terms->tolerance;
    if (median <= 0 || (own <= median * most && own >= median / most))
        return;
    add_warning(all, worker,
                arena_printf(all->arena,
                             "%s than the other workers: reference program %.0f ms, theirs %.0f ms",
                             own > median ? "slower" : "faster", own, median));
}

/* ---- all of it ---- */

static const char *join_warnings(const struct comparison *all, const struct fleet_note *note)
{
    struct str EV_STR text = {.maximum = REFUSAL_BYTES};
    for (size_t i = 0; i < note->count; i++)
        str_printf(&text, "%s%s", i ? "; " : "", note->warnings[i]);
    return arena_string(all->arena, str_text(&text));
}

struct fleet_note *fleet_compare(const struct queue_worker *workers, size_t count,
                                 const struct fleet_terms *terms, struct arena *arena)
{
    struct comparison all = {.workers = workers, .count = count, .terms = terms, .arena = arena};
    double *room = arena_alloc(arena, (count + 1) * sizeof(*room));
    all.notes = arena_alloc(arena, (count + 1) * sizeof(*all.notes));
    all.speeds = arena_alloc(arena, (count + 1) * sizeof(*all.speeds));
    for (size_t i = 0; i < count; i++) {
        all.speeds[i] = (struct speed){0};
        all.notes[i] = (struct fleet_note){
            .warnings = arena_alloc(arena, WARNINGS_MOST * sizeof(*all.notes[i].warnings)),
            .refusal = ""};
        read_worker(&all, i);
    }
    if (all.vote_count > 0)
        qsort(all.votes, all.vote_count, sizeof(*all.votes), by_language);
    for (size_t i = 0; i < all.vote_count;)
        i = compare_language(&all, i);
    for (size_t i = 0; i < count; i++)
        compare_speed(&all, i, room);
    for (size_t i = 0; i < count; i++)
        if (terms->is_strict && all.notes[i].count > 0)
            all.notes[i].refusal = join_warnings(&all, &all.notes[i]);
    return all.notes;
}
