// Proves: a loop without end in a JVM hits the CPU limit.
public class Busy {
    static volatile int sink;

    public static void main(String[] arguments) {
        while (true)
            sink++;
    }
}
