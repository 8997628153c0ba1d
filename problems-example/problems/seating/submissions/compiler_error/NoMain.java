/** A class without a main method: nothing can be started. */
public class NoMain {
    static int neighbours(int a, int b) {
        return Math.abs(a - b);
    }
}
