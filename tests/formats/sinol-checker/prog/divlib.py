def is_divisor(divisor, number):
    return number % divisor == 0
