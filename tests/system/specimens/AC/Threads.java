// Proves: a JVM with a pool of threads stays within the limits.
import java.util.Scanner;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

public class Threads {
    public static void main(String[] arguments) throws Exception {
        int n = new Scanner(System.in).nextInt();
        ExecutorService pool = Executors.newFixedThreadPool(8);
        System.out.println(pool.submit(() -> 2 * n).get());
        pool.shutdown();
    }
}
