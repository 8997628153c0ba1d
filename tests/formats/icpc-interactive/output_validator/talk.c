/* Knows a number; answers a guess by higher, lower or correct. Of 24 guesses one must be right, and
 * after it the submission must be silent. */
#include <stdio.h>
#include <stdlib.h>

enum { ACCEPTED = 42, WRONG = 43, GUESSES_MAX = 24 };

static FILE *message;

static int wrong(const char *why)
{
    fprintf(message, "%s\n", why);
    return WRONG;
}

int main(int argc, char **argv)
{
    char path[4096];
    long number, most, guess;
    FILE *input = argc > 3 ? fopen(argv[1], "r") : NULL;
    if (!input || fscanf(input, "%ld %ld", &number, &most) != 2)
        return 1;
    snprintf(path, sizeof(path), "%s/judgemessage.txt", argv[3]);
    message = fopen(path, "w");
    if (!message)
        return 1;
    printf("%ld\n", most);
    fflush(stdout);
    for (int i = 0; i < GUESSES_MAX; i++) {
        if (scanf("%ld", &guess) != 1)
            return wrong("no number where a guess was due");
        if (guess == number) {
            printf("correct\n");
            fflush(stdout);
            return scanf("%ld", &guess) == EOF ? ACCEPTED : wrong("talks on after the right guess");
        }
        printf(guess < number ? "higher\n" : "lower\n");
        fflush(stdout);
    }
    return wrong("too many guesses");
}
