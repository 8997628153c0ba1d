fn main() {
    let n: i32 = "1 2".parse().unwrap();
    println!("{}", n);
}
