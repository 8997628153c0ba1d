fn depth(n: u64) -> u64 {
    let numbers = [n; 64];
    if n == u64::MAX { 0 } else { depth(n + 1) + numbers[(n % 64) as usize] }
}

fn main() {
    let sum = std::thread::spawn(|| depth(std::env::args().count() as u64)).join().unwrap();
    println!("{}", sum);
}
