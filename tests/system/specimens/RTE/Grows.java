// Proves: a heap without room is the JVM's own error; the machine around it has memory of its own.
import java.util.ArrayList;
import java.util.List;

public class Grows {
    public static void main(String[] arguments) {
        List<byte[]> blocks = new ArrayList<>();
        while (true)
            blocks.add(new byte[1 << 20]);
    }
}
