fn main() {
    let zero = std::env::args().count() - 1;
    println!("{}", 5 / zero);
}
