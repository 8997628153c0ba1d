#include <stdio.h>
#include <stdlib.h>

static int end(const char *outcome, const char *words)
{
    printf("%s\n", outcome);
    fprintf(stderr, "%s\n", words);
    return 0;
}

/* manager FROM0 TO0 FROM1 TO1, the test on standard input. */
int main(int argc, char **argv)
{
    FILE *to, *from;
    int number, largest = 0, whisper, said;
    if (argc != 5)
        return 1;
    to = fopen(argv[2], "w");
    from = fopen(argv[1], "r");
    if (!to || !from)
        return 1;
    while (scanf("%d", &number) == 1) {
        fprintf(to, "%d\n", number);
        if (number > largest)
            largest = number;
    }
    fclose(to); /* the list is over, the process is not */
    if (fscanf(from, "%d", &whisper) != 1)
        return end("0", "nothing was whispered");
    to = fopen(argv[4], "w");
    from = fopen(argv[3], "r");
    if (!to || !from)
        return 1;
    fprintf(to, "%d\n", whisper);
    fclose(to);
    if (fscanf(from, "%d", &said) != 1 || said != largest)
        return end("0.0", "translate:wrong");
    return whisper <= 1000 ? end("1.0", "translate:success") : end("0.5", "too loud a whisper");
}
