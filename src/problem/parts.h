/* parts: what a problem is made of besides its tests. Part of problem.h, which others include. */
#ifndef EVALX_PROBLEM_PARTS_H
#define EVALX_PROBLEM_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "model/convention.h"
#include "model/limits.h"

/* Bits of problem.kinds; 0 is a plain pass-fail problem. */
enum problem_kind {
    PROBLEM_SCORING = 1 << 0,
    PROBLEM_INTERACTIVE = 1 << 1,
    PROBLEM_MULTI_PASS = 1 << 2,
    PROBLEM_SUBMIT_ANSWER = 1 << 3, /* the submission is the output, or files of outputs */
    PROBLEM_COMMUNICATION = 1 << 4, /* CMS: manager and num_processes over FIFOs */
    PROBLEM_TWO_STEPS = 1 << 5,     /* CMS: two runs, the second fed by the first through manager */
};

/* Arguments that are meant for one program of several, by its name. */
struct named_words {
    const char *name;
    const char *const *words;
    size_t word_count;
};

/* A program of the package: a file, or a folder of files. */
struct package_program {
    const char *path;           /* relative to the problem's folder; NULL: there is none */
    const char *const *sources; /* its files, likewise, in byte order */
    size_t source_count;
    const char *language; /* alias as the package names it ("cpp.g++17"); NULL: detect */
    /* Files put beside the sources (testlib.h, grader headers): relative paths */
    const char *const *companions;
    size_t companion_count;
    bool has_scripts;           /* build and run scripts instead of sources of one language */
    const char *const *options; /* more words for the compiler */
    size_t option_count;
    /* Its own arguments in the place of its convention's, as in struct checker_files; NULL: none */
    const char *const *arguments;
    size_t argument_count;
};

struct input_validator {
    const char *name; /* base name of its file or folder, by which arguments are given to it */
    struct package_program program;
    enum validator_convention convention;
};

/* Files that are compiled together with submissions of a language: include/, graders, stubs. */
struct include_set {
    const char *folder;   /* its files' names among the submission's are what follows this */
    const char *language; /* as the package names it; NULL: every language without a set */
    const char *const *files;
    size_t file_count;
    const char *entry;   /* base name of the file that is the program, NULL: the submission's */
    bool is_short_named; /* the entry knows a lone submission by the problem's short name (CMS) */
    const char *prefix;  /* text in front of each source file of a submission (DMOJ); NULL: none */
    const char *const *options; /* more words for the compiler */
    size_t option_count;
};

/* Limits of submissions in one language, in the place of the general ones. */
struct language_limits {
    const char *language; /* its id */
    double time_factor;   /* the general time limit is stretched by it; 1: the same */
    int64_t memory_bytes; /* -1: the same */
};

/* What a submission must get on some of the tests. All that apply must hold. */
struct jury_rule {
    /* Glob over names of tests and groups ("sample", "secret/group1", "secret/{a,b}"), for
     * problem_glob_matches; NULL: all */
    const char *tests;
    unsigned permitted;             /* bits 1 << enum verdict that a test may get; 0: any */
    unsigned required;              /* of these at least one must occur; 0: nothing */
    double least_score, most_score; /* NAN: not said; of the group, or of the submission */
    const char *message;            /* must be part of some judge message; NULL: not said */
    bool is_for_time_limit; /* over its tests: a lower bound, the limit must give them time */
    bool is_too_slow;       /* over its tests: an upper bound */
    const char *origin; /* where it is written: "submissions/submissions.yaml:12" or the folder */
};

enum jury_scope { SCOPE_TESTS, SCOPE_FINAL };

struct jury_submission {
    /* Relative to the problem's folder: "submissions/accepted/a.cpp", or a folder */
    const char *path;
    const char *folder;   /* "accepted"; "" where the format has none */
    const char *language; /* as the package names it; NULL: detect */
    const char *entry_point;
    /* Verdict codes as marked: "AC", "WA"; from @EXPECTED_RESULTS@, else the folder. Of the
     * submission's final verdict (SCOPE_FINAL) in legacy packages. */
    const char *const *expected;
    size_t expected_count;         /* 0: any verdict will do */
    const struct jury_rule *rules; /* beyond `expected`: 2025-09, scores, Polygon, sinol */
    size_t rule_count;
    /* A verdict code for each secret group (@EXPECTED_GRADES@); 0: not said */
    const char *const *grades;
    size_t grade_count;
    bool is_partial;        /* partially_accepted: accepted, but not the full score */
    bool is_marked;         /* `expected` is from a mark in its sources */
    bool is_for_time_limit; /* lower bound over all tests: the limit must give it time */
    bool is_too_slow;       /* upper bound: it must exceed the limit */
    bool is_not_run;        /* Polygon do-not-run: shown, never judged */
    bool is_main;           /* makes answers where a package has none */
};

/* A case that a validator must refuse or accept: data/invalid_input and its kin. */
enum validation_case_kind { CASE_INVALID_INPUT, CASE_INVALID_OUTPUT, CASE_VALID_OUTPUT };

struct validation_case {
    enum validation_case_kind kind;
    const char *name;   /* below data/: "invalid_input/empty" */
    const char *input;  /* relative to the problem's folder */
    const char *answer; /* NULL for invalid_input */
    const char *output; /* likewise */
    const char *const *input_validator_args;
    size_t input_validator_arg_count;
    const struct named_words *named_input_args; /* as in struct problem_test */
    size_t named_input_arg_count;
    const char *const *validator_args;
    size_t validator_arg_count;
};

/* What a package's links lead to outside of it, in the repository that holds it. */
struct outside_file {
    const char *path; /* of the link, or of what is below it, in the package */
    const char *real; /* where that is, without links; it may not exist yet */
    bool is_folder;   /* the files in it are not listed by themselves */
};

/* For who watches a package; whether it can be read does not matter. Strings are the arena's. Of
 * what is no folder, and of a folder in no repository, there are none. */
void problem_outside_files(const char *path, struct arena *arena, struct outside_file **files_out,
                           size_t *count_out);

#endif
