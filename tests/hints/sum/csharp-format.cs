using System;

class Program {
    static void Main() {
        Console.WriteLine(int.Parse("1 2"));
    }
}
