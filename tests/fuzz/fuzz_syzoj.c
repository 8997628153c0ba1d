/* Fuzz target of the reader of SYZOJ's packages: data.yml. See package.h. */
#include "fuzz/package.h"

static const struct package_place places[] = {{"data.yml", {0}}};

static const struct package_file files[] = {
    {"1.in", "1\n"},  {"1.out", "1\n"}, {"2.in", "2\n"},
    {"2.out", "2\n"}, {"x3.in", "3\n"}, {"x3.ans", "3\n"},
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    package_make(files, EV_ARRAY_LENGTH(files));
    return package_fuzz(places, EV_ARRAY_LENGTH(places), data, size);
}
