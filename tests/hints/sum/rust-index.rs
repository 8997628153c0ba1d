fn main() {
    let numbers = vec![1, 2, 3];
    let at = std::env::args().count() + 2;
    println!("{}", numbers[at]);
}
