package main

import "fmt"

func main() {
	var n, zero int
	fmt.Scan(&n)
	fmt.Println(n / zero)
}
