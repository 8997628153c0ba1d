// Proves: a silent Java program gives no output.
public class Silent {
    public static void main(String[] arguments) {
    }
}
