#[thespian::main(base = "sequential")]
fn main() {}
