/* Fuzz target of the reader of Hydro's packages: config.yaml. See package.h. */
#include "fuzz/package.h"

static const struct package_place places[] = {
    {"testdata/config.yaml", {0}},
    {"problem.yaml", {0}},
};

static const struct package_file files[] = {
    {"testdata/1.in", "1\n"},  {"testdata/1.out", "1\n"},      {"testdata/2.in", "2\n"},
    {"testdata/2.out", "2\n"}, {"testdata/check.cpp", "//\n"},
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    package_make(files, EV_ARRAY_LENGTH(files));
    return package_fuzz(places, EV_ARRAY_LENGTH(places), data, size);
}
