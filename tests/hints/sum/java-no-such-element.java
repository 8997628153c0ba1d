import java.util.*;
class Main {
    public static void main(String[] args) {
        Scanner in = new Scanner(System.in);
        int n = 0;
        while (n < 10000000)
            n += in.next().length();
        System.out.println(n);
    }
}
