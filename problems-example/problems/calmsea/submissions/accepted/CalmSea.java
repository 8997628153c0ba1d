import java.io.IOException;
import java.io.StreamTokenizer;
import java.io.BufferedInputStream;
import java.util.TreeMap;

/** A sorted map of the heights in the window. */
public class CalmSea {
    private static final StreamTokenizer in = new StreamTokenizer(new BufferedInputStream(System.in));

    private static int next() throws IOException {
        in.nextToken();
        return (int) in.nval;
    }

    public static void main(String[] args) throws IOException {
        int n = next(), k = next();
        int[] heights = new int[n];
        TreeMap<Integer, Integer> window = new TreeMap<>();
        int start = 0, best = 0, bestStart = 0;
        for (int i = 0; i < n; i++) {
            heights[i] = next();
            window.merge(heights[i], 1, Integer::sum);
            while (window.lastKey() - window.firstKey() > k) {
                window.computeIfPresent(heights[start++], (height, count) -> count == 1 ? null : count - 1);
            }
            if (i - start + 1 > best) {
                best = i - start + 1;
                bestStart = start;
            }
        }
        System.out.println(best + " " + (bestStart + 1));
    }
}
