// Proves: an exception that nobody catches is a run-time error.
#include <stdexcept>

int main()
{
    throw std::runtime_error("nobody catches this");
}
