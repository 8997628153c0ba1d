int is_divisor(int divisor, int number);
