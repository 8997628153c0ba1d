/* Checker in CMS' convention: checker IN ANS OUT; the outcome on standard output, the message on
 * standard error. A tenth off is worth half. */
#include <stdio.h>
#include <stdlib.h>

static double number_in(const char *path)
{
    double number;
    FILE *file = fopen(path, "r");
    if (!file || fscanf(file, "%lf", &number) != 1)
        return -1;
    return number;
}

int main(int argc, char **argv)
{
    if (argc < 4)
        return 1;
    double right = number_in(argv[2]), got = number_in(argv[3]);
    double difference = got > right ? got - right : right - got;
    printf("%s\n", difference == 0 ? "1.0" : difference <= right / 10 ? "0.5" : "0.0");
    fprintf(stderr, "%s\n", difference == 0 ? "right" : "not right");
    return 0;
}
