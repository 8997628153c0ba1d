package main

import "fmt"

type node struct{ next *node }

func main() {
	var first *node
	fmt.Println(first.next)
}
