public class Main {
    public static void main(String[] args) {
        System.out.println(new Helper().answer());
    }
}

public class Helper {
    int answer() {
        return 6;
    }
}
