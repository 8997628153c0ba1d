// Proves: messages of the compiler without end are cut.
#include <map>
#include <string>
template <int n> struct loud : loud<n - 1> {
    std::map<std::string, std::map<std::string, int>> field = n;
};
template <> struct loud<0> {
};

int main()
{
    loud<500> all;
    return all.field;
}
