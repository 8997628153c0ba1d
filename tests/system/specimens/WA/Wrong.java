// Proves: a wrong answer in Java is a wrong answer.
public class Wrong {
    public static void main(String[] arguments) {
        System.out.println(43);
    }
}
