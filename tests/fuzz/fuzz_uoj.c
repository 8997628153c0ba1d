/* Fuzz target of the reader of UOJ's packages: problem.conf. See package.h. */
#include "fuzz/package.h"

static const struct package_place places[] = {{"problem.conf", {0}}};

static const struct package_file files[] = {
    {"input1.txt", "1\n"},   {"output1.txt", "1\n"},     {"input2.txt", "2\n"},
    {"output2.txt", "2\n"},  {"ex_input1.txt", "1\n"},   {"ex_output1.txt", "1\n"},
    {"chk.cpp", "//\n"},     {"std.cpp", "int main;\n"}, {"implementer.cpp", "//\n"},
    {"require/a.h", "//\n"},
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    package_make(files, EV_ARRAY_LENGTH(files));
    return package_fuzz(places, EV_ARRAY_LENGTH(places), data, size);
}
