// Accepted, though the program talks on standard error.
package main

import (
	"bufio"
	"fmt"
	"log"
	"os"
)

func main() {
	in := bufio.NewReader(os.Stdin)
	var count, number int
	fmt.Fscan(in, &count)
	sum := 0
	for i := 0; i < count; i++ {
		fmt.Fscan(in, &number)
		sum += number
		log.Printf("debug: index %d, sum %d, err is nil", i, sum)
	}
	fmt.Println(sum)
}
