// Proves: an exception in Java is a run-time error.
public class Throws {
    public static void main(String[] arguments) {
        System.out.println(new int[1][2][3].length / arguments.length);
    }
}
