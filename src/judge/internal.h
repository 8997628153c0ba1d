/* What the files of this room share. Who owns what:
 *
 *   struct judge            threads, queue, sandbox; lives from judge_open to judge_close
 *    ├─ struct slot         one thread, one CPU, three boxes; only its own thread touches it
 *    ├─ struct batch        one judge_run, or the jury's when a time limit is computed
 *    └─ struct problem_state  once per problem: inputs, answers, programs, time limit
 *   struct submission       one job while it is judged, from its start to its last event
 *    └─ struct artifact     what compiling made, in memory
 *
 * Two locks are never held together: the queue's own, and judge.events_lock, under which reports
 * change and events are called. */
#ifndef EVALX_JUDGE_INTERNAL_H
#define EVALX_JUDGE_INTERNAL_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/hash.h"
#include "cache/cache.h"
#include "check/check.h"
#include "judge/judge.h"
#include "judge/noise.h"
#include "judge/queue.h"
#include "score/score.h"

enum { BOX_KINDS = BOX_JURY + 1, SLOT_COPIES_MAX = 14 };

/* ---- artifact.c: what compiling made ---- */

struct slot;

struct artifact_file {
    const char *name; /* below {program} */
    mode_t mode;      /* 0644 or 0755 */
    size_t count;
    const char *bytes; /* small files; NULL: see fd */
    int fd;            /* sealed memory file; -1: see bytes */
};

struct artifact {
    struct arena arena; /* sources, plan, names */
    struct build_plan plan;
    struct artifact_file *files;
    size_t file_count;
    size_t file_capacity;
    char key[HASH_HEX_BYTES];        /* of what it is made from; "": not to be cached */
    const char *messages;            /* of the compiler, with our names for the files; NULL: none */
    const atomic_bool *is_cancelled; /* by who has it compiled; NULL: never */
    struct artifact *next;           /* in judge.kept */
};

struct artifact *artifact_open(void);
void artifact_close(struct artifact *artifact);
/* `name` is copied; bytes or fd are the caller's to set. */
struct artifact_file *artifact_add_file(struct artifact *artifact, const char *name, mode_t mode,
                                        size_t count);
/* Without files again. */
void artifact_clear(struct artifact *artifact);
/* The sources themselves: for languages that compile nothing. */
void artifact_take_sources(struct artifact *artifact);
/* Out of a compile box's working folder: the binary alone where the plan names one, else
 * everything. ERR_INPUT: too much was made, or no binary. */
int artifact_collect(struct artifact *artifact, struct box *box, int64_t most_bytes,
                     struct err *err) EV_MUST_CHECK;
int artifact_stage(const struct artifact *artifact, struct box *box, enum box_folder folder,
                   struct err *err) EV_MUST_CHECK;

/* ---- artifact_cache.c, key.c, toolchain.c: what was compiled before ---- */

/* A hit fills the report, and the artifact's files where it is ok. Misses are not counted. */
bool artifact_cache_load(struct judge *judge, struct artifact *artifact, struct arena *arena,
                         struct compile_report *report);
void artifact_cache_store(struct judge *judge, const struct artifact *artifact,
                          const struct compile_report *report, int64_t cost_ns);

int key_of_text(struct judge *judge, const char *purpose, const char *text,
                char hex_out[HASH_HEX_BYTES], struct err *err) EV_MUST_CHECK;
int key_of_test(struct judge *judge, const struct problem_test *test, const char *input_digest,
                const char *answer_digest, char hex_out[HASH_HEX_BYTES],
                struct err *err) EV_MUST_CHECK;
struct problem_state;
/* `program` is an artifact's key. */
/* Of the limit computed for a package: the jury's submissions are not all that decides it. */
int key_of_time_limit(struct judge *judge, const char *problem_digest, char hex_out[HASH_HEX_BYTES],
                      struct err *err) EV_MUST_CHECK;
int key_of_results(struct judge *judge, const char *program, const struct limits *limits,
                   const struct problem_state *state, char hex_out[HASH_HEX_BYTES],
                   struct err *err) EV_MUST_CHECK;
/* Of sources and commands alone: holds within one call. */
int key_of_plan(struct judge *judge, const struct build_plan *plan, char hex_out[HASH_HEX_BYTES],
                struct err *err) EV_MUST_CHECK;
int key_of_program(struct judge *judge, const struct build_plan *plan, const char *toolchain,
                   const struct limits *compile_limits, char hex_out[HASH_HEX_BYTES],
                   struct err *err) EV_MUST_CHECK;

