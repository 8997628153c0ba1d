import java.util.*;
class Main {
    public static void main(String[] args) {
        String[] words = new String[3];
        System.out.println(words[0].length());
    }
}
