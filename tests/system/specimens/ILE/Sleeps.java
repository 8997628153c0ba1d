// Proves: a sleeping JVM ends at the wall-clock limit.
public class Sleeps {
    public static void main(String[] arguments) throws Exception {
        Thread.sleep(1000000);
    }
}
