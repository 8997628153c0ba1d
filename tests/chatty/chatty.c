/* Accepted, though the compiler warns and the program talks on standard error. */
#include <stdio.h>
#include <stdlib.h>

#warning "the limits may be too small"

static int numbers[1000];

int main(void)
{
    int count, *last = 0x10, unused_so_far = 1 << 31 << 1;
    long long sum = 0;
    scanf("%d", &count);
    for (int i = 0; i < count; i++) {
        scanf("%d", &numbers[i]);
        sum += abs(numbers[i]) * (numbers[i] < 0 ? -1 : 1);
        fprintf(stderr, "debug: numbers[%d] = %d, sum = %lld, no error, expected anything\n", i,
                numbers[i], sum);
    }
    last = &numbers[count];
    fprintf(stderr, "last index %ld, %d\n", (long)(last - numbers), unused_so_far);
    print_it(sum);
    return 0;
}

int print_it(long long sum)
{
    return printf("%lld\n", sum);
}
