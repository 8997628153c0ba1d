/* init_files: data only; see init_files.h. The problem is a package of the 2025-09 format: the
 * sum of up to 1,000 numbers, which does not fit 32 bits, so that the obvious wrong solution
 * passes the sample. */
#include "cli/init_files.h"

#include <stddef.h>

#define PROBLEM "problems/hello-sum/"
#define SUBMISSIONS PROBLEM "submissions/"

static const char workspace[] =
    "# An evalx workspace; every key may be left out. The manual: man evalx.yaml\n"
    "problems: problems          # the folder where --problem NAME looks\n"
    "# langs: langs.yaml         # a table of languages of your own\n"
    "# history: .evalx/history.db\n"
    "# slots: 2                  # how many programs run at once (default: one per physical CPU)\n"
    "# limits:                   # for every run here, stronger than a package's own\n"
    "#   memory: 512M\n";

static const char gitignore[] = ".evalx/\n";

static const char problem_yaml[] = "problem_format_version: 2025-09\n"
                                   "name: Hello Sum\n"
                                   "uuid: 5e0f6b0c-3c1e-4f0b-9d53-0d6a1f8b7c42\n"
                                   "type: pass-fail\n"
                                   "limits:\n"
                                   "  time_limit: 1.0   # seconds\n"
                                   "  memory: 256       # MiB\n"
                                   "  output: 8         # MiB\n";

static const char statement[] =
    "A till prints the price of every item that was sold. Add the prices up.\n"
    "\n"
    "## Input\n"
    "The first line has one integer $n$ ($1 \\le n \\le 1000$), the number of items. The second "
    "line has $n$ integers\n"
    "between $0$ and $10^9$, their prices.\n"
    "\n"
    "## Output\n"
    "Print one integer: the sum of all prices.\n";

static const char input_validator[] =
    "/* Input validator: 42 where the input is as the statement promises, 43 where it is not. */\n"
    "#include <stdio.h>\n"
    "\n"
    "enum { VALID = 42, INVALID = 43 };\n"
    "\n"
    "/* One integer from least to most without leading zeros, and the one character that must "
    "follow it. */\n"
    "static int read_number(long least, long most, int follower, long *number)\n"
    "{\n"
    "    long value = 0;\n"
    "    int digits = 0;\n"
    "    int c;\n"
    "    while ((c = getchar()) >= '0' && c <= '9') {\n"
    "        if ((digits > 0 && value == 0) || digits == 10)\n"
    "            return 0;\n"
    "        value = value * 10 + (c - '0');\n"
    "        digits++;\n"
    "    }\n"
    "    *number = value;\n"
    "    return digits > 0 && c == follower && value >= least && value <= most;\n"
    "}\n"
    "\n"
    "int main(void)\n"
    "{\n"
    "    long count, price;\n"
    "    if (!read_number(1, 1000, '\\n', &count))\n"
    "        return INVALID;\n"
    "    for (long i = 1; i <= count; i++) {\n"
    "        if (!read_number(0, 1000000000, i == count ? '\\n' : ' ', &price))\n"
    "            return INVALID;\n"
    "    }\n"
    "    return getchar() == EOF ? VALID : INVALID;\n"
    "}\n";

static const char accepted_cpp[] = "#include <iostream>\n"
                                   "\n"
                                   "int main()\n"
                                   "{\n"
                                   "    long long count, price, sum = 0;\n"
                                   "    std::cin >> count;\n"
                                   "    while (std::cin >> price)\n"
                                   "        sum += price;\n"
                                   "    std::cout << sum << '\\n';\n"
                                   "}\n";

static const char accepted_py[] = "input()\n"
                                  "print(sum(map(int, input().split())))\n";

