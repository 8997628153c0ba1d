/* Proves: an executable of gigabytes is not written. */
volatile char huge[3L << 30] = {1};

int main(void)
{
    return huge[1];
}
