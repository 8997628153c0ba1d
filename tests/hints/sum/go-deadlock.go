package main

import "fmt"

func main() {
	numbers := make(chan int)
	numbers <- 6
	fmt.Println(<-numbers)
}
