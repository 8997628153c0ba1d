import java.util.Scanner;

/** Forgets the last house when there is an odd number of them. */
public class OneShort {
    public static void main(String[] args) {
        int n = new Scanner(System.in).nextInt();
        if (n == 2 || n == 3) {
            System.out.println("impossible");
            return;
        }
        StringBuilder out = new StringBuilder();
        for (int house = 2; house <= n; house += 2) {
            out.append(house).append(' ');
        }
        for (int house = 1; house < n; house += 2) {
            out.append(house).append(' ');
        }
        System.out.println(out);
    }
}
