// Pours the water in ten thousand million drops.
#include <cmath>
#include <cstdio>
#include <vector>

int main()
{
    int n;
    double litres;
    if (scanf("%d %lf", &n, &litres) != 2)
        return 1;
    std::vector<double> radius(n), height(n);
    for (int i = 0; i < n; i++)
        if (scanf("%lf %lf", &radius[i], &height[i]) != 2)
            return 1;
    const double drop = litres / 1e10;
    double level = 0, inside = 0;
    int i = 0;
    for (double poured = 0; poured < litres; poured += drop) {
        double rise = drop / (std::acos(-1) * radius[i] * radius[i]);
        level += rise;
        inside += rise;
        if (inside > height[i] && i + 1 < n) {
            inside = 0;
            i++;
        }
    }
    printf("%.9f\n", level);
}
