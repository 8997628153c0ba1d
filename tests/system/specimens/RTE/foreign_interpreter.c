/* Proves: a program whose ELF interpreter does not exist cannot be executed, and that is its own
 * fault, not the judge's. */
const char interpreter[] __attribute__((section(".interp"), used)) = "/no/such/interpreter";

int main(void)
{
    return 0;
}
