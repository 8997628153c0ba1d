// Proves: a right Java program is accepted, in a class of its own name.
import java.util.Scanner;

public class Plain {
    public static void main(String[] arguments) {
        System.out.println(2 * new Scanner(System.in).nextInt());
    }
}
