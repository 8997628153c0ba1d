#include <stdio.h>
#include <stdlib.h>
int main(void)
{
    char name[32];
    for (int i = 0; i < 10000; i++) {
        snprintf(name, sizeof(name), "file%d", i);
        FILE *file = fopen(name, "w");
        if (!file)
            return 1;
        fclose(file);
    }
    return 0;
}