/* Which compiler and interpreter a language means here; *version_out is its own word on that, the
 * judge's, NULL where it has none. ERR_JUDGE: it cannot be told. */
int toolchain_identify(struct slot *slot, const struct language *language,
                       char hex_out[HASH_HEX_BYTES], const char **version_out,
                       struct err *err) EV_MUST_CHECK;
/* What is installed beside them, headers and libraries above all; root: NULL is the host's. */
void toolchain_describe_installed(const char *root, struct str *out);

/* ---- slot.c: a thread and its boxes ---- */

struct held_box {
    struct box *box;   /* NULL: not opened yet */
    const char *root;  /* as box_options has it */
    bool is_untouched; /* just opened: it has begun */
    int64_t written_bytes, files;
    uint64_t holder;    /* id of what is loaded; 0: nothing, or not for sure */
    size_t data_test;   /* jury: test whose files are in BOX_DATA; SIZE_MAX: none */
    struct arena arena; /* argv and environment of what is loaded */
    const char *const *argv;
    const char *const *environment;
};

struct slot {
    struct judge *judge;
    int number;
    int cpu; /* -1: any */
    pthread_t thread;
    struct held_box boxes[BOX_KINDS];
    struct held_box copies[SLOT_COPIES_MAX]; /* run boxes beside the one above */
};

int slot_start(struct slot *slot, struct err *err) EV_MUST_CHECK;
/* A box with empty folders and the language's root; nothing is loaded. language may be NULL. */
int slot_begin(struct slot *slot, enum box_kind kind, const struct language *language,
               const struct limits *limits, struct held_box **held_out,
               struct err *err) EV_MUST_CHECK;
/* The box with this artifact in its program folder; begun and staged only when `holder` is not what
 * it has loaded. */
int slot_load(struct slot *slot, enum box_kind kind, uint64_t holder,
              const struct artifact *artifact, const struct limits *limits,
              struct held_box **held_out, struct err *err) EV_MUST_CHECK;
/* As slot_load of run boxes, of which there may be several at once: copy 0 is the usual one. */
int slot_load_copy(struct slot *slot, size_t copy, uint64_t holder, const struct artifact *artifact,
                   const struct limits *limits, struct held_box **held_out,
                   struct err *err) EV_MUST_CHECK;
void slot_drop_copies(struct slot *slot);
/* Whatever is loaded is not relied upon: the next use begins anew. */
void slot_forget(struct held_box *held);
/* After a failure of the sandbox: the next use opens a new box. */
void slot_drop(struct held_box *held);

/* ---- problem_state.c ---- */

struct prepared_test {
    int input_fd;       /* -1: not open yet */
    const char *answer; /* mapped; NULL: not yet */
    size_t answer_bytes;
    struct compare_flags flags; /* of the default validator */
    char key[HASH_HEX_BYTES];   /* of all that the verdict depends on; "": not known */
    size_t twin;                /* the first test with the same key: itself, mostly */
};

struct known_file; /* test_keys.c */

struct problem_state {
    struct problem_state *next;
    const struct problem *problem;
    pthread_mutex_t lock; /* guards what tests open lazily */
    struct prepared_test *tests;
    const struct known_file *surveyed; /* the files that keys are of; NULL: there are no keys */
    size_t open_inputs;
    bool has_twins;
    /* Programs of the package that judging needs; NULL: none (validator: the default one) */
    struct program *validator, *interactor, *grader, *static_validator;
    const struct way *way;   /* how its tests are run */
    struct made_tests *made; /* NULL: no test is to be made */
    struct limits limits;    /* of runs, before options and language */
    const char *time_limit_origin;
    struct recalled *recalled; /* runs of the survey that computed the limit */
    struct arena arena;
};

struct program;
struct way;
struct made_tests;

/* Its programs are queued to be compiled. */
int problem_state_open(struct judge *judge, const struct problem *problem,
                       struct problem_state **state_out, struct err *err) EV_MUST_CHECK;
/* The queue is idle. */
void problem_state_close(struct problem_state *state);
/* Where an input or an answer is; path NULL: the test has none. */
struct test_file {
    int dir_fd;
    const char *path; /* the package's, or the arena's */
};
struct test_file problem_state_file(const struct problem_state *state, struct arena *arena,
                                    size_t test, bool is_answer);
/* All programs that judging needs, in this slot where nobody else is at them. */
int problem_state_programs(struct problem_state *state, struct slot *slot, bool is_key_enough,
                           struct err *err) EV_MUST_CHECK;
