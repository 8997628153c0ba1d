/* Proves: the assembler does not find the host's secrets either. */
__asm__(".incbin \"/etc/shadow\"");

int main(void)
{
    return 0;
}
