fn main() {
    let n: usize = 3;
    let m: i32 = n;
    println!("{}", m);
}
