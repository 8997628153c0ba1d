// Proves: the overflow of a small stack is a run-time error.
#include <cstdlib>
#include <pthread.h>

static int descend(int depth)
{
    volatile char frame[4096];
    frame[0] = static_cast<char>(depth);
    return depth < 0 ? 0 : descend(depth + 1) + frame[0];
}

static void *run(void *)
{
    std::exit(descend(0) & 0);
}

int main()
{
    pthread_t thread;
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, 256 << 10);
    pthread_create(&thread, &attributes, run, nullptr);
    pthread_join(thread, nullptr);
}
