/* Interactor in testlib's convention: interact IN TOUT ANS. Answers "<", ">" or "=" to a number,
 * and writes the number of questions to TOUT. 0: the checker judges them. */
#include <stdio.h>

enum { QUESTIONS_MAX = 1000 };

int main(int argc, char **argv)
{
    int secret, guess, questions = 0;
    FILE *input = argc >= 3 ? fopen(argv[1], "r") : NULL,
         *record = argc >= 3 ? fopen(argv[2], "w") : NULL;
    if (!input || !record || fscanf(input, "%d", &secret) != 1)
        return 3;
    do {
        if (questions++ == QUESTIONS_MAX || scanf("%d", &guess) != 1) {
            fprintf(stderr, "wrong answer no guess\n");
            return 1;
        }
        printf("%c\n", guess == secret ? '=' : secret < guess ? '<' : '>');
        fflush(stdout);
    } while (guess != secret);
    fprintf(record, "%d\n", questions);
    return fclose(record) == 0 ? 0 : 3;
}
