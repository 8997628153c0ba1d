/* Fuzz target of the reader of Polygon packages: problem.xml. See package.h. */
#include "fuzz/package.h"

static const struct package_place places[] = {{"problem.xml", {0}}};

static const struct package_file files[] = {
    {"tests/01", "1 2\n"},       {"tests/01.a", "3\n"},      {"tests/02", "4 5\n"},
    {"s/main.c", "int m;\n"},    {"s/wrong.py", "print(1)"}, {"files/gen.cpp", "int g;\n"},
    {"files/check.cpp", "//\n"}, {"files/val.cpp", "//\n"},  {"files/testlib.h", "//\n"},
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    package_make(files, EV_ARRAY_LENGTH(files));
    return package_fuzz(places, EV_ARRAY_LENGTH(places), data, size);
}
