#include <iostream>
int main()
{
    cout << 6 << "\n";
}
