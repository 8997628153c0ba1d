// Accepted, though the compiler warns and the program talks on standard error.
use std::collections::HashMap;
use std::io::{self, BufRead};

fn never_called(x: i32) -> i32 {
    let mut y = x;
    x
}

fn main() {
    let mut lines = io::stdin().lock().lines();
    let count: usize = lines.next().unwrap().unwrap().trim().parse().unwrap();
    let mut sum: i64 = 0;
    let unused = 5;
    for i in 0..count {
        let number: i64 = lines.next().unwrap().unwrap().trim().parse().unwrap();
        sum += number;
        eprintln!("debug: index {} of len {}, sum {}", i, count, sum);
    }
    println!("{}", sum);
}
