import java.util.*;
class Main {
    public static void main(String[] args) {
        System.out.println(new Scanner("12345678901").nextInt());
    }
}
