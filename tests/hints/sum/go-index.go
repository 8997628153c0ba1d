package main

import "fmt"

func main() {
	var n int
	numbers := make([]int, 0)
	fmt.Scan(&n)
	fmt.Println(numbers[n])
}
