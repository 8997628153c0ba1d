/* test_keys: which tests are the same, told by their bytes.
 *
 * Two tests with the same input, answer, validator flags and arguments have the same key: one of
 * them is run. Digests of files are kept in the cache with what stat(2) says of the file (size,
 * inode, times), so that a large problem is not read anew by each process. Without a cache, only
 * files are read that may be twins by their sizes.
 *
 * Files that the package's programs make have digests of their bytes too, never of how they are
 * made, where an earlier process has left them in the cache: a generator need not make the same
 * twice. */
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/log.h"
#include "judge/made.h"
#include "judge/trial.h"

enum {
    DIGEST_BYTES = HASH_HEX_BYTES,
    FILES_PER_TEST = 2, /* input, answer */
    SETTLED_S = 2,      /* a file this young may change without a change of its times */
};

/* What stat says, and the digest; zeroed before memcmp sees it. */
struct known_file {
    uint64_t device, inode;
    int64_t size, modified_ns, changed_ns;
    char digest[DIGEST_BYTES];
    char padding[7];
};

struct survey {
    struct judge *judge;
    struct problem_state *state;
    struct known_file *files; /* of test i: 2i input, 2i + 1 answer */
    struct known_file *kept;  /* likewise, of an earlier process; NULL: none */
    bool *is_recalled;        /* of tests: what is to be made is there */
    bool has_news;
};

static const char *path_of(const struct survey *survey, size_t file)
{
    const struct problem_test *test = &survey->state->problem->tests[file / FILES_PER_TEST];
    return file % FILES_PER_TEST == 0 ? test->input : test->answer;
}

static bool is_made_file(const struct problem *problem, size_t file)
{
    const struct problem_test *test = &problem->tests[file / FILES_PER_TEST];
    return file % FILES_PER_TEST == 0 ? made_input(test) : made_answer(test);
}

/* There is no file to look at (yet): it has no key, and no twin. */
static bool is_without_files(const struct survey *survey, size_t test)
{
    const struct problem_test *row = &survey->state->problem->tests[test];
    bool is_made = made_input(row) || made_answer(row);
    if (row->is_static || (is_made && !survey->is_recalled[test]))
        return true;
    return (!made_input(row) && !row->input) || (!made_answer(row) && !row->answer);
}

static int look_at_file(int dir_fd, const char *path, struct known_file *known)
{
    struct stat info;
    if (!path || fstatat(dir_fd, path, &info, 0) != 0)
        return -1;
    known->device = info.st_dev;
    known->inode = info.st_ino;
    known->size = info.st_size;
    known->modified_ns = (int64_t)info.st_mtim.tv_sec * 1000000000 + info.st_mtim.tv_nsec;
    known->changed_ns = (int64_t)info.st_ctim.tv_sec * 1000000000 + info.st_ctim.tv_nsec;
    return 0;
}

static int look_at(const struct survey *survey, size_t file, struct err *err)
{
    const struct problem *problem = survey->state->problem;
    const char *path = path_of(survey, file);
    if (look_at_file(problem->dir_fd, path, &survey->files[file]) != 0)
        return err_sys(err, ERR_INPUT, "%s: %s", problem->short_name, path ? path : "answer");
    return 0;
}

static bool is_same(const struct known_file *a, const struct known_file *b)
{
    return memcmp(a, b, offsetof(struct known_file, digest)) == 0;
}

static int digest_bytes(int dir_fd, const char *path, char hex_out[DIGEST_BYTES], struct err *err)
{
    EV_FD int fd = openat(dir_fd, path, O_RDONLY | O_CLOEXEC);
    struct hash *hash;
    if (fd < 0)
        return err_sys(err, ERR_INPUT, "%s", path);
    if (hash_open(&hash, err) != 0)
        return -1;
    int status = hash_add_fd(hash, fd, err);
    if (status == 0)
        hash_finish(hash, hex_out);
    hash_close(hash);
    return status;
}

