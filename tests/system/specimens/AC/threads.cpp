// Proves: threads are allowed, and share the time limit.
#include <atomic>
#include <iostream>
#include <thread>
#include <vector>

int main()
{
    int n = 0;
    std::cin >> n;
    std::atomic<int> sum{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 16; i++)
        threads.emplace_back([&] { sum += n; });
    for (auto &thread : threads)
        thread.join();
    std::cout << sum / 8 << std::endl;
}
