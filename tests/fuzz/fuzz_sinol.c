/* Fuzz target of the reader of sinol packages: config.yml. See package.h. */
#include "fuzz/package.h"

static const struct package_place places[] = {{"config.yml", {0}}};

static const struct package_file files[] = {
    {"in/abc0.in", "1\n"},        {"out/abc0.out", "1\n"},     {"in/abc1a.in", "1\n"},
    {"out/abc1a.out", "1\n"},     {"in/abc1b.in", "2\n"},      {"out/abc1b.out", "2\n"},
    {"in/abc2a.in", "3\n"},       {"out/abc2a.out", "3\n"},    {"prog/abc.cpp", "int p;\n"},
    {"prog/abcs1.py", "print()"}, {"prog/abcchk.cpp", "//\n"}, {"prog/abcinwer.cpp", "//\n"},
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    package_make(files, EV_ARRAY_LENGTH(files));
    return package_fuzz(places, EV_ARRAY_LENGTH(places), data, size);
}
