//! The shortest typed ask, fourteen lines: `cargo run --example counter`.

use thespian::prelude::*;

#[actor]
#[derive(Default)]
struct Counter(i64);

#[receive]
#[rustfmt::skip]
impl Counter { fn add(&mut self, by: &i64) -> i64 { self.0 += by; self.0 } }

#[thespian::main]
fn main() -> thespian::Result<()> {
    let system = ActorSystem::start(std::env::args().nth(1).as_deref().unwrap_or("simpleSystemBase"))?;
    let counter = system.create_actor::<Counter>()?;
    println!("{}", system.ask(&counter, 42_i64, std::time::Duration::from_secs(1))?);
    system.shutdown()
}
