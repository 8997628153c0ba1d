import java.util.Locale;
import java.util.Scanner;

public class Tank {
    public static void main(String[] args) {
        Scanner in = new Scanner(System.in).useLocale(Locale.ROOT);
        int n = in.nextInt();
        double litres = in.nextDouble(), level = 0;
        for (int i = 0; i < n; i++) {
            double radius = in.nextDouble(), height = in.nextDouble();
            double area = Math.PI * radius * radius;
            if (litres <= area * height) {
                level += litres / area;
                break;
            }
            level += height;
            litres -= area * height;
        }
        System.out.println(level);
    }
}
