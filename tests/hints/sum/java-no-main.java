import java.util.*;
class Main {
    static void solve(String[] args) {
        System.out.println(6);
    }
}
