using System;

class Program {
    static void Main() {
        int n = 6
        Console.WriteLine(n);
    }
}
