#include <stdio.h>
#include <stdlib.h>
int table[300000000][4];
int more[300000000];
int main(void)
{
    table[1][1] = more[2];
    return table[1][2];
}