static const char wrong_answer[] =
    "/* Wrong answer: the sum of many prices does not fit 32 bits. */\n"
    "#include <stdint.h>\n"
    "#include <stdio.h>\n"
    "\n"
    "int main(void)\n"
    "{\n"
    "    uint32_t count, price, sum = 0;\n"
    "    if (scanf(\"%u\", &count) != 1)\n"
    "        return 1;\n"
    "    while (scanf(\"%u\", &price) == 1)\n"
    "        sum += price;\n"
    "    printf(\"%u\\n\", sum);\n"
    "    return 0;\n"
    "}\n";

static const char time_limit[] = "/* Time limit exceeded: it never stops counting. */\n"
                                 "int main(void)\n"
                                 "{\n"
                                 "    for (volatile unsigned long i = 0;; i++)\n"
                                 "        ;\n"
                                 "}\n";

static const char memory_limit[] = "/* Memory limit exceeded: it takes more and uses it, too. */\n"
                                   "#include <stdlib.h>\n"
                                   "#include <string.h>\n"
                                   "\n"
                                   "int main(void)\n"
                                   "{\n"
                                   "    enum { PIECE = 1 << 20 };\n"
                                   "    for (;;) {\n"
                                   "        char *piece = malloc(PIECE);\n"
                                   "        if (piece == NULL)\n"
                                   "            return 1;\n"
                                   "        memset(piece, 1, PIECE);\n"
                                   "        __asm__ volatile(\"\" : : \"r\"(piece) : \"memory\"); "
                                   "/* the compiler must not find it useless */\n"
                                   "    }\n"
                                   "}\n";

static const char run_time_error[] = "/* Run-time error: it gives up by abort(), signal 6. */\n"
                                     "#include <stdlib.h>\n"
                                     "\n"
                                     "int main(void)\n"
                                     "{\n"
                                     "    abort();\n"
                                     "}\n";

static const char output_limit[] =
    "/* Output limit exceeded: it prints for ever. */\n"
    "#include <stdio.h>\n"
    "\n"
    "int main(void)\n"
    "{\n"
    "    for (;;)\n"
    "        puts(\"0123456789012345678901234567890123456789012345678901234567890123456789\");\n"
    "}\n";

static const char compile_error[] = "/* Compile error: a name that nobody declared. */\n"
                                    "int main(void)\n"
                                    "{\n"
                                    "    return sum;\n"
                                    "}\n";

const struct init_file init_files[] = {
    {"evalx.yaml", workspace},
    {".gitignore", gitignore},
    {".github/workflows/problems.yml", init_github},
    {".gitlab-ci.yml", init_gitlab},
    {PROBLEM "problem.yaml", problem_yaml},
    {PROBLEM "statement/problem.en.md", statement},
    {PROBLEM "input_validators/validate.c", input_validator},
    {PROBLEM "data/sample/1.in", "3\n5 20 17\n"},
    {PROBLEM "data/sample/1.ans", "42\n"},
    {PROBLEM "data/secret/1-one.in", "1\n0\n"},
    {PROBLEM "data/secret/1-one.ans", "0\n"},
    {PROBLEM "data/secret/2-edge.in", "5\n1000000000 1000000000 1000000000 1000000000 294967295\n"},
    {PROBLEM "data/secret/2-edge.ans", "4294967295\n"},
    {PROBLEM "data/secret/3-large.in",
     "6\n1000000000 1000000000 1000000000 1000000000 999999999 1\n"},
    {PROBLEM "data/secret/3-large.ans", "5000000000\n"},
    {SUBMISSIONS "accepted/sum.cpp", accepted_cpp},
    {SUBMISSIONS "accepted/sum.py", accepted_py},
    {SUBMISSIONS "wrong_answer/overflow.c", wrong_answer},
    {SUBMISSIONS "time_limit_exceeded/endless.c", time_limit},
    {SUBMISSIONS "run_time_error/abort.c", run_time_error},
    {SUBMISSIONS "run_time_error/memory_limit.c", memory_limit},
    {SUBMISSIONS "run_time_error/output_limit.c", output_limit},
    {SUBMISSIONS "compiler_error/undeclared.c", compile_error},
    {NULL, NULL},
};
