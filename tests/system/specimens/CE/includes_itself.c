/* Proves: a file that includes itself ends. */
#include __FILE__

int main(void)
{
    return 0;
}
