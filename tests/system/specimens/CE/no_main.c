/* Proves: a C program without main is a compile error. */
int answer(void)
{
    return 42;
}
