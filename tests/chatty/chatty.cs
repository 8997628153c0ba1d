// Accepted, though the compiler warns and the program talks on standard error.
using System;

class Chatty
{
    [Obsolete("use +")]
    static long Add(long a, long b)
    {
        return a + b;
    }

    static void Main()
    {
        int unused = 5;
        int count = int.Parse(Console.ReadLine());
        long sum = 0;
        for (int i = 0; i < count; i++) {
            sum = Add(sum, long.Parse(Console.ReadLine()));
            Console.Error.WriteLine("debug: index " + i + ", sum " + sum);
        }
        Console.WriteLine(sum);
    }
}
