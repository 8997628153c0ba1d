/** Waits for a measurement of -1 that never comes. */
public class Stuck {
    public static void main(String[] args) throws Exception {
        int last = 0;
        while (last != -2) {
            last = System.in.read();
        }
    }
}
