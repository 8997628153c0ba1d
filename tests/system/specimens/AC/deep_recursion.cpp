// Proves: the stack is as large as the memory limit: recursion to 100 MiB is fine.
#include <cstdio>

static int descend(int depth, volatile char *above)
{
    volatile char frame[1024];
    frame[0] = static_cast<char>(above[0] + 1);
    return depth == 0 ? frame[0] : descend(depth - 1, frame) + (frame[0] & 0);
}

int main()
{
    int n = 0;
    volatile char top[1] = {0};
    if (std::scanf("%d", &n) != 1)
        return 1;
    volatile int bottom = descend(100000, top);
    std::printf("%d\n", 2 * n + (bottom & 0));
}
