using System;

class Program {
    static void Main() {
        int[] numbers = new int[3];
        int n = int.Parse(Console.ReadLine());
        Console.WriteLine(numbers[n]);
    }
}
