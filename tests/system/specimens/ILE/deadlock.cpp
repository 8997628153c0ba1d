// Proves: threads that wait for one another are idle.
#include <chrono>
#include <functional>
#include <mutex>
#include <thread>

static std::mutex first, second;

static void take(std::mutex &one, std::mutex &other)
{
    for (;;) {
        std::lock_guard<std::mutex> held(one);
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
        std::lock_guard<std::mutex> wanted(other);
    }
}

int main()
{
    std::thread thread(take, std::ref(first), std::ref(second));
    take(second, first);
}
