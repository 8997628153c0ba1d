/* jury: one run of a program of the package, in the slot's jury box.
 *
 *   BOX_PROGRAM         the program, compiled once per problem
 *   BOX_DATA            in, ans of the test, staged when it changes
 *   BOX_WORK/feedback/  what it writes
 *
 * The contestant's program never runs in this box, and the answers never get into another one. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "base/fs.h"
#include "judge/trial.h"

enum {
    FEEDBACK_TEXT_MAX = 64 << 10,
    FEEDBACK_FILES_MAX = 1000,
    FEEDBACK_BYTES_MAX = 64 << 20,
    LEFT_BYTES_MAX = 1 << 20, /* a program that leaves more gets empty folders the next time */
};

static const char usual_folder[] = "feedback";

/* ---- before ---- */

static int stage_file(struct box *box, const struct trial *trial, bool is_answer, struct err *err)
{
    struct test_file file =
        problem_state_file(trial->submission->problem, trial->scratch, trial->test, is_answer);
    if (!file.path)
        return 0; /* nothing to be staged: a test without an answer */
    EV_FD int fd = openat(file.dir_fd, file.path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return err_sys(err, ERR_INPUT, "%s: %s", trial_problem(trial)->short_name, file.path);
    return box_stage(box, BOX_DATA, is_answer ? "ans" : "in", 0644, fd, err);
}

/* A later pass has an input of its own. */
static int stage_test(struct held_box *held, const struct trial *trial, struct err *err)
{
    int input_fd = trial->pass ? trial->pass->input_fd : -1;
    if (held->data_test == trial->test && input_fd < 0)
        return 0;
    held->data_test = SIZE_MAX;
    if (box_unstage(held->box, BOX_DATA, err) != 0)
        return -1;
    int status = input_fd >= 0 ? box_stage(held->box, BOX_DATA, "in", 0644, input_fd, err)
                               : stage_file(held->box, trial, false, err);
    if (status != 0 || stage_file(held->box, trial, true, err) != 0)
        return -1;
    if (input_fd < 0)
        held->data_test = trial->test;
    return 0;
}

static int stage_feedback(const struct jury *jury, struct err *err)
{
    struct box *box = jury->held->box;
    const struct pass *pass = jury->pass;
    if (box_unstage(box, BOX_WORK, err) != 0 || box_stage_folder(box, jury->folder, err) != 0)
        return -1;
    for (size_t i = 0; pass && i < pass->feedback_count; i++) {
        char name[sizeof(usual_folder) + 1 + 1024];
        const struct feedback_file *file = &pass->feedback[i];
        if (snprintf(name, sizeof(name), "%s/%s", jury->folder, file->name) >= (int)sizeof(name))
            return err_set(err, ERR_JUDGE, "feedback: a path of more than 1023 bytes");
        if (box_stage_bytes(box, BOX_WORK, name, 0644, file->bytes, file->count, err) != 0)
            return -1;
    }
    return 0;
}

static void name_files(struct jury *jury)
{
    struct arena *arena = jury->scratch;
    const char *data = box_folder(jury->held->box, BOX_DATA);
    jury->files = (struct checker_files){
        .input = fs_join(arena, data, "in"),
        .answer = fs_join(arena, data, "ans"),
        .output = "/dev/stdin",
        .feedback =
            arena_printf(arena, "%s/%s/", box_folder(jury->held->box, BOX_WORK), jury->folder),
        .words = jury->program->source->arguments,
        .word_count = jury->program->source->argument_count,
    };
}

int jury_open(struct jury *jury, const char *role, struct err *err)
{
    jury->stdout_text.maximum = jury->stderr_text.maximum = JURY_TEXT_MAX;
    jury->evidence.role = role;
    if (!jury->folder)
        jury->folder = usual_folder;
    if (program_need(jury->program, jury->slot, PROGRAM_COMPILED, err) != 0 ||
        slot_load(jury->slot, BOX_JURY, jury->program->id, jury->program->result.artifact,
                  &jury->program->limits, &jury->held, err) != 0 ||
        stage_feedback(jury, err) != 0)
        return err_wrap(err, "%s", role);
    name_files(jury);
    return 0;
}

int jury_open_trial(struct jury *jury, const struct trial *trial, struct program *program,
                    const char *role, struct err *err)
{
    *jury = (struct jury){
        .slot = trial->slot,
        .program = program,
        .scratch = trial->scratch,
        .pass = trial->pass,
        .evidence.points = trial_test(trial)->points,
    };
    if (jury_open(jury, role, err) != 0)
        return -1;
    return stage_test(jury->held, trial, err) == 0 ? 0 : err_wrap(err, "%s", role);
}

void jury_close(struct jury *jury)
{
    str_done(&jury->stdout_text);
    str_done(&jury->stderr_text);
}

struct run_plan jury_plan(struct jury *jury, const char *const *arguments)
{
    size_t count = 0;
    while (arguments[count])
        count++;
    return (struct run_plan){
        .argv = argv_join(jury->scratch, jury->held->argv, arguments, count),
        .environment = jury->held->environment,
        .limits = jury->program->limits,
        .stdin_fd = -1,
        .output = {.feed = sink_keep, .context = &jury->stdout_text},
        .error_output = {.feed = sink_keep, .context = &jury->stderr_text},
        .is_work_kept = true, /* the feedback folder was put there before */
    };
}

/* ---- after ---- */

static const struct {
    const char *name;
    size_t offset;
} feedback_files[] = {
    {"judgemessage.txt", offsetof(struct checker_evidence, judge_message)},
    {"teammessage.txt", offsetof(struct checker_evidence, team_message)},
    {"judgeerror.txt", offsetof(struct checker_evidence, judge_error)},
    {"score.txt", offsetof(struct checker_evidence, score)},
    {"score_multiplier.txt", offsetof(struct checker_evidence, score_multiplier)},
};

/* The first bytes of a file, as text. */
static int read_text(struct arena *arena, int fd, const char *name, const char **text_out,
                     struct err *err)
{
    char *text = arena_alloc(arena, FEEDBACK_TEXT_MAX + 1);
    size_t count = 0;
    while (count < FEEDBACK_TEXT_MAX) {
        ssize_t got = pread(fd, text + count, FEEDBACK_TEXT_MAX - count, (off_t)count);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return err_sys(err, ERR_JUDGE, "read %s", name);
        if (got == 0)
            break;
        count += (size_t)got;
    }
    *text_out = text;
    return 0;
}

static int keep_next(struct pass *pass, int fd, struct err *err)
{
    EV_FD int copy = fs_memory_file("nextpass.in", "", 0, false, err);
    if (copy < 0)
        return -1;
    if (lseek(fd, 0, SEEK_SET) < 0 || fs_copy_fd(fd, copy, FEEDBACK_BYTES_MAX) != 0)
        return err_sys(err, ERR_JUDGE, "keep nextpass.in");
    fd_close(&pass->next_fd);
    pass->next_fd = fd_steal(&copy);
    return 0;
}

static int keep_file(struct pass *pass, const char *name, int fd, struct err *err)
{
    EV_STR struct str text = {.maximum = FEEDBACK_BYTES_MAX + 1};
    if (fs_read_fd(fd, name, FEEDBACK_BYTES_MAX, &text, err) != 0)
        return -1;
    pass->feedback =
        arena_grow(&pass->arena, pass->feedback, pass->feedback_count, pass->feedback_count + 1,
                   sizeof(*pass->feedback), &pass->feedback_capacity);
    pass->feedback[pass->feedback_count++] = (struct feedback_file){
        .name = arena_string(&pass->arena, name),
        .bytes = arena_copy(&pass->arena, str_text(&text), text.count + 1),
        .count = text.count,
    };
    return 0;
}

static int take_file(void *context, const char *name, mode_t mode, int64_t bytes, int fd,
                     struct err *err)
{
    (void)mode;
    (void)bytes; /* only the beginning is read, whatever the size */
    struct jury *jury = context;
    struct pass *pass = jury->pass;
    size_t length = strlen(jury->folder);
    if (strncmp(name, jury->folder, length) == 0 && name[length] == '/')
        name += length + 1;
    if (strcmp(name, "nextpass.in") == 0) {
        jury->evidence.has_next_pass = true;
        return pass ? keep_next(pass, fd, err) : 0;
    }
    if (pass && keep_file(pass, name, fd, err) != 0)
        return -1;
    for (size_t i = 0; i < EV_ARRAY_LENGTH(feedback_files); i++) {
        if (strcmp(name, feedback_files[i].name) != 0)
            continue;
        void *field = (char *)&jury->evidence + feedback_files[i].offset;
        return read_text(jury->scratch, fd, name, field, err);
    }
    return 0;
}

int jury_collect(struct jury *jury, struct err *err)
{
    struct pass *pass = jury->pass;
    if (pass)
        pass->feedback_count = 0; /* the folder has what was put back and what is new */
    if (box_collect(jury->held->box, jury->folder, FEEDBACK_FILES_MAX, FEEDBACK_BYTES_MAX,
                    take_file, jury, err) != 0) {
        err->kind = err->kind == ERR_INPUT ? ERR_JUDGE : err->kind; /* too much of it */
        return err_wrap(err, "%s: feedback", jury->evidence.role);
    }
    jury->evidence.stdout_text = str_text(&jury->stdout_text);
    jury->evidence.stderr_text = str_text(&jury->stderr_text);
    if (jury->evidence.facts.written_bytes > LEFT_BYTES_MAX)
        slot_forget(jury->held);
    return 0;
}

const char *jury_message(const struct jury *jury, const struct check_result *check)
{
    const struct checker_evidence *evidence = &jury->evidence;
    if (evidence->judge_message)
        return evidence->judge_message;
    bool is_failure = check->outcome == CHECK_JUDGE_ERROR;
    const char *text = evidence->judge_error ? evidence->judge_error : evidence->stderr_text;
    return is_failure && text && *text ? arena_string(jury->scratch, text) : NULL;
}
