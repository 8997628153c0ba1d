import java.util.*;
class Main {
    public static void main(String[] args) {
        List<Integer> all = new ArrayList<>(List.of(1, 2, 3, 4));
        for (Integer one : all)
            all.remove(one);
    }
}
