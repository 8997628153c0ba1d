fun main() {
    println(readLine().length)
}
