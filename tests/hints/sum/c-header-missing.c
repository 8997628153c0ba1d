#include <conio.h>
#include <stdio.h>
#include <stdlib.h>
int main(void)
{
    getch();
}
