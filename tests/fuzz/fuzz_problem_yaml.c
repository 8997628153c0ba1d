/* Fuzz target of the package reader: a small package in a temporary folder, one file of which is
 * the input.
 *
 * Byte 0 says which file, the rest is its text. Whatever it is, the package is read or refused as
 * bad input by one line. Built with -fsanitize=fuzzer it is a libFuzzer target; with -DFUZZ_ALONE
 * it makes inputs of its own: ./fuzz_problem_yaml ROUNDS SEED. */
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/fs.h"
#include "problem/problem.h"

#define ICPC "problem_format_version: 2025-09\n"

/* A file that takes the input, in a package whose problem.yaml is this; NULL: the input itself. */
static const struct place {
    const char *file, *yaml;
} places[] = {
    {"problem.yaml", NULL},
    {"data/secret/testdata.yaml", "name: x\n"},
    {"data/secret/testdata.yaml", "problem_format_version: 2023-07-draft\n"},
    {"data/secret/test_group.yaml", ICPC},
    {"data/secret/1.yaml", ICPC},
    {"domjudge-problem.ini", "name: x\n"},
    {".timelimit", "name: x\n"},
    {"submissions/accepted/a.py", "type: scoring\n"},
    {"submissions/submissions.yaml", ICPC "type: scoring\n"},
    {"submissions.json", "name: x\n"},
    {"data/testdata.yaml", "type: scoring\n"},
    {"data/secret/test_group.yaml", ICPC "type: scoring\nconstants: {n: 3}\n"},
    {"problem_statement/problem.en.tex", "source: x\n"},
};

static struct arena arena;
static const char *folder;
static int folder_fd = -1;

static void must(int result)
{
    if (result != 0)
        abort();
}

static void write_file(const char *name, const void *bytes, size_t count)
{
    EV_FD int fd = openat(folder_fd, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0)
        abort();
    must(fs_write_all(fd, bytes, count));
}

static void remove_package(void)
{
    must(fs_remove_tree(AT_FDCWD, folder, NULL));
    arena_done(&arena);
}

static void make_package(void)
{
    static const char *const folders[] = {"data/secret", "submissions/accepted",
                                          "problem_statement"};
    must(fs_make_temporary("evalx-fuzz", &arena, &folder, NULL));
    must(atexit(remove_package));
    folder_fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    for (size_t i = 0; i < EV_ARRAY_LENGTH(folders); i++)
        must(fs_make_dirs(folder_fd, folders[i], 0700, NULL));
    write_file("data/secret/1.in", "1\n", 2);
    write_file("data/secret/1.ans", "1\n", 2);
}

static void check(void)
{
    struct problem problem = {0};
    struct err err = {0};
    char digest[65];
    if (problem_open(folder, &problem, &err) != 0) {
        if (err.kind != ERR_INPUT || !str_starts_with(err.msg, "problem: ") ||
            strchr(err.msg, '\n'))
            abort();
        return;
    }
    if (problem.test_count != 1 || !problem.title || !problem.format)
        abort();
    must(problem_digest(&problem, digest, &err));
    problem_close(&problem);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1)
        return 0;
    if (!folder)
        make_package();
    const struct place *place = &places[data[0] % EV_ARRAY_LENGTH(places)];
    if (place->yaml)
        write_file("problem.yaml", place->yaml, strlen(place->yaml));
    write_file(place->file, data + 1, size - 1);
    check();
    must(unlinkat(folder_fd, place->file, 0));
    return 0;
}

#ifdef FUZZ_ALONE
static const char *const seeds[] = {
    ICPC "name: {en: x}\nuuid: 1\ntype: [pass-fail]\nlimits:\n  time_limit: 2\n  memory: 64\n"
         "  time_multipliers: {ac_to_time_limit: 2.5}\nconstants: {n: 1}\nlanguages: all\n",
    "output_validator_flags: float_tolerance 1e-6\non_reject: break\ngrading: default\n",
    "output_validator_flags: {name: x, flags: y}\ngrader_flags: min\n",
    "args: [a, b]\noutput_validator_args: [case_sensitive]\nfull_feedback: true\n",
    "args: [a]\nhint: h\ndescription: d\ninput_validator_args: {x: [y]}\n",
    "name='x'\n[a]\n; c\ntimelimit = 2.5\ncolor=\"#fff\"\n",
    "2.5\n",
    "# @EXPECTED_RESULTS@: CORRECT, WRONG-ANSWER\n# @EXPECTED_SCORE@: 3\n@EXPECTED_GRADES@ AC WA\n",
    "accepted: {permitted: [AC], score: [1, 2]}\n'*/{a,b}.py':\n  secret/*: {required: [TLE]}\n",
    "{\"submissions/accepted/a.py\": {\"langid\": \"c\", \"entry_point\": \"x\"}}\n",
    "grader_flags: min first_error\naccept_score: 3\nrange: -inf 5\non_reject: continue\n",
    "max_score: 5\nscore_aggregation: min\nrequire_pass: [sample]\nargs: ['{{n}}', "
    "'{{n.value}}']\n",
    "\\problemname{a {b} c}\n%% plainproblemname: x\n",
};

/* A seed with a few bytes replaced, doubled or left out. */
static size_t make_input(uint8_t *data, unsigned *seed)
{
    static const char symbols[] = " \n:{}[]-,'\"&*!|>#@%0a.\t\\\xff";
    size_t which = (size_t)rand_r(seed) % EV_ARRAY_LENGTH(seeds);
    size_t size = 1;
    data[0] = (uint8_t)which;
    for (const char *at = seeds[which]; *at; at++) {
        int what = rand_r(seed) % 60;
        if (what == 0)
            continue;
        data[size++] = (uint8_t)*at;
        if (what == 1)
            data[size++] = (uint8_t)symbols[(size_t)rand_r(seed) % (sizeof(symbols) - 1)];
    }
    return size;
}

int main(int argc, char **argv)
{
    unsigned long rounds = argc > 1 ? strtoul(argv[1], NULL, 10) : 1000;
    unsigned seed = argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10) : 1;
    uint8_t data[1024];
    for (unsigned long i = 0; i < rounds; i++)
        LLVMFuzzerTestOneInput(data, make_input(data, &seed));
    return 0;
}
#endif
