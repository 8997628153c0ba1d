/* Fuzz target of the reader of TPS: its JSON files, gen/data and the mapping. See package.h. */
#include "fuzz/package.h"
#define PROBLEM                                                                                    \
    {                                                                                              \
        "problem.json", "{\"name\": \"abc\"}\n"                                                    \
    }

static const struct package_place places[] = {
    {"problem.json", {0}}, {"subtasks.json", PROBLEM}, {"solutions.json", PROBLEM},
    {"gen/data", PROBLEM}, {"tests/mapping", PROBLEM},
};

static const struct package_file files[] = {
    {"gen/data", "@testset samples\nmanual 1.in\n"},
    {"gen/manual/1.in", "1\n"},
    {"gen/make.py", "print()\n"},
    {"tests/0-01.in", "1\n"},
    {"tests/0-01.out", "1\n"},
    {"solution/a.cpp", "int main;\n"},
    {"validator/v.py", "#\n"},
    {"checker/checker.cpp", "//\n"},
    {"grader/cpp/grader.cpp", "//\n"},
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    package_make(files, EV_ARRAY_LENGTH(files));
    return package_fuzz(places, EV_ARRAY_LENGTH(places), data, size);
}
