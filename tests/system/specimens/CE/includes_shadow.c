/* Proves: the host's secrets are not there when compiling. */
#include "/etc/shadow"

int main(void)
{
    return 0;
}
