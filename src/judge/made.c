/* made: see made.h. */
#include "judge/made.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>

#include "base/fs.h"
#include "base/log.h"

enum { COMMAND_MAX = 400, WORDS_MAX = 4 << 10 };

enum made_stage { MADE_NOT, MADE_BUSY, MADE_DONE, MADE_FAILED };

struct made_tests {
    struct judge *judge;
    const struct problem *problem;
    const char *folder;
    int dir_fd;
    struct program **generators; /* as the problem's; opened when needed */
    struct package_program solution_source;
    struct program *solution; /* the main jury submission; NULL: there is none */
    pthread_mutex_t lock;     /* of what follows, and of generators */
    pthread_cond_t has_moved;
    enum made_stage *stages; /* of tests */
    struct err *errs;        /* of those that failed */
    struct arena arena;
};

/* ---- opening ---- */

static bool is_needed(const struct problem *problem)
{
    for (size_t i = 0; i < problem->test_count; i++) {
        if (made_input(&problem->tests[i]) || made_answer(&problem->tests[i]))
            return true;
    }
    return false;
}

static void open_solution(struct made_tests *made)
{
    const struct problem *problem = made->problem;
    for (size_t i = 0; i < problem->jury_count && !made->solution; i++) {
        const struct jury_submission *jury = &problem->jury[i];
        if (!jury->is_main)
            continue;
        made->solution_source =
            (struct package_program){.path = jury->path, .language = jury->language};
        made->solution = program_open(made->judge, problem, &made->solution_source, "main solution",
                                      PROGRAM_SOLVES);
    }
}

