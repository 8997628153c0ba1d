import java.util.*;
class Main {
    public static void main(String[] args) {
        long big = 6;
        int small = big;
        System.out.println(small);
    }
}
