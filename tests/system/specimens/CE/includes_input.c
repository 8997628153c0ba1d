/* Proves: standard input of the compiler is empty, and holds no test. */
int main(void)
{
    return
#include "/dev/stdin"
}
