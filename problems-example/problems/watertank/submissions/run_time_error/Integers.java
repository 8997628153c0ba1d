import java.util.Scanner;

/** Expects whole numbers. */
public class Integers {
    public static void main(String[] args) {
        Scanner in = new Scanner(System.in);
        int n = in.nextInt();
        int litres = in.nextInt();
        double level = 0;
        for (int i = 0; i < n; i++) {
            int radius = in.nextInt();
            int height = in.nextInt();
            double room = Math.PI * radius * radius * height;
            level += Math.min(1, litres / room) * height;
            litres -= (int) Math.min(litres, room);
        }
        System.out.println(level);
    }
}
