// Proves: the CPU time of all threads counts, on however many CPUs.
#include <thread>
#include <vector>

static volatile unsigned sink;

int main()
{
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; i++)
        threads.emplace_back([] {
            for (;;)
                sink = sink + 1;
        });
    for (auto &thread : threads)
        thread.join();
}
