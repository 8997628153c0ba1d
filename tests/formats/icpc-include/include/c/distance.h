long distance(long a, long b);
