import java.util.*;
class Main {
    public static void main(String[] args) {
        int best;
        for (int i = 0; i < args.length; i++)
            best = i;
        System.out.println(best);
    }
}