int made_open(struct judge *judge, const struct problem *problem, struct made_tests **made_out,
              struct err *err)
{
    *made_out = NULL;
    if (!is_needed(problem))
        return 0;
    struct arena arena = {0};
    struct made_tests *made = arena_alloc(&arena, sizeof(*made)); /* lives in its own arena */
    made->judge = judge;
    made->problem = problem;
    made->dir_fd = -1;
    made->generators = arena_alloc(&arena, (problem->generator_count + 1) * sizeof(void *));
    made->stages = arena_alloc(&arena, problem->test_count * sizeof(*made->stages));
    made->errs = arena_alloc(&arena, problem->test_count * sizeof(*made->errs));
    (void)pthread_mutex_init(&made->lock, NULL); /* default attributes: cannot fail on Linux */
    (void)pthread_cond_init(&made->has_moved, NULL);
    int status = fs_make_temporary("evalx-tests", &arena, &made->folder, err);
    made->arena = arena;
    open_solution(made);
    if (status == 0)
        made->dir_fd = open(made->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (status == 0 && made->dir_fd >= 0) {
        *made_out = made;
        return 0;
    }
    if (status == 0)
        (void)err_sys(err, ERR_JUDGE, "%s", made->folder);
    made_close(made);
    return -1;
}

void made_close(struct made_tests *made)
{
    struct err err;
    if (!made)
        return;
    for (size_t i = 0; i < made->problem->generator_count; i++)
        program_close(made->generators[i]);
    program_close(made->solution);
    fd_close(&made->dir_fd);
    if (made->folder)
        (void)!fs_remove_tree(AT_FDCWD, made->folder, &err); /* a temporary folder that is left is
                                                                 no reason to fail */
    (void)pthread_cond_destroy(&made->has_moved);
    (void)pthread_mutex_destroy(&made->lock);
    struct arena arena = made->arena; /* itself is inside */
    arena_done(&arena);
}

int made_folder(const struct made_tests *made)
{
    return made->dir_fd;
}

const char *made_path(struct arena *arena, size_t test, bool is_answer)
{
    return arena_printf(arena, "%zu.%s", test, is_answer ? "ans" : "in");
}

/* ---- one file ---- */

/* A file that is being made. */
struct making {
    struct made_tests *made;
    struct slot *slot;
    size_t test;
    bool is_answer;
    struct program *program;
    const char *const *arguments; /* NULL-terminated; NULL: none */
    int input_fd;
    int answer_fd;       /* of a generator that writes the answer, too, on standard error; -1 */
    bool is_recalling;   /* only out of the cache: else it fails */
    const char *command; /* for messages */
    struct arena arena;
    char key[HASH_HEX_BYTES]; /* "": not to be kept */
};

struct writer {
    int fd;
    int error; /* errno of the first failure */
};

static int feed_writer(void *context, const char *bytes, size_t count)
{
    struct writer *writer = context;
    if (writer->error == 0 && fs_write_all(writer->fd, bytes, count) != 0)
        writer->error = errno;
    return 0;
}

static int write_output(void *context, const char *name, mode_t mode, int64_t bytes, int fd,
                        struct err *err)
{
    (void)mode;
    (void)bytes;
    const struct writer *writer = context;
    (void)lseek(fd, 0, SEEK_SET); /* of a regular file: cannot fail */
    if (fs_copy_fd(fd, writer->fd, SIZE_MAX) != 0)
        return err_sys(err, ERR_JUDGE, "keep %s", name);
    return 0;
}

/* Solutions may read and write named files. */
static int run_in_box(struct making *making, struct box *box, struct run_plan *plan,
                      struct writer *writer, struct facts *facts, struct err *err)
{
    const struct problem *problem = making->made->problem;
    const char *input_file = making->is_answer ? problem->input_file : NULL;
    const char *output_file = making->is_answer ? problem->output_file : NULL;
    if (input_file) {
        if (box_unstage(box, BOX_WORK, err) != 0 ||
            box_stage(box, BOX_WORK, input_file, 0644, making->input_fd, err) != 0)
            return -1;
        plan->stdin_fd = -1;
        plan->is_work_kept = true;
    }
    if (output_file)
        plan->output = (struct run_sink){0};
    if (box_run(box, plan, facts, err) != 0)
        return -1;
    return output_file ? box_collect(box, output_file, 1, INT64_MAX, write_output, writer, err) : 0;
}

static int conclude(const struct making *making, const struct facts *facts, const char *words,
                    struct err *err)
{
    struct check_result result = {0};
    struct checker_evidence evidence = {
        .role = making->command, .facts = *facts, .stderr_text = words};
    validator_conclude(VALIDATOR_SINOL, &evidence, &result); /* 0 is right */
    if (result.outcome == CHECK_ACCEPTED)
        return 0;
    const char *name = making->made->problem->tests[making->test].name;
    if (result.outcome == CHECK_WRONG)
        return err_set(err, ERR_INPUT, "%s: test %s: %s: exit status %d%s%s",
                       making->made->problem->short_name, name, making->command, facts->exit_status,
                       result.message[0] ? ": " : "", result.message);
    return err_set(err, ERR_INPUT, "%s: test %s: %s", making->made->problem->short_name, name,
                   result.message);
}

static int run_program(struct making *making, int out_fd, struct err *err)
{
    struct program *program = making->program;
    struct held_box *held;
    struct facts facts;
    EV_STR struct str words = {.maximum = WORDS_MAX};
    struct writer writer = {.fd = out_fd}, answer = {.fd = making->answer_fd};
    size_t count = 0;
    if (slot_load(making->slot, BOX_JURY, program->id, program->result.artifact, &program->limits,
                  &held, err) != 0)
        return -1;
    while (making->arguments && making->arguments[count])
        count++;
    struct run_plan plan = {
        .argv = argv_join(&making->arena, held->argv, making->arguments, count),
        .environment = held->environment,
        .limits = program->limits,
        .stdin_fd = making->input_fd,
        .output = {.feed = feed_writer, .context = &writer},
        .error_output = {.feed = sink_keep, .context = &words},
    };
    if (making->answer_fd >= 0)
        plan.error_output = (struct run_sink){.feed = feed_writer, .context = &answer};
    if (run_in_box(making, held->box, &plan, &writer, &facts, err) != 0)
        return err_wrap(err, "%s", making->command);
    errno = writer.error ? writer.error : answer.error;
    if (errno != 0)
        return err_sys(err, ERR_JUDGE, "%s: keep what it writes", making->command);
    return conclude(making, &facts, str_text(&words), err);
}

static void add_word(struct str *text, const char *word)
{
    str_printf(text, "%zu:%s\n", word ? strlen(word) : 0, word ? word : "");
}

/* What it is made of: program, words, and the input's bytes; of answers, what files are used. */
static void describe(const struct making *making, const char *input_digest, struct str *out)
{
    const struct problem *problem = making->made->problem;
    add_word(out, program_key(making->program));
    add_word(out, input_digest);
    add_word(out, making->is_answer ? problem->input_file : NULL);
    add_word(out, making->is_answer ? problem->output_file : NULL);
    for (size_t i = 0; making->arguments && making->arguments[i]; i++)
        add_word(out, making->arguments[i]);
}

static void name_file(struct making *making)
{
    char digest[HASH_HEX_BYTES] = "";
    struct err err;
    struct hash *hash;
    EV_STR struct str text = {0};
    bool is_one_file = making->answer_fd < 0;
    if (!making->made->judge->cache || !program_key(making->program)[0] || !is_one_file ||
        hash_open(&hash, &err) != 0)
        return;
    bool is_hashed = making->input_fd < 0 || hash_add_fd(hash, making->input_fd, &err) == 0;
    if (is_hashed)
        hash_finish(hash, digest);
    hash_close(hash);
    describe(making, digest, &text);
    if (!is_hashed || text.is_cut ||
        key_of_text(making->made->judge, "made", str_text(&text), making->key, &err) != 0)
        making->key[0] = '\0';
}

static bool find_kept(const struct making *making, int out_fd)
{
    struct cache_value value;
    if (!making->key[0] ||
        !cache_get(making->made->judge->cache, CACHE_ARTIFACT, making->key, &value))
        return false;
    bool is_written = fs_write_all(out_fd, value.bytes, value.count) == 0;
    cache_value_done(&value);
    if (!is_written && (ftruncate(out_fd, 0) != 0 || lseek(out_fd, 0, SEEK_SET) != 0))
        log_line(LOG_WARN, "a made file: %s", strerror(errno)); /* writing it will fail, too */
    return is_written;
}

static void keep(const struct making *making, int fd, int64_t cost_ns)
{
    off_t bytes = lseek(fd, 0, SEEK_END);
    if (!making->key[0] || bytes <= 0)
        return;
    void *map = mmap(NULL, (size_t)bytes, PROT_READ, MAP_PRIVATE, fd, 0);
    if (map == MAP_FAILED)
        return; /* made again the next time */
    struct iovec piece = {.iov_base = map, .iov_len = (size_t)bytes};
    cache_put(making->made->judge->cache, CACHE_ARTIFACT, making->key, &piece, 1, cost_ns);
    (void)munmap(map, (size_t)bytes); /* ours, mapped above */
}

static int make_file(struct making *making, struct err *err)
{
    int64_t started_ns = clock_now_ns();
    const char *path = made_path(&making->arena, making->test, making->is_answer);
    EV_FD int fd = openat(making->made->dir_fd, path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (fd < 0)
        return err_sys(err, ERR_JUDGE, "%s/%s", making->made->folder, path);
    if (program_need(making->program, making->slot, PROGRAM_KNOWN, err) != 0)
        return -1;
    name_file(making);
    if (find_kept(making, fd))
        return 0;
    if (making->is_recalling)
        return err_set(err, ERR_INPUT, "%s: not made yet", making->command);
    if (program_need(making->program, making->slot, PROGRAM_COMPILED, err) != 0 ||
        run_program(making, fd, err) != 0)
        return -1;
    keep(making, fd, clock_now_ns() - started_ns);
    return 0;
}

/* ---- one test ---- */

/* NULL: no generator has this path. */
static struct program *find_generator(struct made_tests *made, const char *path)
{
    const struct problem *problem = made->problem;
    struct program *found = NULL;
    (void)pthread_mutex_lock(&made->lock);
    for (size_t i = 0; i < problem->generator_count && !found; i++) {
        if (strcmp(problem->generators[i].path, path) != 0)
            continue;
        if (!made->generators[i])
            made->generators[i] = program_open(made->judge, problem, &problem->generators[i],
                                               "generator", PROGRAM_GENERATES);
        found = made->generators[i];
    }
    (void)pthread_mutex_unlock(&made->lock);
    return found;
}

static const char *join_words(struct arena *arena, const char *const *words)
{
    EV_STR struct str text = {.maximum = COMMAND_MAX};
    for (size_t i = 0; words[i]; i++)
        str_printf(&text, "%s%s", i ? " " : "", words[i]);
    return arena_string(arena, str_text(&text));
}

static void close_making(struct making *making)
{
    fd_close(&making->input_fd);
    fd_close(&making->answer_fd);
    arena_done(&making->arena);
}

/* What a generator reads, and where it writes the answer. */
static int open_more(struct making *making, struct err *err)
{
    struct made_tests *made = making->made;
    const struct problem_test *row = &made->problem->tests[making->test];
    const char *path = made_path(&making->arena, making->test, true);
    if (row->is_answer_generated)
        making->answer_fd =
            openat(made->dir_fd, path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (row->is_answer_generated && making->answer_fd < 0)
        return err_sys(err, ERR_JUDGE, "%s/%s", made->folder, path);
    if (!row->recipe_input)
        return 0;
    return sandbox_input_open(making->slot->judge->sandbox, made->problem->dir_fd,
                              row->recipe_input, &making->input_fd, err);
}

static int make_input(struct made_tests *made, struct slot *slot, size_t test, bool is_recalling,
                      struct err *err)
{
    const char *const *recipe = made->problem->tests[test].recipe;
    EV_CLEANUP(close_making)
    struct making making = {.made = made,
                            .slot = slot,
                            .test = test,
                            .program = find_generator(made, recipe[0]),
                            .arguments = recipe + 1,
                            .input_fd = -1,
                            .answer_fd = -1,
                            .is_recalling = is_recalling};
    making.command = join_words(&making.arena, recipe);
    if (!making.program)
        return err_set(err, ERR_INPUT, "%s: there is no generator %s", made->problem->short_name,
                       recipe[0]);
    return open_more(&making, err) == 0 ? make_file(&making, err) : -1;
}

static int make_answer(struct made_tests *made, struct slot *slot, size_t test, bool is_recalling,
                       struct err *err)
{
    const struct problem *problem = made->problem;
    const struct problem_test *row = &problem->tests[test];
    EV_CLEANUP(close_making)
    struct making making = {.made = made,
                            .slot = slot,
                            .test = test,
                            .is_answer = true,
                            .program = made->solution,
                            .arguments = NULL,
                            .input_fd = -1,
                            .answer_fd = -1,
                            .is_recalling = is_recalling};
    if (!made->solution)
        return err_set(err, ERR_INPUT, "%s: test %s has no answer, and no main solution makes it",
                       problem->short_name, row->name);
    making.command = made->solution_source.path;
    int dir_fd = row->recipe ? made->dir_fd : problem->dir_fd;
    const char *path = row->recipe ? made_path(&making.arena, test, false) : row->input;
    if (sandbox_input_open(slot->judge->sandbox, dir_fd, path, &making.input_fd, err) != 0)
        return -1;
    return make_file(&making, err);
}

/* No program could make the answer of a dialogue: it is empty. */
static int make_empty_answer(struct made_tests *made, size_t test, struct err *err)
{
    EV_CLEANUP(arena_done) struct arena arena = {0};
    const char *path = made_path(&arena, test, true);
    EV_FD int fd = openat(made->dir_fd, path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    return fd >= 0 ? 0 : err_sys(err, ERR_JUDGE, "%s/%s", made->folder, path);
}

static int make_test(struct made_tests *made, struct slot *slot, size_t test, struct err *err)
{
    const struct problem_test *row = &made->problem->tests[test];
    if (made_input(row) && make_input(made, slot, test, false, err) != 0)
        return -1;
    if (!made_answer(row) || row->is_answer_generated)
        return 0;
    return made->problem->kinds & PROBLEM_INTERACTIVE ? make_empty_answer(made, test, err)
                                                      : make_answer(made, slot, test, false, err);
}

bool made_recall(struct made_tests *made, struct slot *slot, size_t test)
{
    const struct problem_test *row = &made->problem->tests[test];
    struct err err;
    if (row->is_answer_generated || made->stages[test] != MADE_NOT)
        return made->stages[test] == MADE_DONE;
    if ((made_input(row) && make_input(made, slot, test, true, &err) != 0) ||
        (made_answer(row) && make_answer(made, slot, test, true, &err) != 0))
        return false; /* what fails does so again when it is needed, and is told then */
    made->stages[test] = MADE_DONE;
    return true;
}

static void advance(struct made_tests *made, struct slot *slot, size_t test)
{
    struct err err = {0};
    made->stages[test] = MADE_BUSY;
    (void)pthread_mutex_unlock(&made->lock);
    int status = make_test(made, slot, test, &err);
    (void)pthread_mutex_lock(&made->lock);
    made->stages[test] = status == 0 ? MADE_DONE : MADE_FAILED;
    made->errs[test] = err;
    (void)pthread_cond_broadcast(&made->has_moved);
}

int made_need(struct made_tests *made, struct slot *slot, size_t test, struct err *err)
{
    const struct problem_test *row = &made->problem->tests[test];
    if (!made_input(row) && !made_answer(row))
        return 0;
    (void)pthread_mutex_lock(&made->lock);
    while (made->stages[test] < MADE_DONE) {
        if (made->stages[test] == MADE_BUSY)
            (void)pthread_cond_wait(&made->has_moved, &made->lock);
        else
            advance(made, slot, test);
    }
    bool is_made = made->stages[test] == MADE_DONE;
    if (!is_made)
        *err = made->errs[test];
    (void)pthread_mutex_unlock(&made->lock);
    return is_made ? 0 : -1;
}
