package main

import "fmt"

func main() {
	var a int64 = 3
	var b int = 3
	fmt.Println(a + b)
}
