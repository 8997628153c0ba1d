/* Checker in testlib's convention of what the interactor recorded: ten questions at most. */
#include <stdio.h>

int main(int argc, char **argv)
{
    int questions;
    FILE *record = argc >= 3 ? fopen(argv[2], "r") : NULL;
    if (!record || fscanf(record, "%d", &questions) != 1)
        return 3;
    fprintf(stderr, "%s %d questions\n", questions <= 10 ? "ok" : "wrong answer", questions);
    return questions <= 10 ? 0 : 1;
}
