/* grade: a Kattis package's own grader, in the slot's jury box: results on its standard input, the
 * group's result on its standard output (problem package format "legacy", "Graders"). Whatever else
 * it does is a judge error, told with its own words. */
#include "judge/grade.h"

#include <float.h>
#include <string.h>

#include "base/fs.h"
#include "base/parse.h"
#include "judge/program.h"

enum { WORDS_MAX = 4 << 10, LINE_MAX_SHOWN = 100 };

static int run_grader(const struct grading *grading, const struct score_group *group,
                      const char *lines, struct str *spoken, struct str *complaint,
                      struct facts *facts_out, struct err *err)
{
    struct program *program = grading->state->grader;
    EV_CLEANUP(arena_done) struct arena scratch = {0};
    struct held_box *held;
    EV_FD int input_fd = fs_memory_file("results", lines, strlen(lines), false, err);
    if (input_fd < 0 || program_need(program, grading->slot, PROGRAM_COMPILED, err) != 0 ||
        slot_load(grading->slot, BOX_JURY, program->id, program->result.artifact, &program->limits,
                  &held, err) != 0)
        return err_wrap(err, "grader");
    struct run_plan plan = {
        .argv = argv_join(&scratch, held->argv, group->legacy.flags, group->legacy.flag_count),
        .environment = held->environment,
        .limits = program->limits,
        .stdin_fd = input_fd,
        .output = {.feed = sink_keep, .context = spoken},
        .error_output = {.feed = sink_keep, .context = complaint},
    };
    if (box_run(held->box, &plan, facts_out, err) != 0)
        return err_wrap(err, "grader");
    return 0;
}

static int refuse(enum verdict *verdict_out, struct err *err, const struct str *complaint,
                  const char *why)
{
    const char *words = str_text(complaint);
    int length = (int)strcspn(words, "\r\n");
    *verdict_out = VERDICT_JUDGE_ERROR;
    (void)err_set(err, ERR_JUDGE, "grader: %s%s%.*s", why, length > 0 ? ": " : "",
                  length < LINE_MAX_SHOWN ? length : LINE_MAX_SHOWN, words);
    return 0;
}

/* "VERDICT score" and nothing else, with the verdicts that problemtools takes. */
static bool read_result(const char *text, enum verdict *verdict_out, double *score_out)
{
    static const enum verdict known[] = {
        VERDICT_ACCEPTED,     VERDICT_WRONG_ANSWER, VERDICT_TIME_LIMIT,  VERDICT_RUNTIME_ERROR,
        VERDICT_MEMORY_LIMIT, VERDICT_OUTPUT_LIMIT, VERDICT_JUDGE_ERROR,
    };
    static const char blank[] = " \t\r\n";
    EV_CLEANUP(arena_done) struct arena scratch = {0};
    size_t word = strcspn(text, blank);
    const char *number = text + word + strspn(text + word, blank);
    size_t digits = strcspn(number, blank);
    if (number[digits + strspn(number + digits, blank)] != '\0')
        return false;
    for (size_t i = 0; i < EV_ARRAY_LENGTH(known); i++) {
        const char *code = verdict_code(known[i]);
        if (strlen(code) != word || strncmp(code, text, word) != 0)
            continue;
        *verdict_out = known[i];
        return parse_double("score", arena_string_n(&scratch, number, digits), -DBL_MAX, DBL_MAX,
                            score_out, NULL) == 0;
    }
    return false;
}

int grade_by_package(void *context, const struct score_group *group, const char *lines,
                     enum verdict *verdict_out, double *score_out, struct err *err)
{
    const struct grading *grading = context;
    EV_STR struct str spoken = {.maximum = WORDS_MAX};
    EV_STR struct str complaint = {.maximum = WORDS_MAX};
    EV_CLEANUP(arena_done) struct arena scratch = {0};
    struct facts facts = {0};
    if (run_grader(grading, group, lines, &spoken, &complaint, &facts, err) != 0)
        return -1;
    const struct limits *limits = &grading->state->grader->limits;
    enum verdict ended = verdict_of_run(limits, &facts, CHECK_NOT_RUN, true);
    if (ended != VERDICT_ACCEPTED) {
        const char *reason = reason_of_run(&scratch, ended, limits, &facts);
        return refuse(verdict_out, err, &complaint, reason ? reason : verdict_info(ended)->name);
    }
    if (spoken.is_cut || !read_result(str_text(&spoken), verdict_out, score_out))
        return refuse(verdict_out, err, &complaint,
                      arena_printf(&scratch, "a line \"VERDICT score\" is due, it says \"%.60s\"",
                                   str_text(&spoken)));
    if (*verdict_out == VERDICT_JUDGE_ERROR)
        return refuse(verdict_out, err, &complaint, "it says JE");
    return 0;
}
