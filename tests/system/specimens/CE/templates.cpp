// Proves: templates without end are stopped.
template <int depth> struct endless {
    static constexpr int value = endless<depth + 1>::value + endless<depth + 2>::value;
};

int main()
{
    return endless<0>::value;
}