static int digest_file(struct survey *survey, size_t file, char hex_out[DIGEST_BYTES],
                       struct err *err)
{
    const struct problem *problem = survey->state->problem;
    struct known_file *known = &survey->files[file];
    EV_CLEANUP(arena_done) struct arena scratch = {0};
    if (is_made_file(problem, file)) {
        struct test_file made =
            problem_state_file(survey->state, &scratch, file / FILES_PER_TEST, file % 2 != 0);
        return digest_bytes(made.dir_fd, made.path, hex_out, err);
    }
    if (survey->kept && is_same(&survey->kept[file], known)) {
        memcpy(known->digest, survey->kept[file].digest, DIGEST_BYTES);
    } else {
        if (digest_bytes(problem->dir_fd, path_of(survey, file), known->digest, err) != 0)
            return err_wrap(err, "%s", problem->short_name);
        survey->has_news = true;
    }
    memcpy(hex_out, known->digest, DIGEST_BYTES);
    return 0;
}

/* ---- what an earlier process has found ---- */

static int key_of_survey(const struct survey *survey, char key_out[HASH_HEX_BYTES], struct err *err)
{
    EV_FREE char *path = realpath(survey->state->problem->path, NULL);
    if (!path)
        return err_sys(err, ERR_INPUT, "%s", survey->state->problem->path);
    return key_of_text(survey->judge, "digests", path, key_out, err);
}

static void read_kept(struct survey *survey, const char *key, size_t file_count)
{
    struct cache_value value;
    size_t bytes = file_count * sizeof(struct known_file);
    if (!cache_get(survey->judge->cache, CACHE_IDENTITY, key, &value))
        return;
    if (value.count == bytes)
        survey->kept = arena_copy(&survey->state->arena, value.bytes, bytes);
    cache_value_done(&value);
}

static bool is_settled(const struct known_file *files, size_t count)
{
    int64_t newest_ns = ((int64_t)time(NULL) - SETTLED_S) * 1000000000;
    for (size_t i = 0; i < count; i++) {
        if (files[i].changed_ns > newest_ns || files[i].modified_ns > newest_ns)
            return false;
    }
    return true;
}

/* ---- keys and twins ---- */

static bool has_size_twin(const struct survey *survey, size_t test, size_t test_count)
{
    const struct known_file *files = survey->files;
    for (size_t i = 0; i < test_count; i++) {
        if (i != test && files[2 * i].size == files[2 * test].size &&
            files[2 * i + 1].size == files[2 * test + 1].size)
            return true;
    }
    return false;
}

static int key_test(struct survey *survey, size_t test, struct err *err)
{
    struct problem_state *state = survey->state;
    if (state->problem->tests[test].file_count > 0)
        return 0; /* more input than is looked at here */
    bool is_needed =
        survey->judge->cache || has_size_twin(survey, test, state->problem->test_count);
    if (!is_needed || is_without_files(survey, test))
        return 0;
    char input[DIGEST_BYTES], answer[DIGEST_BYTES];
    if (digest_file(survey, 2 * test, input, err) != 0 ||
        digest_file(survey, 2 * test + 1, answer, err) != 0)
        return -1;
    return key_of_test(survey->judge, &state->problem->tests[test], input, answer,
                       state->tests[test].key, err);
}

struct named_test {
    const char *key;
    size_t test;
};

static int by_key(const void *a, const void *b)
{
    const struct named_test *left = a, *right = b;
    int order = strcmp(left->key, right->key);
    return order != 0 ? order : (left->test > right->test) - (left->test < right->test);
}

static void find_twins(struct problem_state *state)
{
    size_t count = state->problem->test_count;
    struct named_test *named = arena_alloc(&state->arena, count * sizeof(*named));
    for (size_t i = 0; i < count; i++)
        named[i] = (struct named_test){state->tests[i].key, i};
    qsort(named, count, sizeof(*named), by_key);
    for (size_t i = 0; i < count; i++) {
        bool is_twin = i > 0 && named[i].key[0] && strcmp(named[i].key, named[i - 1].key) == 0;
        size_t twin = is_twin ? state->tests[named[i - 1].test].twin : named[i].test;
        state->tests[named[i].test].twin = twin;
        state->has_twins = state->has_twins || is_twin;
    }
}

