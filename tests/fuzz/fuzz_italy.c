/* Fuzz target of the reader of CMS' tasks: task.yaml and gen/GEN. See package.h. */
#include "fuzz/package.h"

#define TASK "name: t\ntime_limit: 1\nmemory_limit: 64\n"

static const struct package_place places[] = {
    {"task.yaml", {0}},
    {"gen/GEN", {"task.yaml", TASK}},
    {"gen/GEN",
     {"task.yaml", TASK "n_input: 3\nscore_type: GroupMul\n"
                        "score_type_parameters: [[40, 1], [60, 2]]\n"}},
};

static const struct package_file files[] = {
    {"input/input0.txt", "1\n"},        {"output/output0.txt", "1\n"},
    {"input/input1.txt", "2\n"},        {"output/output1.txt", "2\n"},
    {"input/input2.txt", "3\n"},        {"output/output2.txt", "3\n"},
    {"sol/solution.c", "int s;\n"},     {"sol/grader.c", "int g;\n"},
    {"sol/stub.c", "int t;\n"},         {"gen/a.txt", "1\n"},
    {"gen/generator.py", "print(1)\n"},
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    package_make(files, EV_ARRAY_LENGTH(files));
    return package_fuzz(places, EV_ARRAY_LENGTH(places), data, size);
}
