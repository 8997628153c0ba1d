fn main() {
    let sum = 0;
    for i in 0..4 {
        sum += i;
    }
    println!("{}", sum);
}
