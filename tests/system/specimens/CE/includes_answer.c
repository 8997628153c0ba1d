/* Proves: tests and answers are not there when compiling. */
#include "../problem/data/secret/1.ans"

int main(void)
{
    return 0;
}
