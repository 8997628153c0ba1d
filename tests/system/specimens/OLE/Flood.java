// Proves: a flood from a JVM is stopped at the limit.
public class Flood {
    public static void main(String[] arguments) {
        String line = "x".repeat(1000);
        while (true)
            System.out.println(line);
    }
}