static int survey_files(struct survey *survey, struct err *err)
{
    size_t test_count = survey->state->problem->test_count;
    size_t file_count = test_count * FILES_PER_TEST;
    bool is_kept = survey->judge->cache && !survey->state->problem->unpacked;
    char key[HASH_HEX_BYTES];
    for (size_t i = 0; i < file_count; i++) {
        if (is_without_files(survey, i / FILES_PER_TEST) || is_made_file(survey->state->problem, i))
            continue;
        if (look_at(survey, i, err) != 0)
            return -1;
    }
    if (is_kept && key_of_survey(survey, key, err) != 0)
        return -1;
    if (is_kept)
        read_kept(survey, key, file_count);
    for (size_t i = 0; i < test_count; i++) {
        if (key_test(survey, i, err) != 0)
            return -1;
    }
    struct iovec piece = {.iov_base = survey->files,
                          .iov_len = file_count * sizeof(*survey->files)};
    if (is_kept && survey->has_news && is_settled(survey->files, file_count))
        cache_put(survey->judge->cache, CACHE_IDENTITY, key, &piece, 1, 0);
    return 0;
}

/* ---- tests that are made ---- */

static void do_recalling(void *context, void *slot)
{
    struct survey *survey = context;
    const struct problem *problem = survey->state->problem;
    for (size_t i = 0; i < problem->test_count && !judge_is_cancelled(survey->judge); i++) {
        const struct problem_test *test = &problem->tests[i];
        if (made_input(test) || made_answer(test))
            survey->is_recalled[i] = made_recall(survey->state->made, slot, i);
    }
}

/* Where results of such tests may be kept. */
static void recall_made(struct survey *survey)
{
    const struct problem_state *state = survey->state;
    struct err err;
    if (!survey->judge->cache || !state->made || !state->way->is_repeatable)
        return;
    if (judge_call(survey->judge, do_recalling, survey, &err) != 0)
        log_line(LOG_WARN, "tests that are made have no keys: %s", err.msg);
}

void test_keys_prepare(struct judge *judge, struct problem_state *state)
{
    struct survey survey = {.judge = judge, .state = state};
    size_t count = state->problem->test_count;
    struct err err;
    survey.files = arena_alloc(&state->arena, count * FILES_PER_TEST * sizeof(*survey.files));
    survey.is_recalled = arena_alloc(&state->arena, count * sizeof(*survey.is_recalled));
    recall_made(&survey);
    if (survey_files(&survey, &err) != 0) {
        log_line(LOG_WARN, "tests are not told apart: %s", err.msg);
        for (size_t i = 0; i < count; i++)
            state->tests[i].key[0] = '\0';
    }
    state->surveyed = survey.files;
    find_twins(state);
}

/* A new link to a file changes its ctime, and nothing else of it: then its bytes are looked at.
 * Files of a store by digest get such links at any time. */
static bool has_same_bytes(const struct problem_state *state, const char *path,
                           const struct known_file *now, const struct known_file *before)
{
    struct known_file as_before = *now;
    char digest[DIGEST_BYTES];
    struct err ignored; /* what cannot be read is not the same */
    as_before.changed_ns = before->changed_ns;
    return before->digest[0] && is_same(&as_before, before) &&
           digest_bytes(state->problem->dir_fd, path, digest, &ignored) == 0 &&
           strcmp(digest, before->digest) == 0;
}

bool test_keys_hold(const struct problem_state *state, size_t test)
{
    const struct problem_test *row = &state->problem->tests[test];
    const char *const paths[FILES_PER_TEST] = {row->input, row->answer};
    for (size_t i = 0; i < FILES_PER_TEST; i++) {
        struct known_file now;
        if (is_made_file(state->problem, FILES_PER_TEST * test + i))
            continue; /* in a folder of ours, where nobody else writes */
        if (!state->surveyed || look_at_file(state->problem->dir_fd, paths[i], &now) != 0)
            return false;
        const struct known_file *before = &state->surveyed[FILES_PER_TEST * test + i];
        if (!is_same(&now, before) && !has_same_bytes(state, paths[i], &now, before))
            return false;
    }
    return true;
}
