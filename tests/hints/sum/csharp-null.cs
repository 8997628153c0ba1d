using System;

class Program {
    static void Main() {
        string line = null;
        Console.WriteLine(line.Length);
    }
}
