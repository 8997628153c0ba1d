package main

import "fmt"

func main() {
	n := 6
	fmt.Println(6)
}
