import java.util.*;
import org.apache.commons.lang3.*;
class Main {
    public static void main(String[] args) {
        System.out.println(6);
    }
}