/* Once the queue is idle: does one of them not compile? */
bool problem_state_failed(const struct problem_state *state, struct err *err);
/* Once their keys are known: may what they say be remembered? */
bool problem_state_is_keyed(const struct problem_state *state);
/* *is_owned_out: the caller closes it after the run. */
int problem_state_input(struct problem_state *state, const struct sandbox *sandbox, size_t test,
                        int *fd_out, bool *is_owned_out, struct err *err) EV_MUST_CHECK;
int problem_state_answer(struct problem_state *state, size_t test, const char **bytes_out,
                         size_t *count_out, struct err *err) EV_MUST_CHECK;

/* test_keys.c: which tests are the same; to be called once before any is run. */
void test_keys_prepare(struct judge *judge, struct problem_state *state);
/* Are a test's files still those that its key is of? */
bool test_keys_hold(const struct problem_state *state, size_t test) EV_MUST_CHECK;

/* ---- judge.c ---- */

struct batch {
    const struct judge_job *jobs;
    size_t count;
    int *statuses; /* never NULL */
    struct judge_events events;
    struct limits limits; /* overrides of every run */
    const char *tests_glob;
    bool is_stopping_on_first;
    bool is_lazy;     /* tests that change no score are not run */
    bool has_results; /* what was judged before need not be judged again */
    size_t repeats;   /* runs of every test; 0: one */
    bool is_compiling_only;
    bool has_transcripts; /* of interactive runs, never of a survey */
    bool is_survey; /* of the jury's, for a time limit: its runs are kept for what is judged next */
    struct problem_state *problems;
    struct judge_stream *stream; /* instead of jobs and statuses; or NULL */
};

struct toolchain;
struct header;
struct root;

struct judge {
    const struct judge_options *options;
    struct sandbox *sandbox;
    /* Of the host, for the languages of all boxes; of a single program, set once its language is
     * known, before there is a box */
    const char *const *paths;
    size_t path_count;
    struct cache *cache; /* NULL: none is wanted */
    struct queue queue;
    pthread_mutex_t events_lock;
    struct slot *slots;
    int slot_count;
    pthread_mutex_t slots_lock; /* guards started_count while several callers start slots */
    int started_count;
    struct arena arena; /* reports of judge_compile */
    pthread_mutex_t engine_lock;
    char engine[HASH_HEX_BYTES]; /* "": not asked for yet */
    pthread_mutex_t root_lock;
    struct root *roots;
    struct cache *root_cache; /* where there is no other; NULL: not needed yet */
    pthread_mutex_t toolchain_lock;
    struct toolchain *toolchains;
    struct header *headers;
    struct arena toolchain_arena;
    struct artifact *kept; /* of judge_compile */
    struct noise noise;
    atomic_uint_fast64_t last_id;
    atomic_bool is_cancelled;
};

/* root.c: the folder of a language's root, unpacked where it is an archive, and what tells it from
 * others (the archive's digest, the folder's path). Both NULL where it has none; borrowed. */
int root_find(struct judge *judge, const struct language *language, const char **path_out,
              const char **identity_out, struct err *err) EV_MUST_CHECK;
void roots_close(struct judge *judge); /* after every box */

uint64_t judge_new_id(struct judge *judge);
bool judge_is_cancelled(struct judge *judge);
void judge_note(struct judge *judge, const char *line);
/* Judge a batch to its end; its problems are prepared. */
int judge_run_batch(struct judge *judge, const struct batch *batch, struct err *err) EV_MUST_CHECK;
/* What the judge's options say; without jobs. */
struct batch judge_make_batch(const struct judge *judge);
/* Threads for this much work; there may be some already. Fewer than wanted will do, none will not.
 */
int judge_start_slots(struct judge *judge, size_t wanted, struct err *err) EV_MUST_CHECK;
/* Adds to the list, even when it fails half-way. */
int judge_prepare_problem(struct judge *judge, const struct problem *problem,
                          struct problem_state **states, struct err *err) EV_MUST_CHECK;
void judge_close_problems(struct problem_state **states);

/* stream.c: a job of the batch, to be asked for once; its texts are the arena's, or outlive it. */
struct judge_job batch_job(const struct batch *batch, size_t index, struct arena *arena);
void batch_set_status(const struct batch *batch, size_t index, int status);
struct problem_state *stream_problem(struct judge_stream *stream, const struct problem *problem);
/* judge.c: one that was prepared. */
struct problem_state *batch_problem(const struct batch *batch, const struct problem *problem);

