// Proves: a Java program without main is a compile error.
public class NoMain { }
