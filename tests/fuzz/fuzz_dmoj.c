/* Fuzz target of the reader of DMOJ's problems: init.yml, and test.yml of a testsuite. See
 * package.h. */
#include "fuzz/package.h"

static const struct package_place places[] = {
    {"init.yml", {0}},
    {"tests/ac/test.yml", {"init.yml", "test_cases: [{in: 1.in, out: 1.out, points: 5}]\n"}},
};

static const struct package_file files[] = {
    {"1.in", "1\n"},         {"1.out", "1\n"},       {"2.in", "2\n"},
    {"2.out", "2\n"},        {"b/3.1.in", "3\n"},    {"b/3.1.out", "3\n"},
    {"b/3.2.in", "4\n"},     {"b/3.2.out", "4\n"},   {"check.cpp", "int c;\n"},
    {"gen.cpp", "int g;\n"}, {"head.h", "int h;\n"}, {"tests/ac/ac.py", "print(1)\n"},
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    package_make(files, EV_ARRAY_LENGTH(files));
    return package_fuzz(places, EV_ARRAY_LENGTH(places), data, size);
}
