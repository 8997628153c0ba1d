#include <algorithm>
#include <iostream>
using namespace std;
int count = 0;
int main()
{
    count++;
}
