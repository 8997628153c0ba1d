// Proves: a Java program that does not compile is a compile error.
public class Syntax { int x = "text"; }
