/* Fuzz target of the reader of Kattis, ICPC and DOMjudge packages: metadata, groups, tests,
 * expectations of submissions. See package.h. */
#include "fuzz/package.h"

#define ICPC "problem_format_version: 2025-09\n"
#define YAML(text)                                                                                 \
    {                                                                                              \
        "problem.yaml", text                                                                       \
    }

static const struct package_place places[] = {
    {"problem.yaml", {0}},
    {"data/secret/testdata.yaml", YAML("name: x\n")},
    {"data/secret/testdata.yaml", YAML("problem_format_version: 2023-07-draft\n")},
    {"data/secret/test_group.yaml", YAML(ICPC)},
    {"data/secret/1.yaml", YAML(ICPC)},
    {"domjudge-problem.ini", YAML("name: x\n")},
    {".timelimit", YAML("name: x\n")},
    {"submissions/accepted/a.py", YAML("type: scoring\n")},
    {"submissions/submissions.yaml", YAML(ICPC "type: scoring\n")},
    {"submissions.json", YAML("name: x\n")},
    {"data/testdata.yaml", YAML("type: scoring\n")},
    {"data/secret/test_group.yaml", YAML(ICPC "type: scoring\nconstants: {n: 3}\n")},
    {"problem_statement/problem.en.tex", YAML("source: x\n")},
};

static const struct package_file files[] = {
    {"data/secret/1.in", "1\n"},
    {"data/secret/1.ans", "1\n"},
    {"submissions/accepted/b.py", "print(1)\n"},
    {"submissions/wrong_answer/c.py", "print(2)\n"},
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    package_make(files, EV_ARRAY_LENGTH(files));
    return package_fuzz(places, EV_ARRAY_LENGTH(places), data, size);
}