/* Do one thing in a slot's thread and wait for it. */
int judge_call(struct judge *judge, void (*work)(void *context, void *slot), void *context,
               struct err *err) EV_MUST_CHECK;
/* The same, of what may come after submissions that are judged meanwhile. */
int judge_call_patiently(struct judge *judge, void (*work)(void *context, void *slot),
                         void *context, struct err *err) EV_MUST_CHECK;

/* ---- compile.c ---- */

struct compile_request {
    const char *const *paths;
    size_t path_count;
    const struct source_file *files; /* instead of paths where there are any */
    size_t file_count;
    const char *const *options; /* more words for the compiler; outlive the artifact */
    size_t option_count;
    const char *language; /* NULL: detect */
    int64_t source_max_bytes;
    struct limits limits;  /* the package's overrides */
    bool is_validator;     /* a program of the package: as langs.yaml says for these */
    bool is_name_kept;     /* a lone file is called in the box as its user calls it */
    bool are_files_wanted; /* in the result */
    /* Whose include files go with it, in whose languages it must be; NULL: it is no submission */
    const struct problem *problem;
    const char *const *companions; /* paths of more files to put beside the sources */
    size_t companion_count;
    /* Not one of langs.yaml's: scripts of its own, or a tool that reads it; NULL: one of those */
    const struct language *fixed_language;
    /* Once it is true, the compiler is ended, as ERR_INTERRUPTED; NULL: never */
    const atomic_bool *is_cancelled;
};

struct compile_result {
    const char *source; /* as the user named it */
    const struct language *language;
    struct compile_report report;
    struct artifact *artifact; /* NULL: compile error, see report */
    const struct report_file *files;
    size_t file_count;
    const char *toolchain; /* NULL: not asked for */
};

/* Read the sources, choose language and plan; result->artifact has plan and key then, no files.
 * Without an artifact the report says why nothing can be compiled. */
int compile_prepare(struct slot *slot, const struct compile_request *request, struct arena *arena,
                    struct compile_result *result, struct err *err) EV_MUST_CHECK;
/* Compile what is prepared, or find it in the cache. result->artifact goes where it cannot be. */
int compile_finish(struct slot *slot, const struct compile_request *request, struct arena *arena,
                   struct compile_result *result, struct err *err) EV_MUST_CHECK;

/* The compiler's words in the user's names. */
const char *compile_messages(struct arena *arena, const struct artifact *artifact,
                             const char *messages);

/* Both. Sources -> artifact. Strings of the result are the arena's. -1: cannot be read or detected
 * (ERR_INPUT), ERR_JUDGE or ERR_INTERRUPTED; the result is then filled as far as it got. A compile
 * error is a result, no failure. */
int compile_program(struct slot *slot, const struct compile_request *request, struct arena *arena,
                    struct compile_result *result, struct err *err) EV_MUST_CHECK;

/* ---- submission.c ---- */

struct submission {
    struct queue_entry entry; /* first: the queue hands it back */
    uint64_t id;
    struct judge *judge;
    const struct batch *batch;
    struct queue_jobs *jobs; /* of the batch */
    struct problem_state *problem;
    struct artifact *artifact;
    struct arena arena; /* of the report; under events_lock once tests run */
    struct judge_job job;
    struct submission_report report;
    size_t *test_indexes; /* report's test -> problem's test */
    size_t *twins;        /* report's test -> the one that is run in its place: itself, mostly */
    /* Results found in the cache, per test of the report, is_done where there is one; or NULL. */
    struct test_report *known;
    /* What scoring looks at, per test of the report; NULL: the worst test decides */
    struct score_test *scored;
    struct score_result *score;
    size_t transcript_bytes;          /* of all tests so far */
    size_t error_bytes;               /* of what is kept of standard error */
    char results_key[HASH_HEX_BYTES]; /* "": neither to be found nor to be kept */
    int64_t started_ns;
    atomic_bool is_stopped;     /* the tests left are skipped */
    atomic_uint rejudged_count; /* tests that were judged again alone, or asked for it */
};

void submission_start(struct slot *slot, struct queue_jobs *jobs, size_t job);
void submission_do_test(struct slot *slot, struct queue_entry *entry, size_t test);

/* ---- trust.c: runs whose time can be trusted ---- */

/* As run_test, by the report's index of the test: again alone where that is needed, and as often as
 * the batch wants. */
