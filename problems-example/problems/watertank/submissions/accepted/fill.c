#include <math.h>
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
        double rise = fmin(height, litres / (acos(-1) * radius * radius));
        level += rise;
        litres -= rise * acos(-1) * radius * radius;
        if (rise < height)
            break;
    }
    printf("%.10f\n", level);
    return 0;
}
