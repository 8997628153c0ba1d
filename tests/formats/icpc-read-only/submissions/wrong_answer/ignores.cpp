#include <fstream>
#include <iostream>

// A stream that could not be opened swallows what it is given.
int main(int argc, char **argv)
{
    {
        std::ifstream list(argc > 1 ? argv[1] : "list.txt");
        std::ofstream copy("copy.txt");
        long one;
        while (list >> one)
            copy << one << '\n';
    }
    std::ifstream copy("copy.txt");
    long sum = 0, one;
    while (copy >> one)
        sum += one;
    std::cout << sum << '\n';
}
