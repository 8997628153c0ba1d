// Proves: a vector without end is an MLE.
#include <vector>

int main()
{
    std::vector<std::vector<int>> blocks;
    for (;;)
        blocks.emplace_back(1 << 18, 1);
}
