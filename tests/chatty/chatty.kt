// Accepted, though the compiler warns and the program talks on standard error.
fun main(arguments: Array<String>) {
    val count = readLine()!!.trim().toInt()
    var sum = 0L
    val unused = "nothing"
    for (i in 0 until count) {
        val number: Int? = readLine()!!.trim().toInt()
        sum += number!!
        System.err.println("debug: index $i of $count, sum ${sum!!}")
    }
    println(sum)
}
