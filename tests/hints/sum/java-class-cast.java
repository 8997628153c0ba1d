import java.util.*;
class Main {
    public static void main(String[] args) {
        Object text = "6";
        System.out.println((Integer) text);
    }
}
