int highest(int count, const int *heights);
