// Accepted, though the compiler has notes and warnings and the program talks on standard error.
import java.util.*;

public class Chatty {
    @SuppressWarnings("removal")
    static long add(long a, long b) {
        return new Long(a) + new Long(b);
    }

    public static void main(String[] arguments) {
        Scanner in = new Scanner(System.in);
        List numbers = new ArrayList();
        int count = in.nextInt();
        long sum = 0;
        for (int i = 0; i < count; i++) {
            numbers.add(in.nextInt());
            sum = add(sum, (Integer) numbers.get(i));
            System.err.println("debug: index " + i + " of length " + numbers.size() + ", sum " + sum);
        }
        Thread old = Thread.currentThread();
        System.err.println("thread " + old.getId() + ", no null here");
        System.out.println(sum);
    }
}
