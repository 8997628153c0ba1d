/* check: is this output right? Two ways to tell:
 *
 *  - the default validator, in C, streaming: the answer is in memory, the output arrives in pieces
 *    of any size (comparer_feed) and is never stored; constant memory, whatever its length;
 *  - a package's own validator: it runs in a box (the judge's business); this room knows the
 *    calling convention: which arguments it gets, and what its exit status and files mean.
 *
 * Neither runs a process nor opens a file. */
#ifndef EVALX_CHECK_CHECK_H
#define EVALX_CHECK_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/base.h"
#include "base/err.h"
#include "model/convention.h"
#include "model/facts.h"
#include "model/verdict.h"

/* What line breaks between two tokens count for, where spaces count for nothing. */
enum line_rule {
    LINES_NOTHING, /* Kattis: as any white space */
    LINES_PARTED,  /* DMOJ: on the same line, or not */
    LINES_COUNTED, /* CMS, sinol: as many lines apart, from the first line on */
};

/* Rules for which an output is kept until it is complete: DMOJ's. The last two: lines without the
 * white space at their ends, all of them or those that are not empty. */
enum whole_rule {
    WHOLE_NOT,
    WHOLE_EASY,          /* the same letters, in any order and case */
    WHOLE_LINES_SORTED,  /* the same lines in any order */
    WHOLE_WORDS_SORTED,  /* the same words in any order */
    WHOLE_LINES_MATCHED, /* points by the lines that are right */
    WHOLE_LINES_TRIMMED,
    WHOLE_LINES_FILLED,
};

/* Flags of the default output validator (Kattis problem package format, "Default Output
 * Validator"). */
struct compare_flags {
    bool is_case_sensitive;
    bool is_space_sensitive;
    double absolute_tolerance; /* < 0: none */
    double relative_tolerance; /* < 0: none */
    enum line_rule line_rule;
    enum whole_rule whole_rule; /* instead of all the above */
};

#define COMPARE_FLAGS_NONE                                                                         \
    ((struct compare_flags){false, false, -1.0, -1.0, LINES_NOTHING, WHOLE_NOT})

/* From the package's argument list: case_sensitive, space_change_sensitive, float_tolerance E,
 * float_absolute_tolerance E, float_relative_tolerance E; of readers of other formats:
 * evalx:lines_parted, evalx:lines_counted, and the words of whole.c. An unknown flag or a bad
 * number is ERR_INPUT. */
int compare_flags_parse(const char *const *args, size_t count, struct compare_flags *flags_out,
                        struct err *err) EV_MUST_CHECK;

enum { CHECK_MESSAGE_MAX = 512, CHECK_SIDE_MAX = 160 };

struct check_result {
    enum check_outcome outcome;
    double score;            /* NAN where none was given */
    double score_multiplier; /* likewise */
    int64_t line, column;    /* of the first difference in the output, from 1; 0: none or unknown */
    /* One line, "" where there is nothing to say:
     * "line 3 column 5: expected \"12\", got \"13\"" */
    char message[CHECK_MESSAGE_MAX];
    /* By the default validator, of the first difference; "" where there is nothing to show: */
    unsigned difference; /* enum difference_bit */
    char before[CHECK_SIDE_MAX], expected[CHECK_SIDE_MAX], got[CHECK_SIDE_MAX];
};

struct comparer;

/* `answer` stays borrowed until comparer_close. */
int comparer_open(const char *answer, size_t answer_bytes, const struct compare_flags *flags,
                  struct comparer **comparer_out, struct err *err) EV_MUST_CHECK;
void comparer_feed(struct comparer *comparer, const char *bytes, size_t count);
/* A difference has been found: the rest need not be fed. */
bool comparer_is_decided(const struct comparer *comparer);
/* True when anything but white space was fed. */
bool comparer_has_output(const struct comparer *comparer);
void comparer_finish(struct comparer *comparer, struct check_result *result_out);
void comparer_close(struct comparer *comparer);

/* What the judge found after a program of the package has run. Texts are NULL where the file is
 * missing; they are cut at 64 KiB by the caller. */
struct checker_evidence {
    const char *role; /* "interactor": what messages call it; NULL: "output validator" */
    struct facts facts;
    const char *judge_message; /* judgemessage.txt */
    const char *team_message;  /* teammessage.txt */
    const char *judge_error;   /* judgeerror.txt */
    const char *score;         /* score.txt */
    const char *score_multiplier;
    const char *stdout_text; /* first bytes of its standard output and error */
    const char *stderr_text;
    bool has_next_pass; /* nextpass.in exists */
    double points;      /* full points of the test; NAN: not known */
};

/* Paths in the program's box. */
struct checker_files {
    const char *input, *answer;
    const char *output;   /* the submission's; of interactors: where they write theirs */
    const char *feedback; /* a folder */
    /* A package's own arguments in the place of its convention's: in these words {input_file},
     * {output_file} and {answer_file} stand for paths, {{ and }} for braces; NULL: none */
    const char *const *words;
    size_t word_count;
};

/* Arguments after the program itself: the convention's files in its order, then extra.
 * NULL-terminated, arena's. */
const char *const *checker_arguments(enum checker_convention convention, struct arena *arena,
                                     const struct checker_files *files, const char *const *extra,
                                     size_t extra_count);
const char *const *interactor_arguments(enum interactor_convention convention, struct arena *arena,
                                        const struct checker_files *files, const char *const *extra,
                                        size_t extra_count);

/* CHECK_JUDGE_ERROR with a message where the program crashed, hit a limit, or ended in a way its
 * convention does not allow. */
void checker_conclude(enum checker_convention convention, const struct checker_evidence *evidence,
                      struct check_result *result_out);
void interactor_conclude(enum interactor_convention convention,
                         const struct checker_evidence *evidence, struct check_result *result_out);
/* What it accepts is still to be judged: by the checker, from what the interactor wrote. */
bool interactor_needs_checker(enum interactor_convention convention);

/* A validator reads its input from standard input. `test` and `group` may be NULL. Where a tool of
 * the host runs a script (validator_tool), the script's path is the first argument. */
const char *const *validator_arguments(enum validator_convention convention, struct arena *arena,
                                       const char *test, const char *group,
                                       const char *const *extra, size_t extra_count);
/* CHECK_ACCEPTED or CHECK_WRONG, else CHECK_JUDGE_ERROR. */
void validator_conclude(enum validator_convention convention,
                        const struct checker_evidence *evidence, struct check_result *result_out);
/* "checktestdata": the program that runs validators of this convention; NULL: they are programs
 * themselves. */
const char *validator_tool(enum validator_convention convention);

#endif
