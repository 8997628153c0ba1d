/* Proves: macros that grow without bounds are stopped by a limit of the compile box. */
#define A(x) x, x, x, x, x, x, x, x
#define B(x) A(A(A(x)))
#define C(x) B(B(B(x)))

int main(void)
{
    return C(C(1));
}
