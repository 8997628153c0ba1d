/* Proves: a source without end does not hang the compiler. */
#include "/dev/zero"

int main(void)
{
    return 0;
}
