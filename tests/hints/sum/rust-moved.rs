fn main() {
    let words = vec![1, 2, 3];
    let other = words;
    println!("{} {}", other.len(), words.len());
}