int run_test_trusted(struct slot *slot, struct submission *submission, size_t test,
                     struct arena *scratch, struct test_report *report,
                     struct err *err) EV_MUST_CHECK;
/* May the run have ended otherwise with the machine to itself? Pure. */
bool time_is_doubtful(const struct limits *limits, const struct facts *facts);
/* Neither within the margin of a time limit, nor judged again because another run was: a next run
 * ends likewise. Pure. */
bool time_is_certain(const struct limits *limits, const struct test_report *test);
/* A run that uses as much is over the limit whatever ran beside it. */
int64_t time_beyond_doubt_ns(int64_t limit_ns);
/* Sorts cpu_ns; count is one at least. `verdicts`: bits 1 << enum verdict. */
struct repeats repeats_of(int64_t *cpu_ns, size_t count, unsigned verdicts);

/* ---- scoring.c: the score, and what need not be run for it ---- */

/* Once the tests are chosen. */
void scoring_start(struct submission *submission);
/* A test of the report is done. Under the events' lock. */
void scoring_note(struct submission *submission, size_t test);
/* May the test, or one that is the same, still change anything? Always where nothing is lazy. */
bool scoring_wants(struct submission *submission, size_t test);
/* With all that is in submission->known: is a run wanted? */
bool scoring_wants_more(const struct submission *submission);
/* All is done: verdict, score, groups, and what each test gave. Tests that the format leaves out
 * become skipped where judging is lazy. Without scored tests, nothing is done. */
int scoring_finish(struct slot *slot, struct submission *submission, struct err *err) EV_MUST_CHECK;
/* Of a submission that did not compile. */
void scoring_give_nothing(struct submission *submission);
/* A test that is not run (yet), in its place. */
struct test_report scoring_blank(const struct test_report *place);

/* ---- results.c: what was judged before ---- */

/* Fill submission->known; where anything is known, *compile_out too. */
void results_load(struct submission *submission, const char *program,
                  struct compile_report *compile_out);
void results_store(struct submission *submission);
/* A run that may be taken for the next one with the same key. */
bool results_may_keep(const struct test_report *test, const struct limits *limits);

/* ---- recall.c: what the survey of a time limit has run ---- */

/* By any slot, when the survey has judged it. */
void recall_keep(struct submission *submission);
/* More of submission->known, and *compile_out where it is not ok yet. */
void recall_load(struct submission *submission, const struct build_plan *plan,
                 struct compile_report *compile_out);
/* Does a run of the survey stand under these limits? Pure. */
bool recall_fits(const struct test_report *test, const struct limits *limits);

/* ---- timelimit.c: what is prepared per problem ---- */

int time_limit_prepare(struct judge *judge, struct problem_state *state,
                       struct err *err) EV_MUST_CHECK;

/* ---- hints.c: what may help ---- */

/* Into the report, when verdict and score are known. */
void hints_tell(struct submission *submission);
/* Of one that was only compiled; strings are the arena's. */
void hints_tell_compiled(const struct judge *judge, struct arena *arena,
                         struct submission_report *report);

/* ---- reason.c, adapt.c, small.c: pure ---- */

/* Why a run was not accepted, on one line: "signal 11 (SIGSEGV)", "time limit (2 s)"; NULL where
 * the checker has the word. */
const char *reason_of_run(struct arena *arena, enum verdict verdict, const struct limits *limits,
                          const struct facts *facts);

/* As limits_override, but a new CPU limit makes an old wall limit follow it again, unless one is
 * given too. */
struct limits adapt_override(struct limits base, const struct limits *over);
/* What the package says of the language; NULL: nothing. */
struct limits adapt_to_package(struct limits limits, const struct problem *problem,
                               const struct language *language);
/* What the language's runtime needs on top; language may be NULL. */
struct limits adapt_to_language(struct limits limits, const struct language *language);

/* An interactive run waits for another program: its wall limit, where none is given, is twice the
 * time limit, in whole seconds. */
struct limits adapt_to_talking(struct limits limits);

/* argv and more behind it, NULL-terminated; either as it is where the other is empty. */
const char *const *argv_join(struct arena *arena, const char *const *argv, const char *const *more,
                             size_t more_count);

/* Monotonic. */
int64_t clock_now_ns(void);

/* NULL where `text` is. */
const char *copy_text(struct arena *arena, const char *text);

/* A run_sink that keeps the first bytes, as many as the struct str's maximum. */
int sink_keep(void *context, const char *bytes, size_t count);

#endif
