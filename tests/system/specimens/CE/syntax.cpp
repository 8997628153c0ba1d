// Proves: a C++ program that does not compile is a compile error.
int main()
{
    undeclared = 1;
}
