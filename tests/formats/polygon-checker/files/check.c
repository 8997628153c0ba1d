/* Checker in testlib's convention, without testlib: check IN OUT ANS; 0 right, 1 wrong, 2 badly
 * presented, 3 the jury's own answer is wrong. */
#include <stdio.h>

enum { RIGHT, WRONG, BADLY_PRESENTED, JURY_FAILED };

static int say(int status, const char *what)
{
    static const char *const words[] = {"ok", "wrong answer", "wrong output format", "FAIL"};
    fprintf(stderr, "%s %s\n", words[status], what);
    return status;
}

/* Two numbers of at least 0 with this sum, and nothing after them. */
static int judge(const char *path, long sum)
{
    FILE *file = fopen(path, "r");
    long first, second;
    char rest;
    if (!file)
        return JURY_FAILED;
    if (fscanf(file, "%ld %ld", &first, &second) != 2 || fscanf(file, " %c", &rest) == 1)
        return BADLY_PRESENTED;
    return first >= 0 && second >= 0 && first + second == sum ? RIGHT : WRONG;
}

int main(int argc, char **argv)
{
    long sum;
    FILE *input = argc >= 4 ? fopen(argv[1], "r") : NULL;
    if (!input || fscanf(input, "%ld", &sum) != 1)
        return say(JURY_FAILED, "no input");
    if (judge(argv[3], sum) != RIGHT)
        return say(JURY_FAILED, "the jury's answer is wrong");
    return say(judge(argv[2], sum), "the sum was looked at");
}
