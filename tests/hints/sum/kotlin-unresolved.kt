fun main() {
    println(total)
}
